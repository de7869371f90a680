/**
 * Where a payout goes: a card, a phone in the fast payments system (SBP), a bank account by its number, its IBAN or the fields
 * of its country's scheme, a wallet, whoever has an e-mail address or a phone at the provider, or what a token stands for.
 * Everything that identifies a person or an account is `Redacted` from the moment it is decoded; `masked` is the
 * only form meant for eyes. What one provider accepts beyond this is that adapter's own check.
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { compact } from "../outcome/Optional.ts"
import * as Redaction from "../outcome/Redaction.ts"
import {
  Account,
  Bank,
  Card,
  CardDigits,
  card,
  Email,
  Iban,
  Phone,
  Sbp,
  Token,
  Wallet
} from "./internal/destinations.ts"

export { Account, Bank, Card, Email, Iban, Phone, Sbp, Token, Wallet } from "./internal/destinations.ts"

const types = ["card", "sbp", "account", "iban", "wallet", "bank", "email", "phone", "token"] as const

const message = `must be a destination whose type is ${types.slice(0, -1).join(", ")} or ${types.at(-1)}`

/** Where a payout goes. */
export const Destination = Schema.Union([Card, Sbp, Account, Iban, Wallet, Bank, Email, Phone, Token]).annotate({
  message
})

/**
 * The same as it was written down when it was accepted, to be read back: the check digit of a card is not looked at
 * again, because what was accepted before it was verified must not get stuck.
 */
export const Stored = Schema.Union([card(CardDigits), Sbp, Account, Iban, Wallet, Bank, Email, Phone, Token]).annotate({
  message
})

/** Where a payout goes. */
export type Destination = typeof Destination.Type

/** The kinds of destination. */
export const Type = Schema.Literals(types)

/** A kind of destination. */
export type Type = typeof Type.Type

const listed = (
  fields: { readonly [name: string]: Redacted.Redacted<string> },
  as: (value: string) => string = (value) => value
): string =>
  Object.entries(fields)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${as(Redacted.value(value))}`)
    .join(" ")

/**
 * The one value that identifies the account: card number, phone, account number, IBAN, wallet account, e-mail address or token;
 * of a bank with fields all of them as `name=value`, in the order of their names, with a space between.
 */
export const account = (destination: Destination): Redacted.Redacted<string> => {
  switch (destination.type) {
    case "card":
    case "account":
      return destination.number
    case "sbp":
    case "phone":
      return destination.phone
    case "iban":
      return destination.iban
    case "wallet":
      return destination.account
    case "bank":
      return Redacted.make(listed(destination.fields))
    case "email":
      return destination.email
    case "token":
      return destination.token
  }
}

const compared = (text: string): string => text.replace(/[\s+()-]/g, "").toUpperCase()

/** Whether an account as a provider states it can be this destination's; a masked one is compared where it shows something. */
export const isStatedAs = (destination: Destination, stated: Redacted.Redacted<string>): boolean => {
  const ours = compared(Redacted.value(account(destination)))
  const theirs = compared(Redacted.value(stated))
  if (!/[*•]/.test(theirs)) return ours === theirs
  const head = /^[^*•]*/.exec(theirs)?.[0] ?? ""
  const tail = /[^*•]*$/.exec(theirs)?.[0] ?? ""
  return ours.startsWith(head) && ours.endsWith(tail)
}

/** The details of a destination beside its account; all of it is sent, refused by name, or, unless it `selects`, in `Route.ignores`. */
export interface Details {
  readonly bank: string | undefined
  readonly bic: string | undefined
  readonly holder: Redacted.Redacted<string> | undefined
}

// A phone and an account number belong to somebody only at one bank; a card, an IBAN or a wallet names its own.
const selecting: Readonly<Record<Type, ReadonlyArray<string>>> = {
  card: ["number"],
  sbp: ["phone", "bank", "bic"],
  account: ["number", "bank", "bic"],
  iban: ["iban"],
  wallet: ["account"],
  bank: ["country", "scheme", "fields"],
  email: ["email"],
  phone: ["phone"],
  token: ["scheme", "token"]
}

/**
 * Whether a member, such as `destination.bank`, says which account it is, of destinations of this type: it is sent or refused,
 * and never ignored.
 */
export const selects = (type: string, member: string): boolean => {
  const members = Object.hasOwn(selecting, type) ? selecting[type as Type] : []
  return ["type", ...members].some((each) => member === `destination.${each}`)
}

/** The clearing system of a destination, where its type has several: routes may take only some of them. */
export interface Within {
  readonly country?: string | undefined
  readonly scheme?: string | undefined
}

/** The clearing system of a destination. */
export const within = (destination: Destination): Within =>
  "scheme" in destination
    ? { scheme: destination.scheme, ...("country" in destination ? { country: destination.country } : {}) }
    : {}

/** The details of a destination beside its account. */
export const details = (destination: Destination): Details => ({
  bank: destination.bank,
  bic: "bic" in destination ? destination.bic : undefined,
  holder: destination.holder
})

/** Every personal value of a destination, for a redactor to look for. */
export const sensitive = (destination: Destination): ReadonlyArray<Redacted.Redacted<string>> => [
  ...("fields" in destination ? Object.values(destination.fields) : [account(destination)]),
  ...(destination.holder === undefined ? [] : [destination.holder])
]

/** A destination as it may be shown: `{ type, account: "************1111", holder: "I*** I***", bank }`. */
export interface Masked {
  readonly type: Type
  readonly account: string
  readonly holder?: string
  readonly bank?: string
  readonly country?: string
  readonly scheme?: string
}

/** Hides all but what a person needs to recognise the destination. */
export const masked = (destination: Destination): Masked => ({
  type: destination.type,
  account:
    destination.type === "bank"
      ? listed(destination.fields, Redaction.mask)
      : Redaction.mask(Redacted.value(account(destination))),
  ...(destination.holder === undefined ? {} : { holder: Redaction.maskName(Redacted.value(destination.holder)) }),
  ...(destination.bank === undefined ? {} : { bank: destination.bank }),
  ...compact(within(destination))
})
