/**
 * The kinds of destination, each with the members that say where the money goes. What identifies a person or an account is
 * `Redacted` from the moment it is decoded.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { invalid } from "../../outcome/internal/issues.ts"
import { isIban } from "./iban.ts"
import { hasCheckDigit } from "./luhn.ts"
import { digits, isLine, personal } from "./personal.ts"
import * as Request from "./request.ts"

const matching = (pattern: RegExp, message: string) =>
  Schema.String.check(Schema.makeFilter((text: string) => pattern.test(text), { message }))

const Holder = personal((text) => isLine(text, 128), "must be a name of at most 128 characters")
const BankName = Schema.String.check(
  Schema.makeFilter((text: string) => isLine(text, 72), { message: "must be a bank name of at most 72 characters" })
)

const optional = { holder: Schema.optionalKey(Holder), bank: Schema.optionalKey(BankName) }

/** The number of a card as it was written down when it was accepted: its check digit is not looked at again. */
export const CardDigits = digits(12, 19)

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

/** A card by a schema of its number. */
export const card = <S extends Schema.Constraint>(number: S) =>
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

const Scheme = matching(/^[a-z][a-z0-9_]{0,31}$/, "must be a scheme of lower-case letters, digits and '_'")

const BankFields = Schema.Record(
  matching(/^[a-z][A-Za-z0-9_]{0,63}$/, "must be a field name of letters, digits and '_'"),
  personal((text) => isLine(text, 140), "must be 1 to 140 characters")
).check(
  Schema.makeFilter(
    (fields: { readonly [name: string]: unknown }) => {
      const { length } = Object.keys(fields)
      return length >= 1 && length <= 12
    },
    { message: "must have 1 to 12 fields" }
  )
)

/**
 * A bank account as its country and clearing scheme name it, such as `ach` in `US` with `routingNumber` and `accountNumber`,
 * `faster_payments`, `ifsc`, `clabe` or `pix`. Which fields a scheme has is the provider's to say.
 */
export const Bank = Schema.Struct({
  type: Schema.Literal("bank"),
  /** ISO 3166-1, two capital letters. */
  country: Request.Country,
  scheme: Scheme,
  fields: BankFields,
  ...optional
})

/** A recipient that the provider finds by an e-mail address. */
export const Email = Schema.Struct({ type: Schema.Literal("email"), email: Request.Email, ...optional })

/** A recipient that the provider finds by a phone: 7 to 15 digits with the country's code, without plus. */
export const Phone = Schema.Struct({ type: Schema.Literal("phone"), phone: Request.Phone, ...optional })

/**
 * An account that the provider keeps under a token, such as one's own bank: a payout to it names the token, and there is no
 * default. `scheme` is the provider's name for that kind of token.
 */
export const Token = Schema.Struct({
  type: Schema.Literal("token"),
  scheme: Scheme,
  token: personal((text) => /^[!-~]{1,255}$/.test(text), "must be 1 to 255 printable characters without spaces"),
  ...optional
})
