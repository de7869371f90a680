/**
 * Payouts as every provider sees them: what is asked for, what a provider reports, quotes and account checks. The
 * amounts a provider states are kept apart (requested, settled, debited, fee, provider-side) and none is ever computed
 * from another. The lifecycle of a stored payout is not here: it belongs to whoever carries it to its end.
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { FieldIssue } from "../outcome/ProviderError.ts"
import { Anomaly } from "./Anomaly.ts"
import { Currency } from "./Currency.ts"
import * as Destination from "./Destination.ts"
import { Failure } from "./Failure.ts"
import { decoder } from "./Input.ts"
import * as Request from "./internal/request.ts"
import { Money, PositiveMoney } from "./Money.ts"
import { Note } from "./Note.ts"
import * as Offer from "./Offer.ts"
import { OperationContext } from "./OperationContext.ts"
import { ProviderAmount } from "./ProviderAmount.ts"
import * as Recipient from "./Recipient.ts"
import { Reference } from "./Reference.ts"
import { RequiredField } from "./RequiredField.ts"
import { WaitingFor } from "./WaitingFor.ts"

/** The members by which a payout is measured; `consistent` says which of them go together. */
const measure = {
  /** The amount that the recipient gets. */
  amount: Schema.optionalKey(PositiveMoney),
  /** The amount that leaves the merchant's balance, in its currency; only where the route's `debitCurrencies` has it. */
  debit: Schema.optionalKey(PositiveMoney),
  /** The currency the recipient gets, where only `debit` is given; left out, that of the debit. */
  currency: Schema.optionalKey(Currency),
  /**
   * The currency of the balance that is debited, where one can choose: only what the route lists in `sources`. Beside `debit`
   * it is that of the debit.
   */
  source: Schema.optionalKey(Currency)
}

/** The members for the amount of a payout, before `consistent` has checked them. */
export interface Measured {
  readonly amount?: Money
  readonly debit?: Money
  readonly currency?: Currency
  readonly source?: Currency
}

/** The members that name the recipient, before `consistent` has checked them. */
export interface Addressed {
  readonly recipient?: Recipient.Recipient
  readonly recipientEmail?: Redacted.Redacted<string>
}

/**
 * Checks the members that speak of one thing: exactly one of `amount` and `debit` is given, `currency` and `source` do not
 * contradict them, and where the recipient's e-mail address is given twice it is the same.
 */
export const consistent = Schema.makeFilterGroup<Measured & Addressed>([
  Schema.makeFilter(({ amount, debit }) =>
    (amount === undefined) === (debit === undefined)
      ? { path: ["amount"], issue: "exactly one of amount and debit must be given" }
      : undefined
  ),
  Schema.makeFilter(
    ({ amount, currency }) =>
      amount === undefined || currency === undefined || currency === amount.currency
        ? undefined
        : { path: ["currency"], issue: "is another" },
    { message: "must be the currency of amount, where that is given" }
  ),
  Schema.makeFilter(
    ({ debit, source }) =>
      debit === undefined || source === undefined || source === debit.currency
        ? undefined
        : { path: ["source"], issue: "is another" },
    { message: "must be the currency of debit, where that is given" }
  ),
  Schema.makeFilter(
    ({ recipient, recipientEmail: email }) =>
      email === undefined || recipient?.email === undefined || Redacted.value(email) === Redacted.value(recipient.email)
        ? undefined
        : { path: ["recipientEmail"], issue: "is another" },
    { message: "must be recipient.email, where that is given" }
  )
])

/**
 * The amount that a payout is asked to move: exactly one of the amounts, the currency that the recipient gets, and that of
 * the balance where one was chosen (of a debit it is the debit's).
 */
export type Asked = { readonly currency: Currency; readonly source?: Currency | undefined } & (
  | { readonly amount: Money; readonly debit: undefined }
  | { readonly amount: undefined; readonly debit: Money }
)

