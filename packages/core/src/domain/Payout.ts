/**
 * Payouts as every provider sees them: what is asked for, what a provider reports, quotes and account checks. The
 * amounts a provider states are kept apart (requested, settled, debited, fee, provider-side) and none is ever computed
 * from another. The lifecycle of a stored payout is not here: it belongs to whoever carries it to its end.
 */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Anomaly } from "./Anomaly.ts"
import { Currency } from "./Currency.ts"
import * as Destination from "./Destination.ts"
import { Failure } from "./Failure.ts"
import { decoder } from "./Input.ts"
import * as Request from "./internal/request.ts"
import { Money, PositiveMoney } from "./Money.ts"
import { Note } from "./Note.ts"
import { ProviderAmount } from "./ProviderAmount.ts"
import { Reference } from "./Reference.ts"
import { RequiredField } from "./RequiredField.ts"

/** The members by which a payout is measured; `measuredOnce` says which of them go together. */
const measure = {
  /** The amount that the recipient gets. */
  amount: Schema.optionalKey(PositiveMoney),
  /** The amount that leaves the merchant's balance, in its currency; only where the route's `debitCurrencies` has it. */
  debit: Schema.optionalKey(PositiveMoney),
  /** The currency the recipient gets, where only `debit` is given; left out, that of the debit. */
  currency: Schema.optionalKey(Currency)
}

/** The members for the amount of a payout, before `measuredOnce` has checked them. */
export interface Measured {
  readonly amount?: Money
  readonly debit?: Money
  readonly currency?: Currency
}

/** Checks that exactly one of `amount` and `debit` is given, and that `currency` does not contradict the amount. */
export const measuredOnce = Schema.makeFilterGroup<Measured>([
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
  )
])

/** The amount that a payout is asked to move: exactly one of the amounts, and the currency that the recipient gets. */
export type Asked = { readonly currency: Currency } & (
  | { readonly amount: Money; readonly debit: undefined }
  | { readonly amount: undefined; readonly debit: Money }
)

/** The amount that a checked request asks to move. Throws for one with neither amount, which no check lets through. */
export const asked = ({ amount, currency, debit }: Measured): Asked => {
  if (amount !== undefined) return { currency: amount.currency, amount, debit: undefined }
  if (debit === undefined) throw new TypeError("a payout without amount and debit was never checked")
  return { currency: currency ?? debit.currency, amount: undefined, debit }
}

/**
 * A payout as a merchant requests it: `amount` is what the recipient gets, or else `debit` what leaves the balance (`asked` gives
 * which). `providerOptions` holds extra options by provider instance; an adapter refuses options it does not know.
 */
export const PayoutRequest = Schema.Struct({
  reference: Reference,
  ...measure,
  destination: Destination.Destination,
  recipientEmail: Schema.optionalKey(Request.Email),
  description: Schema.optionalKey(Request.Description),
  metadata: Schema.optionalKey(Request.Metadata),
  providerOptions: Schema.optionalKey(Request.ProviderOptions)
}).check(measuredOnce)

/** A payout as a merchant requests it. */
export type PayoutRequest = typeof PayoutRequest.Type

/**
 * Every personal value of what is asked for, for a redactor to look for: the destination's, the recipient's address, and all
 * texts in the options, since only an adapter knows which of its own are personal.
 */
export const sensitive = (
  request: Pick<PayoutRequest, "destination" | "providerOptions" | "recipientEmail">
): ReadonlyArray<string | Redacted.Redacted<string>> => [
  ...Destination.sensitive(request.destination),
  ...(request.recipientEmail === undefined ? [] : [request.recipientEmail]),
  ...Request.optionTexts(request.providerOptions)
]

/** Decodes a payout request from JSON-like input; the failure names fields and reasons, never values. */
export const decodeRequest = decoder(PayoutRequest)

/**
 * The status that a provider reports for a payout. `uncommitted`: it exists, and cannot pay by itself; it settles nothing, and only
 * providers with stages say it. `unrecognised` is a status its documents do not list: neither success nor
 * failure, so the holder keeps the state it had.
 */
export const Status = Schema.Literals([
  "uncommitted",
  "processing",
  "paid",
  "failed",
  "canceled",
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
  providerOptions: Schema.optionalKey(Request.ProviderOptions)
}).check(measuredOnce)

/** The request of a quote. */
export type QuoteRequest = typeof QuoteRequest.Type

/** Decodes a quote request from JSON-like input. */
export const decodeQuoteRequest = decoder(QuoteRequest)

/** A provider's calculation before a payout: not an offer, it may have changed by the time of sending. */
export const Quote = Schema.Struct({
  receive: Money,
  debit: Money,
  fee: Schema.optionalKey(Money),
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
