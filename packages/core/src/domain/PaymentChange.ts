/**
 * Changes of a payment that exists: what is held is captured or let go, what its payer has approved is completed. Each is a send
 * with a number of its own, which is never used again, and accepted means asked: what became of it shows when the payment is
 * read.
 */
import * as Schema from "effect/Schema"
import { Anomaly } from "./Anomaly.ts"
import { decoder } from "./Input.ts"
import { PositiveMoney } from "./Money.ts"
import { Note } from "./Note.ts"
import { OperationContext } from "./OperationContext.ts"
import { Capture, Ids } from "./PaymentParts.ts"
import { Reference } from "./Reference.ts"

/** A payment as whoever keeps its record names it: by our reference, and by every id that its provider has given it. */
export const Known = Schema.Struct({
  reference: Reference,
  providerReference: Schema.optionalKey(Schema.String),
  ids: Schema.optionalKey(Ids)
})

/** A payment as whoever keeps its record names it. */
export type Known = typeof Known.Type

const changed = {
  ...Known.fields,
  /** The context of the payment, where it has one. */
  context: Schema.optionalKey(OperationContext),
  /** The number of this change among those of its kind of this payment. No two that may have left have the same one, ever. */
  number: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))
}

/** Captures what is held, or a part of it: what is captured is always said. */
export const CaptureRequest = Schema.Struct({
  ...changed,
  amount: PositiveMoney,
  /** Whether it is the last, so that what is left is let go. True unless given; false only where `captures.several` is. */
  final: Schema.optionalKey(Schema.Boolean)
})

/** Captures what is held, or a part of it. */
export type CaptureRequest = typeof CaptureRequest.Type

/** Lets go of what is held, or ends what nobody has paid yet. */
export const CancelRequest = Schema.Struct(changed)

/** Lets go of what is held, or ends what nobody has paid yet. */
export type CancelRequest = typeof CancelRequest.Type

/**
 * Takes, or holds, what the payer has approved: the commit of a payment whose payer agrees in between. `number` is that of the
 * approval: there is one completion for each. `amount` is what was asked for and what the approval was read to be of.
 */
export const CompletionRequest = Schema.Struct({ ...changed, amount: PositiveMoney })

/** Takes, or holds, what the payer has approved. */
export type CompletionRequest = typeof CompletionRequest.Type

/** Whether a capture is the last of its payment. */
export const isFinal = ({ final = true }: Pick<CaptureRequest, "final">): boolean => final

/** Decodes a capture request from JSON-like input; the failure names fields and reasons, never values. */
export const decodeCaptureRequest = decoder(CaptureRequest)

/** Decodes a cancel request from JSON-like input. */
export const decodeCancelRequest = decoder(CancelRequest)

/** Decodes a completion request from JSON-like input. */
export const decodeCompletionRequest = decoder(CompletionRequest)

/** The changes of a payment, as sends are named in a manifest. */
export type Name = "capture" | "cancel" | "complete"

/**
 * Our mark of a change, the same for the same change for ever and for no other: for the key under which a provider remembers it,
 * and for whatever member it repeats in its parts. An adapter may shorten it by a hash.
 */
export const keyOf = (name: Name, { number, reference }: Pick<CancelRequest, "reference" | "number">): string =>
  `${reference}.${name}.${number}`

/** A change as its provider has taken it: it was asked for, and what became of it shows when the payment is read. */
export const Change = Schema.Struct({
  /** The payment's reference, where the answer states it. */
  reference: Schema.optionalKey(Schema.String),
  /** The provider's id of the payment, where the answer states it. */
  providerReference: Schema.optionalKey(Schema.String),
  /** Further ids of the payment that the answer gives: kept with the payment, for whatever is asked about it later. */
  ids: Schema.optionalKey(Ids),
  /** The capture that was made, where the answer names it: by its id it is known again when the payment is read. */
  capture: Schema.optionalKey(Capture),
  /** Further details that the provider states and that may help a person. */
  notes: Schema.optionalKey(Schema.Array(Note)),
  anomalies: Schema.Array(Anomaly)
})

/** A change as its provider has taken it. */
export type Change = typeof Change.Type
