/**
 * The parts of a payment that its provider states one by one: what was captured of it, what was paid back, what is disputed, by
 * us and by people at the provider's own desk. A part is recognised by its id or by our own mark, never by its amount: two
 * equal ones are two.
 */
import * as Schema from "effect/Schema"
import { Money } from "./Money.ts"

/**
 * The ids that a provider has given one operation beside `providerReference`, by its own names for them: `intent`, `charge`,
 * `authorization`. Never a secret, because they are kept and shown.
 */
export const Ids = Schema.Record(
  Schema.String.check(
    Schema.makeFilter((name: string) =>
      /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name) ? undefined : "must be a name of letters, digits and '_'"
    )
  ),
  Schema.String
)

/** The ids that a provider has given one operation, by its own names. */
export type Ids = typeof Ids.Type

const common = {
  /** The provider's id of this part. */
  id: Schema.String,
  /** Our own mark of it, where the provider repeats it: of a refund its reference, of a capture `PaymentChange.keyOf`. */
  reference: Schema.optionalKey(Schema.String),
  amount: Schema.optionalKey(Money),
  /** The provider's own status, as text. */
  providerStatus: Schema.String,
  createdAt: Schema.optionalKey(Schema.DateTimeUtc)
}

/**
 * The status of a capture. `processing`: it was asked for, and the money is not there yet. `failed`: nothing was taken by it, or it
 * was taken back. `unrecognised` is a status that the provider's documents do not list.
 */
export const CaptureStatus = Schema.Literals(["processing", "succeeded", "failed", "unrecognised"])

/** The status of a capture. */
export type CaptureStatus = typeof CaptureStatus.Type

/** One capture of a payment. */
export const Capture = Schema.Struct({ ...common, status: CaptureStatus })

/** One capture of a payment. */
export type Capture = typeof Capture.Type

/**
 * The status of a refund. None but `failed` and `canceled` is an end for sure: a bank may send back what has `succeeded`.
 * `unrecognised` is a status that the provider's documents do not list: the holder keeps the one it had.
 */
export const RefundStatus = Schema.Literals(["processing", "succeeded", "failed", "canceled", "unrecognised"])

/** The status of a refund. */
export type RefundStatus = typeof RefundStatus.Type

/** One refund of a payment, ours or not. */
export const Refund = Schema.Struct({
  ...common,
  status: RefundStatus,
  /** The id of the capture that it is of, where the provider says so. */
  capture: Schema.optionalKey(Schema.String)
})

/** One refund of a payment, ours or not. */
export type Refund = typeof Refund.Type

/** The status of a dispute: `open` while its money may go, `lost` when it has gone, `won` when it stays. */
export const DisputeStatus = Schema.Literals(["open", "won", "lost", "unrecognised"])

/** The status of a dispute. */
export type DisputeStatus = typeof DisputeStatus.Type

/** One dispute of a payment; its `amount` is what the payer wants back. */
export const Dispute = Schema.Struct({
  ...common,
  status: DisputeStatus,
  /** True where the provider says that its status can never change again: until then a dispute that was won may be opened anew. */
  isFinal: Schema.optionalKey(Schema.Boolean),
  /** The id of the capture that it is of, where the provider says so. */
  capture: Schema.optionalKey(Schema.String),
  /** The id of the refund by which it was settled, whose money is not to be counted twice. */
  refund: Schema.optionalKey(Schema.String)
})

/** One dispute of a payment. */
export type Dispute = typeof Dispute.Type

/**
 * The members by which a payment states its parts. `isWhole`: these are all that there are. Where it is false there may be more, of
 * any amount: a list that was cut, or the word "partly refunded" alone. Left out, nothing is stated, which is not none.
 */
export const fields = {
  captures: Schema.optionalKey(Schema.Struct({ isWhole: Schema.Boolean, parts: Schema.Array(Capture) })),
  refunds: Schema.optionalKey(Schema.Struct({ isWhole: Schema.Boolean, parts: Schema.Array(Refund) })),
  disputes: Schema.optionalKey(Schema.Struct({ isWhole: Schema.Boolean, parts: Schema.Array(Dispute) }))
}
