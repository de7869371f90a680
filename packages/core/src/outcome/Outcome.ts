/**
 * The values that a call that moves money can end with, when it ends with a value. `Accepted`: the provider has it. An
 * `OutcomeUnknown`: it may have acted, nobody knows yet. Both are values: an unknown must be looked up, and no error
 * combinator (`Effect.retry`, `Effect.catch`, a failover) can get hold of it and send again.
 */
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { BeforeCommit } from "./internal/prepared.ts"
import type { Key } from "./internal/replayKey.ts"
import type { SendError } from "./ProviderError.ts"
import { Reason } from "./Reason.ts"
import type { Sensitive } from "./Redaction.ts"

/** The provider has the operation; `value` is the operation as it reported it. Follow its status. */
export interface Accepted<out A> {
  readonly _tag: "Accepted"
  readonly value: A
}

/** Wraps the provider's report of an operation that it has accepted. */
export const accepted = <A>(value: A): Accepted<A> => ({ _tag: "Accepted", value })

/** How a create was refused that has left something behind: it holds once that is dead. */
export const Refused = Schema.Struct({
  _tag: Schema.Literals(["NotExecuted", "Rejected"]),
  reason: Reason,
  providerCode: Schema.optionalKey(Schema.String),
  retryAfterMillis: Schema.optionalKey(Schema.Number),
  /** The explanation, free of secrets and personal data. */
  message: Schema.String
})

/** How a create was refused that has left something behind. */
export type Refused = typeof Refused.Type

/**
 * The request may have been executed. The only thing allowed next is to look the operation up by `reference`:
 * never send it again, never give it to another provider, never call it failed (money rules, section 1).
 */
export class OutcomeUnknown extends Schema.Class<OutcomeUnknown>("@switchyard/core/Outcome/OutcomeUnknown")({
  _tag: Schema.tag("OutcomeUnknown"),
  provider: Schema.String,
  operation: Schema.String,
  /** Our own id of the operation, under which the provider can be asked. */
  reference: Schema.String,
  /** The provider's id, where an answer still stated it. */
  providerReference: Schema.optionalKey(Schema.String),
  reason: Reason,
  providerCode: Schema.optionalKey(Schema.String),
  /** Milliseconds after which the provider wants to be asked again, where it said so. */
  retryAfterMillis: Schema.optionalKey(Schema.Number),
  /** The explanation, free of secrets and personal data. */
  message: Schema.String,
  /** Of a `Leftover`: the error that it would have been, had nothing been left that could still be paid. */
  refused: Schema.optionalKey(Refused)
}) {}

/** The result of a send. */
export type Outcome<A> = Accepted<A> | OutcomeUnknown

/** The shape of every call that moves money. */
export type Send<A> = Effect.Effect<Outcome<A>, SendError>

/** How long a call may take when nobody says until when. */
export const defaultTimeoutMillis = 30_000

/** Options of a call that moves money. */
export interface SendOptions {
  /**
   * The instant after which nothing of the request may leave and no answer is waited for. Checked immediately before
   * the first byte and enforced on the socket; 30 seconds from now when left out. Once the first byte may have left,
   * the call runs to this instant at the latest and ends with its outcome, so an `Effect.timeout` or interrupt around
   * it must be read as an unknown outcome.
   */
  readonly deadline?: DateTime.Utc | undefined
  /** Personal values beside those of the input, hidden in everything that the call ends with; see `ReadOptions`. */
  readonly sensitive?: Sensitive | undefined
  /**
   * For a create what `replay.hash` has given for this request, for a change what `replays.<change>.hash` has, and was written
   * down. Where anything else would be sent now, or nobody can tell, nothing is, and it ends as `NotExecuted`; so that a replay
   * sends what was sent.
   */
  readonly replayKey?: Key | undefined
  /**
   * Only for a create: how many of this operation were made before it, at whatever provider. Ids that are derived from ours go by
   * it, where the provider has stages; no two creates of an operation have the same one. 0 when left out.
   */
  readonly generation?: number | undefined
  /** Only for a create in stages: runs between what was prepared and the commit. Left out, nothing is stored in between. */
  readonly beforeCommit?: BeforeCommit | undefined
}

/** The options as a provider's Spi gets them: the deadline is always there. */
export interface Deadline {
  readonly deadline: DateTime.Utc
}
