/**
 * The attempts of one operation: every answer of `create`, an error too, carries the list of its attempts. It
 * is what a platform without records of its own needs to look an operation up: which instance, which merchant account,
 * until when something could be sent, and how it ended.
 */
import type { OperationContext } from "@switchyard/core/OperationContext"
import type { Accepted, OutcomeUnknown } from "@switchyard/core/Outcome"
import type { NotExecuted, Obstacle, Rejected } from "@switchyard/core/ProviderError"
import { Reason } from "@switchyard/core/Reason"
import type * as Replay from "@switchyard/core/Replay"
import * as Data from "effect/Data"
import type * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import type { From } from "./Routing.ts"

/** An attempt that is about to be made. Write it down before anything is sent. */
export interface Planned {
  readonly instance: string
  /** Identifies the merchant account behind the instance, in the context of the operation. */
  readonly fingerprint: string
  /** 1 for the first attempt of the operation. */
  readonly attempt: number
  /** Nothing of this attempt leaves after this instant. */
  readonly sendUntil: DateTime.Utc
  /**
   * There where this attempt can be replayed. It is part of the record that a replay needs, and like a secret: write it down
   * with the moment at which you do, which is before the first byte.
   */
  readonly replayKey?: Replay.Key
  /**
   * There where the provider has stages or may leave something behind: the number of this create, as no two of an operation may
   * have the same one. Write it down: what it leaves is abandoned by it.
   */
  readonly generation?: number
}

/** One attempt and what it ended with. */
export const Attempt = Schema.Struct({
  instance: Schema.String,
  fingerprint: Schema.String,
  outcome: Schema.Literals(["Accepted", "OutcomeUnknown", "NotExecuted", "Rejected"]),
  reason: Schema.optionalKey(Reason),
  providerCode: Schema.optionalKey(Schema.String),
  /** When the attempt began. */
  at: Schema.DateTimeUtcFromString,
  /** Nothing of this attempt leaves after this instant. */
  sendUntil: Schema.DateTimeUtcFromString
})

/** One attempt and what it ended with. */
export type Attempt = typeof Attempt.Type

/** Carries the attempts of one operation, the first one first. */
export interface Attempted {
  readonly attempts: ReadonlyArray<Attempt>
}

/** The context in which an operation was created, where it has one: whatever is asked about it needs it too. */
export interface InContext {
  readonly context?: OperationContext
}

/** The result of a create when something was, or may have been, done at `instance`. */
export type Created<A> = (Accepted<A> | OutcomeUnknown) & Attempted & From & InContext

/**
 * Nothing was done: every attempt is proven not executed or rejected, and `last` says why it ended there. Where there
 * was no attempt at all, `last` is the facade's own refusal, and where nobody could be tried `instances` says of each why
 * not. The operation may be created again.
 */
export class CreateFailed extends Data.TaggedError("CreateFailed")<
  Attempted & {
    readonly message: string
    readonly last: NotExecuted | Rejected
    readonly instances?: ReadonlyArray<Obstacle>
  }
> {}

/**
 * `beforeAttempt` failed with `error`, so the attempt `planned` was not made. Nothing was done: `attempts` are those
 * before it, all of them proven not executed or rejected.
 */
export class NotRecorded<out E> extends Data.TaggedError("NotRecorded")<
  Attempted & { readonly message: string; readonly planned: Planned; readonly error: unknown }
> {
  declare readonly error: E
}

/** `NotRecorded` where a `beforeAttempt` can fail, with `E`; nothing where none can. */
export type Unrecorded<E> = [E] extends [never] ? never : NotRecorded<E>

/** `beforeReplay` failed with `error`, so the replay at `instance` was not made: nothing was sent by it, and no record moved. */
export class ReplayNotRecorded<out E> extends Data.TaggedError("ReplayNotRecorded")<
  From & { readonly message: string; readonly next: Replay.Record; readonly error: unknown }
> {
  declare readonly error: E
}

/** `ReplayNotRecorded` where a `beforeReplay` can fail, with `E`; nothing where none can. */
export type UnrecordedReplay<E> = [E] extends [never] ? never : ReplayNotRecorded<E>