/** The amount that a checked request asks to move. Throws for one with neither amount, which no check lets through. */
export const asked = ({ amount, currency, debit, source }: Measured): Asked => {
  const chosen = source === undefined ? {} : { source }
  if (amount !== undefined) return { currency: amount.currency, amount, debit: undefined, ...chosen }
  if (debit === undefined) throw new TypeError("a payout without amount and debit was never checked")
  return { currency: currency ?? debit.currency, amount: undefined, debit, ...chosen }
}

/** The recipient's e-mail address: `recipientEmail` is another, older way to write `recipient.email`. */
export const emailOf = ({ recipient, recipientEmail }: Addressed): Redacted.Redacted<string> | undefined =>
  recipient?.email ?? recipientEmail

/** Whom a payout names: the holder of its account and its recipient. */
export interface Named {
  readonly destination: Destination.Destination
  readonly recipient?: Recipient.Recipient
}

/**
 * The name that a payout gives, for a provider that has one place for the holder of the account and the recipient: whichever is
 * given. Where both are, refuse what `twoNames` finds. A name in parts is none of the two: nobody says in which order it is written.
 */
export const nameOf = ({ destination, recipient }: Named): Redacted.Redacted<string> | undefined =>
  Destination.details(destination).holder ?? recipient?.name

/** The issue with two names that differ, where a provider has one place for them. */
export const twoNames = ({ destination, recipient }: Named): ReadonlyArray<FieldIssue> => {
  const { holder } = Destination.details(destination)
  const name = recipient?.name
  return holder === undefined || name === undefined || Redacted.value(holder) === Redacted.value(name)
    ? []
    : [{ path: "recipient.name", reason: "is another name than destination.holder, and there is one place for both" }]
}

/**
 * A payout as a merchant requests it: `amount` is what the recipient gets, or else `debit` what leaves the balance (`asked` gives
 * which). `providerOptions` holds extra options by provider instance; an adapter refuses options it does not know.
 */
export const PayoutRequest = Schema.Struct({
  reference: Reference,
  ...measure,
  destination: Destination.Destination,
  /** Who gets it; each member is sent, refused by name, or listed as ignored by the route. */
  recipient: Schema.optionalKey(Recipient.Recipient),
  /** The same as `recipient.email`. */
  recipientEmail: Schema.optionalKey(Request.Email),
  description: Schema.optionalKey(Request.Description),
  /** The offer of a quote that it is to be carried out under; after it has expired nothing is sent for the first time. */
  offer: Schema.optionalKey(Offer.Taken),
  context: Schema.optionalKey(OperationContext),
  metadata: Schema.optionalKey(Request.Metadata),
  providerOptions: Schema.optionalKey(Request.ProviderOptions)
}).check(consistent)

/** A payout as a merchant requests it. */
export type PayoutRequest = typeof PayoutRequest.Type

/**
 * Every personal value of what is asked for, for a redactor to look for: the destination's, the recipient's, and all
 * texts in the options, since only an adapter knows which of its own are personal.
 */
export const sensitive = (
  request: Partial<Pick<PayoutRequest, "destination" | "providerOptions" | "recipient" | "recipientEmail">>
): ReadonlyArray<string | Redacted.Redacted<string>> => [
  ...(request.destination === undefined ? [] : Destination.sensitive(request.destination)),
  ...(request.recipient === undefined ? [] : Recipient.sensitive(request.recipient)),
  ...(request.recipientEmail === undefined ? [] : [request.recipientEmail]),
  ...Request.optionTexts(request.providerOptions)
]

/** Decodes a payout request from JSON-like input; the failure names fields and reasons, never values. */
export const decodeRequest = decoder(PayoutRequest)

/**
 * The status that a provider reports for a payout. `uncommitted`: it exists, and cannot pay by itself; it settles nothing, and only
 * providers with stages say it. `returning`: it was paid and is on its way back, or came back and may be sent again; `returned` is
 * the end of that. `unrecognised` is a status its documents do not list: neither success nor
 * failure, so the holder keeps the state it had.
 */
export const Status = Schema.Literals([
  "uncommitted",
  "processing",
  "paid",
  "failed",
  "canceled",
  "returning",
  "returned",
  "unrecognised"
])

/** The status that a provider reports for a payout. */
export type Status = typeof Status.Type

