/**
 * Where a payout goes: a card, a phone in the fast payments system (SBP), a bank account, an IBAN or a wallet.
 * Everything that identifies a person or an account is `Redacted` from the moment it is decoded; `masked` is the
 * only form meant for eyes. What one provider accepts beyond this is that adapter's own check.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { invalid } from "../outcome/internal/issues.ts"
import * as Redaction from "../outcome/Redaction.ts"
import { isIban } from "./internal/iban.ts"
import { hasCheckDigit } from "./internal/luhn.ts"
import { isLine, personal } from "./internal/personal.ts"

const digits = (min: number, max: number) =>
  personal((text) => text.length >= min && text.length <= max && /^\d+$/.test(text), `must be ${min} to ${max} digits`)

const matching = (pattern: RegExp, message: string) =>
  Schema.String.check(Schema.makeFilter((text: string) => pattern.test(text), { message }))

const Holder = personal((text) => isLine(text, 128), "must be a name of at most 128 characters")
const BankName = Schema.String.check(
  Schema.makeFilter((text: string) => isLine(text, 72), { message: "must be a bank name of at most 72 characters" })
)

const optional = { holder: Schema.optionalKey(Holder), bank: Schema.optionalKey(BankName) }

const CardDigits = digits(12, 19)

// Checked as it comes in and not on the value: what was accepted before this was checked must still be read and sent.
const CardNumber = Schema.String.annotate({
  description: "12 to 19 digits, of which the last is verified (Luhn)"
}).pipe(
  Schema.decodeTo(Schema.toType(CardDigits), {
    decode: SchemaGetter.transformEffect((text) =>
      /^\d{12,19}$/.test(text) && !hasCheckDigit(text)
        ? Effect.fail(invalid("is not a card number: its check digit is wrong"))
        : Effect.succeed(Redacted.make(text))
    ),
    encode: SchemaGetter.transform(Redacted.value)
  })
)

const card = <S extends Schema.Constraint>(number: S) =>
  Schema.Struct({ type: Schema.Literal("card"), number, ...optional })

/** A payment card, by its number: 12 to 19 digits, of which the last is verified when it is decoded (Luhn). */
export const Card = card(CardNumber)

const Bic = matching(/^[0-9A-Za-z]{8,11}$/, "must be 8 to 11 letters and digits")

/** A phone registered with the fast payments system: 11 to 13 digits without plus, and the recipient's bank. */
export const Sbp = Schema.Struct({
  type: Schema.Literal("sbp"),
  phone: digits(11, 13),
  bic: Schema.optionalKey(Bic),
  ...optional,
  bank: BankName
})

/** A bank account by its number, with the bank's BIC where it is known. */
export const Account = Schema.Struct({
  type: Schema.Literal("account"),
  number: personal((text) => /^[0-9A-Za-z]{4,34}$/.test(text), "must be 4 to 34 letters and digits"),
  bic: Schema.optionalKey(Bic),
  ...optional
})

/** A bank account by its IBAN, written without spaces; its check digits are verified. */
export const Iban = Schema.Struct({
  type: Schema.Literal("iban"),
  iban: personal(isIban, "must be an IBAN without spaces, with correct check digits"),
  bic: Schema.optionalKey(Bic),
  ...optional
})

/** A wallet or another account by the text its system knows it by. */
export const Wallet = Schema.Struct({
  type: Schema.Literal("wallet"),
  account: personal((text) => isLine(text, 255), "must be 1 to 255 characters"),
  ...optional
})

const message = "must be a destination whose type is card, sbp, account, iban or wallet"

/** Where a payout goes. */
export const Destination = Schema.Union([Card, Sbp, Account, Iban, Wallet]).annotate({ message })

/**
 * The same as it was written down when it was accepted, to be read back: the check digit of a card is not looked at
 * again, because what was accepted before it was verified must not get stuck.
 */
export const Stored = Schema.Union([card(CardDigits), Sbp, Account, Iban, Wallet]).annotate({ message })

/** Where a payout goes. */
export type Destination = typeof Destination.Type

/** The kinds of destination. */
export const Type = Schema.Literals(["card", "sbp", "account", "iban", "wallet"])

/** A kind of destination. */
export type Type = typeof Type.Type

/** The one value that identifies the account: card number, phone, account number, IBAN or wallet account. */
export const account = (destination: Destination): Redacted.Redacted<string> => {
  switch (destination.type) {
    case "card":
    case "account":
      return destination.number
    case "sbp":
      return destination.phone
    case "iban":
      return destination.iban
    case "wallet":
      return destination.account
  }
}

/** The details of a destination beside its account; all of it is sent, refused by name, or listed in `Route.ignores`. */
export interface Details {
  readonly bank: string | undefined
  readonly bic: string | undefined
  readonly holder: Redacted.Redacted<string> | undefined
}

/** The details of a destination beside its account. */
export const details = (destination: Destination): Details => ({
  bank: destination.bank,
  bic: "bic" in destination ? destination.bic : undefined,
  holder: destination.holder
})

/** Every personal value of a destination, for a redactor to look for. */
export const sensitive = (destination: Destination): ReadonlyArray<Redacted.Redacted<string>> =>
  destination.holder === undefined ? [account(destination)] : [account(destination), destination.holder]

/** A destination as it may be shown: `{ type, account: "************1111", holder: "I*** I***", bank }`. */
export interface Masked {
  readonly type: Type
  readonly account: string
  readonly holder?: string
  readonly bank?: string
}

/** Hides all but what a person needs to recognise the destination. */
export const masked = (destination: Destination): Masked => ({
  type: destination.type,
  account: Redaction.mask(Redacted.value(account(destination))),
  ...(destination.holder === undefined ? {} : { holder: Redaction.maskName(Redacted.value(destination.holder)) }),
  ...(destination.bank === undefined ? {} : { bank: destination.bank })
})
