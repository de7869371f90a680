/**
 * A notification that a provider sends unasked. A callback is verified before it is decoded, and even a verified one is only a
 * hint that something may have changed: the status is read at the provider, whose answer decides. So an event carries
 * what is needed to find the operation and to notice a mismatch, and no status that anybody could act on.
 */
import { timingSafeEqual } from "node:crypto"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Money } from "../domain/Money.ts"

/** A callback as it arrived: the body untouched, because signatures cover its exact text. */
export interface Raw {
  /** At most `maxBytes`. */
  readonly body: Uint8Array
  readonly headers: { readonly [name: string]: string | undefined }
  /** The part of the path after `/callbacks/<instance>/`. */
  readonly path: string
}

/** The content of a callback, without personal data. */
export const Event = Schema.Struct({
  kind: Schema.Literals(["payment", "payout", "refund"]),
  /** `verified`: the signature held. `hint`: there is none to check. */
  trust: Schema.Literals(["verified", "hint"]),
  /** Same value for the same event, however often it is delivered. */
  eventId: Schema.String,
  reference: Schema.optionalKey(Schema.String),
  providerReference: Schema.optionalKey(Schema.String),
  /** The provider's own word for the status: for the timeline, not to act on. */
  providerStatus: Schema.optionalKey(Schema.String),
  /** The requested amount, as the callback states it, to compare with what was stored. */
  amount: Schema.optionalKey(Money),
  /** The merchant account the callback speaks of. */
  account: Schema.optionalKey(Schema.String)
})

/** The content of a callback. */
export type Event = typeof Event.Type

/** The callback is refused: nothing in it was believed, and nothing of it is in the message. */
export class CallbackRejected extends Schema.TaggedError<CallbackRejected>(
  "@switchyard/core/Callback/CallbackRejected"
)("CallbackRejected", {
  provider: Schema.String,
  reason: Schema.Literals(["SignatureInvalid", "SignatureMissing", "Malformed", "TooLarge"]),
  message: Schema.String
}) {}

/** Verifies, then decodes. Never fails open: without a way to verify, the event's trust is `hint`. */
export type Parse = (raw: Raw) => Effect.Effect<Event, CallbackRejected>

/** Callbacks longer than this, in bytes, are refused unread. */
export const maxBytes = 256 * 1024

const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === "string" ? new TextEncoder().encode(value) : value

/**
 * Whether a signature is the expected one. How long it takes reveals nothing of where the two differ, only whether they are
 * of one length, which everybody knows.
 */
export const isSameSignature = (expected: string | Uint8Array, given: string | Uint8Array): boolean => {
  const [left, right] = [bytesOf(expected), bytesOf(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}
