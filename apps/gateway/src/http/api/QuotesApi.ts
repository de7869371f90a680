/** What can be asked before anything is created: quotes and account checks. Definitions only. */
import { Destination, Money, Note, Offer, Payment, Payout, RequiredField } from "@switchyard/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { NotFound, ofBody, TooMany, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import { InstanceName, ReferenceText } from "./Shared.ts"

const RequiredFields = Schema.Array(RequiredField.RequiredField)

const Notes = Schema.optionalKey(
  Schema.Array(Note.Note).annotate({
    description: "What else the provider states and may help a person, by its own names"
  })
)

/** A destination of which only the type is known yet. */
export const TypeOnly = Schema.Struct({ type: Destination.Type })

const quoteOf = <S extends Schema.Top>(destination: S) =>
  Schema.Struct({
    amount: Schema.optionalKey(Money.PositiveMoney),
    debit: Schema.optionalKey(Money.PositiveMoney),
    currency: Payout.QuoteRequest.fields.currency,
    source: Payout.QuoteRequest.fields.source,
    destination,
    recipient: Payout.QuoteRequest.fields.recipient,
    context: Payout.QuoteRequest.fields.context,
    provider: Schema.optionalKey(InstanceName),
    providerOptions: Payout.QuoteRequest.fields.providerOptions
  })

/** A payout quote with a whole destination. */
export const PayoutQuoteBody = quoteOf(Destination.Destination)

/** A payout quote for any destination of a type. */
export const PayoutQuoteByType = quoteOf(TypeOnly)

/** A provider's calculation before a payout. */
export const PayoutQuote = Schema.Struct({
  provider: Schema.String,
  receive: Money.Money,
  debit: Money.Money,
  fee: Schema.optionalKey(Money.Money),
  offer: Schema.optionalKey(Offer.Offer).annotate({
    description:
      "There where the provider is bound by this until `expiresAt`: a payout that is to be carried out under it names `provider` and `offer` with its `id` and `expiresAt`"
  }),
  requiredFields: RequiredFields,
  notes: Notes
}).annotate({ identifier: "PayoutQuote" })

/** An account to be checked. */
export const AccountCheckBody = Schema.Struct({
  ...Payout.AccountCheckRequest.fields,
  provider: Schema.optionalKey(InstanceName)
}).annotate({ identifier: "AccountCheckRequest" })

/** Whether an account can be paid; `unknown` is not a no. */
export const AccountCheck = Schema.Struct({
  provider: Schema.String,
  result: Schema.Literals(["payable", "not_payable", "unknown"]),
  holder: Schema.optionalKey(Payout.HolderMatch).annotate({
    description:
      "Whether the given holder is the account's; `not_possible` is no `no_match`. Missing where nobody compares"
  }),
  details: Schema.Unknown.annotate({ description: "What the provider reports about the account, in its own form" })
}).annotate({ identifier: "AccountCheck" })

/** A payment to be calculated; `reference` may be left out while the operation has none. */
export const PaymentQuoteBody = Schema.Struct({
  ...Payment.QuoteRequest.fields,
  reference: Schema.optionalKey(ReferenceText),
  provider: Schema.optionalKey(InstanceName)
}).annotate({ identifier: "PaymentQuoteRequest" })

/** A provider's calculation before a payment. */
export const PaymentQuote = Schema.Struct({
  provider: Schema.String,
  payerPays: Money.Money,
  fee: Schema.optionalKey(Money.Money),
  requiredFields: RequiredFields,
  notes: Notes
}).annotate({ identifier: "PaymentQuote" })

const error = [...ofBody, NotFound, TooMany, Unavailable] as const

/** The endpoints that calculate and check. */
export class QuotesApi extends HttpApiGroup.make("quotes")
  .add(
    HttpApiEndpoint.post("payoutQuote", "/payout-quotes", {
      payload: Schema.Union([PayoutQuoteBody, PayoutQuoteByType]).annotate({ identifier: "PayoutQuoteRequest" }),
      success: PayoutQuote,
      error
    }).annotate(OpenApi.Summary, "Calculate before a payout"),
    HttpApiEndpoint.post("accountCheck", "/account-checks", {
      payload: AccountCheckBody,
      success: AccountCheck,
      error
    }).annotate(OpenApi.Summary, "Ask whether an account can be paid"),
    HttpApiEndpoint.post("paymentQuote", "/payment-quotes", {
      payload: PaymentQuoteBody,
      success: PaymentQuote,
      error
    }).annotate(OpenApi.Summary, "Calculate before a payment")
  )
  .middleware(Strict)
  .middleware(Authorization)
  .prefix("/v1")
  .annotateMerge(
    OpenApi.annotations({ title: "Quotes and checks", description: "Asked of a provider; nothing is created" })
  ) {}