/** A payout as its provider reports it. */
export const Payout = Schema.Struct({
  reference: Schema.String,
  providerReference: Schema.optionalKey(Schema.String),
  status: Status,
  /** The provider's own status, as text. */
  providerStatus: Schema.String,
  /** Whom it waits for while it is open, where the provider says so. */
  waitingFor: Schema.optionalKey(WaitingFor),
  /** When the provider has made it, as it states it. */
  createdAt: Schema.optionalKey(Schema.DateTimeUtc),
  /** The amount that the recipient gets, as the provider states it. */
  amount: Schema.optionalKey(Money),
  /** The amount that leaves the merchant's balance, as the provider states it. */
  debited: Schema.optionalKey(Money),
  fee: Schema.optionalKey(Money),
  /** Amounts that the provider states beside them in units of its own, and its rates. */
  providerAmounts: Schema.optionalKey(Schema.Array(ProviderAmount)),
  /** Where the provider shows receipts of the transfer. */
  receipts: Schema.Array(Schema.String),
  /** The account as the provider states it, to compare with the one asked for. */
  account: Schema.optionalKey(Schema.Redacted(Schema.String)),
  failure: Schema.optionalKey(Failure),
  /** Further details that the provider states and that may help a person. */
  notes: Schema.optionalKey(Schema.Array(Note)),
  anomalies: Schema.Array(Anomaly)
})

/** A payout as its provider reports it. */
export type Payout = typeof Payout.Type

/** The request of a quote: what the recipient shall get (`amount`), or what may leave the balance (`debit`). */
export const QuoteRequest = Schema.Struct({
  ...measure,
  destinationType: Destination.Type,
  /** The recipient as far as it is known: what may change the price or the fields that are required. */
  recipient: Schema.optionalKey(Recipient.Recipient),
  context: Schema.optionalKey(OperationContext),
  providerOptions: Schema.optionalKey(Request.ProviderOptions)
}).check(consistent)

/** The request of a quote. */
export type QuoteRequest = typeof QuoteRequest.Type

/** Decodes a quote request from JSON-like input. */
export const decodeQuoteRequest = decoder(QuoteRequest)

/** A provider's calculation before a payout. Without an `offer` it may have changed by the time of sending. */
export const Quote = Schema.Struct({
  receive: Money,
  debit: Money,
  fee: Schema.optionalKey(Money),
  /** There where the provider is bound by what it has calculated, until then. */
  offer: Schema.optionalKey(Offer.Offer),
  requiredFields: Schema.Array(RequiredField),
  /** Further details that the provider states and that may help a person. */
  notes: Schema.optionalKey(Schema.Array(Note))
})

/** A provider's calculation before a payout. */
export type Quote = typeof Quote.Type

/** An account to be checked before a payout by which the recipient gets about this amount. */
export const AccountCheckRequest = Schema.Struct({
  amount: PositiveMoney,
  destination: Destination.Destination,
  /** The recipient, for a provider that compares it with the account's holder. */
  recipient: Schema.optionalKey(Recipient.Recipient),
  context: Schema.optionalKey(OperationContext),
  providerOptions: Schema.optionalKey(Request.ProviderOptions)
})

/** An account to be checked. */
export type AccountCheckRequest = typeof AccountCheckRequest.Type

/** Decodes an account check request from JSON-like input. */
export const decodeAccountCheckRequest = decoder(AccountCheckRequest)

/**
 * Whether the holder that was given is the account's. `not_possible`: the bank or the provider cannot tell, which is no
 * `no_match`.
 */
export const HolderMatch = Schema.Literals(["match", "close_match", "no_match", "not_possible"])

/** Whether the account can be paid: `unknown` when the provider could not find out, which is not a no. */
export const AccountCheck = Schema.Struct({
  result: Schema.Literals(["payable", "not_payable", "unknown"]),
  /** Left out where the provider does not compare holders. */
  holder: Schema.optionalKey(HolderMatch),
  /** The provider's details of the account as JSON text; often personal, so redacted. */
  details: Schema.Redacted(Schema.String)
})

/** Whether the account can be paid. */
export type AccountCheck = typeof AccountCheck.Type
