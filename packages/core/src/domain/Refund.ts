/**
 * Refunds as every provider sees them: what is paid back of a payment, and what became of it. A refund is an operation of its
 * own, with its own reference; of its payment it has the names. How much may be paid back is known to whoever keeps the
 * records: here the amount is always said.
 */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Anomaly } from "./Anomaly.ts"
import { Failure } from "./Failure.ts"
import { decoder } from "./Input.ts"
import * as Request from "./internal/request.ts"
import { Money, PositiveMoney } from "./Money.ts"
import { Note } from "./Note.ts"
import { OperationContext } from "./OperationContext.ts"
import { Known } from "./PaymentChange.ts"
import { Ids, RefundStatus } from "./PaymentParts.ts"
import { Reference } from "./Reference.ts"
import { WaitingFor } from "./WaitingFor.ts"

/** The payment that a refund is of. */
export const Of = Schema.Struct({
  ...Known.fields,
  /** The way it was paid, as in its request. */
  method: Request.Method,
  /** The provider's id of the capture that is paid back, where the payment has several and the route takes it. */
  capture: Schema.optionalKey(Schema.String)
})

/** The payment that a refund is of. */
export type Of = typeof Of.Type

/** Why money is paid back. `fraudulent` may also block the payer at the provider. */
export const Why = Schema.Literals(["requested_by_payer", "duplicate", "fraudulent"])

/** Why money is paid back. */
export type Why = typeof Why.Type

/** A refund as a merchant requests it. Its context is that of the payment. */
export const RefundRequest = Schema.Struct({
  /** The merchant's id of the refund, not of the payment. */
  reference: Reference,
  payment: Of,
  /** The amount that is paid back. It is always said: a provider that is not told pays back whatever is left. */
  amount: PositiveMoney,
  reason: Schema.optionalKey(Why),
  /** The words for the payer, where the route takes them. */
  description: Schema.optionalKey(Request.Description),
  context: Schema.optionalKey(OperationContext),
  metadata: Schema.optionalKey(Request.Metadata),
  providerOptions: Schema.optionalKey(Request.ProviderOptions)
})

/** A refund as a merchant requests it. */
export type RefundRequest = typeof RefundRequest.Type

/** Every personal value of what is asked for: all texts in the options, since only an adapter knows which are personal. */
export const sensitive = (
  request: Pick<RefundRequest, "providerOptions">
): ReadonlyArray<string | Redacted.Redacted<string>> => Request.optionTexts(request.providerOptions)

/** Decodes a refund request from JSON-like input; the failure names fields and reasons, never values. */
export const decodeRequest = decoder(RefundRequest)

/** The status that a provider reports for a refund. */
export const Status = RefundStatus

/** The status that a provider reports for a refund. */
export type Status = RefundStatus

/** The payment that a refund is of, as its provider states it: one that is not the one that was asked about is never taken. */
export const Stated = Schema.Struct({
  reference: Schema.optionalKey(Schema.String),
  providerReference: Schema.optionalKey(Schema.String),
  ids: Schema.optionalKey(Ids),
  capture: Schema.optionalKey(Schema.String),
  /** What was paid back of it in all by now, where a refund's answer says so and a payment's does not. */
  refundedAmount: Schema.optionalKey(Money)
})

/** The payment that a refund is of, as its provider states it. */
export type Stated = typeof Stated.Type

/** A refund as its provider reports it. */
export const Refund = Schema.Struct({
  reference: Schema.String,
  providerReference: Schema.optionalKey(Schema.String),
  /** Further ids that the provider has given it, by its own names. */
  ids: Schema.optionalKey(Ids),
  status: Status,
  /** The provider's own status, as text. */
  providerStatus: Schema.String,
  /** Whom it waits for while it is open, where the provider says so. */
  waitingFor: Schema.optionalKey(WaitingFor),
  /** When the provider has made it, as it states it. */
  createdAt: Schema.optionalKey(Schema.DateTimeUtc),
  /** The amount that is paid back, as the provider states it. */
  amount: Schema.optionalKey(Money),
  /** The amount that leaves the merchant's balance for it, as the provider states it. */
  debited: Schema.optionalKey(Money),
  fee: Schema.optionalKey(Money),
  payment: Schema.optionalKey(Stated),
  failure: Schema.optionalKey(Failure),
  /** Further details that the provider states and that may help a person. */
  notes: Schema.optionalKey(Schema.Array(Note)),
  anomalies: Schema.Array(Anomaly)
})

/** A refund as its provider reports it. */
export type Refund = typeof Refund.Type
