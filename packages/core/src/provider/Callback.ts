/**
 * A notification that a provider sends unasked. A callback is verified before it is decoded, and even a verified one is only a
 * hint that something may have changed: the status is read at the provider, whose answer decides. So an event carries
 * what is needed to find the operation and to notice a mismatch, and no status that anybody could act on. One instance has
 * one parser for all that comes to it, whatever it is about.
 */
import { timingSafeEqual } from "node:crypto"
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Money } from "../domain/Money.ts"
import { OperationContext } from "../domain/OperationContext.ts"
import * as Redaction from "../outcome/Redaction.ts"
import { nameOf } from "./internal/guard.ts"

/** A callback as it arrived: the body untouched, because signatures cover its exact text. */
export interface Raw {
  /** At most `maxBytes`. */
  readonly body: Uint8Array
  readonly headers: { readonly [name: string]: string | undefined }
  /** The part of the path after `/callbacks/<instance>/`. */
  readonly path: string
  /** When it came. The age of a signature is measured by this, however much later it is read. */
  readonly receivedAt: DateTime.Utc
}

const ids = {
  /** Our reference. */
  reference: Schema.optionalKey(Schema.String),
  /** The provider's own id. */
  providerReference: Schema.optionalKey(Schema.String)
}

/** One thing that a callback says, without personal data. */
export const Event = Schema.Struct({
  kind: Schema.Literals(["payment", "payout", "refund", "dispute"]),
  /** `verified`: the signature held. `hint`: there is none to check. */
  trust: Schema.Literals(["verified", "hint"]),
  /** Same value for the same event, however often it is delivered; no two events of one callback have the same. */
  eventId: Schema.String,
  /** Ours and the provider's id of what `kind` says. */
  ...ids,
  /** Further ids that the provider has for the same operation, such as the intent beside its session. */
  otherProviderReferences: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The payment that a refund or a dispute is about, by every id of it that is named. */
  payment: Schema.optionalKey(Schema.Struct(ids)),
  /** The provider's own word for the status: for the timeline, not to act on. */
  providerStatus: Schema.optionalKey(Schema.String),
  /** The requested amount of what `kind` says, to compare with what was stored: of a refund never that of its payment. */
  amount: Schema.optionalKey(Money),
  /** When it happened, as the provider states it. */
  occurredAt: Schema.optionalKey(Schema.DateTimeUtcFromString),
  /** The merchant account the callback speaks of. */
  account: Schema.optionalKey(Schema.String),
  /** In whose name within that account, such as a connected account. */
  context: Schema.optionalKey(OperationContext)
})

/** One thing that a callback says. */
export type Event = typeof Event.Type

/** The callback is refused: nothing in it was believed, and nothing of it is in the message. */
export class CallbackRejected extends Schema.TaggedError<CallbackRejected>(
  "@switchyard/core/Callback/CallbackRejected"
)("CallbackRejected", {
  provider: Schema.String,
  reason: Schema.Literals(["SignatureInvalid", "SignatureMissing", "Malformed", "TooLarge"]),
  message: Schema.String
}) {}

/**
 * Nobody knows just now whether the callback is genuine, because the key that would show it cannot be had: nothing in it was
 * believed, and it was not refused. Store it and parse it again later, with the `receivedAt` that it has.
 */
export class Unverifiable extends Schema.TaggedError<Unverifiable>("@switchyard/core/Callback/Unverifiable")(
  "Unverifiable",
  {
    provider: Schema.String,
    message: Schema.String,
    /** Before that nothing can have changed, in milliseconds. */
    retryAfterMillis: Schema.optionalKey(Schema.Number)
  }
) {}

/**
 * Verifies, then decodes. Never fails open: without a way to verify, the events' trust is `hint`. A genuine callback
 * about nothing of ours has no events.
 */
export type Parse = (raw: Raw) => Effect.Effect<ReadonlyArray<Event>, CallbackRejected | Unverifiable>

/** The callbacks of one instance. */
export interface Service {
  /** The configured instance. */
  readonly provider: string
  /** Verifies and decodes a callback, whatever it is about; undefined where the provider sends none. */
  readonly parseCallback: Parse | undefined
}

/** The callbacks of one instance in the environment. */
export class Callbacks extends Context.Service<Callbacks, Service>()("@switchyard/core/Callback/Callbacks") {}

/** Callbacks longer than this, in bytes, are refused unread. */
export const maxBytes = 256 * 1024

/** A callback of more events is refused. */
export const maxEvents = 1_000

// The longest documented word for a status has a quarter of that.
const longestStatus = 64

// Whose values its words could repeat is known when the operation is found: what looks like one is hidden before.
const readable = (event: Event): Event =>
  event.providerStatus === undefined
    ? event
    : { ...event, providerStatus: Redaction.scrub(event.providerStatus, [], longestStatus) }

/**
 * The parser around a provider's own, as everybody else gets it: a callback that is too long is refused unread, a defect is a
 * refusal, and a status shows nothing that looks personal.
 */
export const guarded = (provider: string, parse: Parse): Parse => {
  const rejected = (reason: CallbackRejected["reason"], message: string) =>
    Effect.fail(new CallbackRejected({ provider, reason, message }))
  const read = (events: ReadonlyArray<Event>) =>
    events.length > maxEvents
      ? rejected("TooLarge", "the callback has too many events")
      : Effect.sync(() => events.map(readable))
  return (raw) =>
    raw.body.byteLength > maxBytes
      ? rejected("TooLarge", "the callback is too long")
      : Effect.catchDefect(
          Effect.flatMap(
            Effect.suspend(() => parse(raw)),
            read
          ),
          // A fault of the adapter, whose message could hold anything.
          (defect) =>
            Effect.andThen(
              Effect.logError(`defect in ${provider} parseCallback: ${nameOf(defect)}`),
              rejected("Malformed", "the adapter failed while reading the callback")
            )
        )
}

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
