/**
 * The answers of the Promise API: one discriminated union for each kind of call, so that nothing that is to be
 * expected is thrown. They are JSON-like (amounts and instants are text), except that personal and secret values stay
 * `Redacted`: they print as `<redacted>` until `reveal` opens them.
 */
import type { OperationContext } from "@switchyard/core/OperationContext"
import type { Refused } from "@switchyard/core/Outcome"
import type { FieldIssue, Obstacle } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import type * as Replay from "@switchyard/core/Replay"
import type * as Stages from "@switchyard/core/Stages"
import * as Redacted from "effect/Redacted"
import type { Attempt, Planned } from "./Attempt.ts"

/** Why a call ended on our side: its signal fired, the client was closed, or the facade itself broke. */
export type Stopped = "Aborted" | "Closed" | "Broken"

/** The provider has the operation. */
export interface AcceptedAnswer<out A> {
  readonly _tag: "accepted"
  readonly instance: string
  readonly value: A
}

/** It may have been executed: only look it up, by `reference` at `instance`. Never create it again at another provider. */
export interface UnknownAnswer {
  readonly _tag: "unknown"
  readonly instance: string
  readonly reference: string
  readonly providerReference?: string
  /** The context of the request, where it had one: without it a look-up finds another operation, or none. */
  readonly context?: OperationContext
  readonly reason: Reason
  readonly providerCode?: string
  readonly message: string
  /** Of a `Leftover`: how it was refused, which holds once what is left is dead. */
  readonly refused?: Refused
}

/** The provider decided no; nothing was done. */
export interface RejectedAnswer {
  readonly _tag: "rejected"
  readonly instance: string
  readonly reason: Reason
  readonly providerCode?: string
  readonly message: string
  readonly retryAfterMillis?: number
}

/** Nothing was done, and nobody decided no: it may be created again. */
export interface NotExecutedAnswer {
  readonly _tag: "not_executed"
  /** Left out where no instance was asked. */
  readonly instance?: string
  /** `NotRecorded`: `beforeAttempt` failed, with `error`. */
  readonly reason: Reason | Stopped | "NotRecorded"
  readonly providerCode?: string
  readonly message: string
  readonly retryAfterMillis?: number
  readonly issues?: ReadonlyArray<FieldIssue>
  /** Where nobody could be tried: why each instance could not. */
  readonly instances?: ReadonlyArray<Obstacle>
  readonly error?: unknown
}

/** The input was refused here; nothing was done. The issues name fields and reasons, never values. */
export interface InvalidAnswer {
  readonly _tag: "invalid"
  readonly message: string
  readonly issues: ReadonlyArray<FieldIssue>
  /** Where the fields keep everybody from being tried: why each instance is not. */
  readonly instances?: ReadonlyArray<Obstacle>
}

/** The answer of a call that moves money. */
export type SendAnswer<A> = AcceptedAnswer<A> | UnknownAnswer | RejectedAnswer | NotExecutedAnswer | InvalidAnswer

/** An attempt with its instants as ISO 8601 text. */
export type AttemptJson = Omit<Attempt, "at" | "sendUntil"> & { readonly at: string; readonly sendUntil: string }

/** The key of a replay: secrets, to be stored with the attempt. */
export type ReplayKey = Replay.Key

/** An attempt that is about to be made, with its instant as ISO 8601 text. */
export type PlannedJson = Omit<Planned, "sendUntil"> & { readonly sendUntil: string }

/** What was prepared, with its instant as ISO 8601 text. The state is a secret: store it sealed. */
export type PreparedJson = Omit<Stages.Prepared, "commitUntil"> & { readonly commitUntil?: string }

/** What was prepared, immediately before its commit: with the key of that where it can be replayed. */
export type CommittingJson = PreparedJson & { readonly key?: ReplayKey }

/** The record of a create, as its holder keeps it; its instants are ISO 8601 text, its key and what was prepared are secrets. */
export interface RecordJson extends ReplayKey {
  readonly firstSentAt: string
  readonly lastSendUntil: string
  readonly generation?: number
  readonly prepared?: PreparedJson
}

/** The provider repeats the refusal of the first request, and nothing is left of it: it was refused then, and is over there. */
export interface RefusedAnswer {
  readonly _tag: "refused"
  readonly instance: string
  readonly reference: string
  readonly reason: Reason
  readonly providerCode?: string
  readonly message: string
}

/** Nothing was sent by this replay; what was sent before is as unknown as it was. */
export interface NotReplayedAnswer {
  readonly _tag: "not_replayed"
  readonly instance: string
  /** `NotRecorded`: `beforeReplay` failed, with `error`. */
  readonly why: Replay.Why | Stopped | "NotRecorded"
  readonly message: string
  readonly retryAfterMillis?: number
  readonly issues?: ReadonlyArray<FieldIssue>
  readonly error?: unknown
}

/** The answer of a replay. `accepted` is a report of whatever moment: read the status. */
export type ReplayAnswer<A> = AcceptedAnswer<A> | UnknownAnswer | RefusedAnswer | NotReplayedAnswer | InvalidAnswer

/** The answer of `create`: with every attempt that was made, the first one first. */
export type CreateAnswer<A> = SendAnswer<A> & { readonly attempts: ReadonlyArray<AttemptJson> }

/** The answer of a read. One `not_found` is no proof: see `notFoundIsFinal` in the instance's capabilities. */
export type ReadAnswer<A> =
  | { readonly _tag: "found"; readonly value: A }
  | {
      readonly _tag: "not_found"
      readonly instance: string
      readonly message: string
      readonly providerCode?: string
    }
  | {
      readonly _tag: "failed"
      readonly reason: Reason | Stopped
      readonly message: string
      readonly providerCode?: string
      readonly retryAfterMillis?: number
      readonly issues?: ReadonlyArray<FieldIssue>
    }
  | {
      readonly _tag: "unsupported"
      readonly message: string
      /** Where it was left to the rules whom to ask: why each instance was not. */
      readonly instances?: ReadonlyArray<Obstacle>
    }
  | InvalidAnswer

/** The answer of parsing a callback. */
export type CallbackAnswer<A> =
  /** What it says, believed as far as the trust of each says; none where it is genuine and about nothing of ours. */
  | { readonly _tag: "events"; readonly events: ReadonlyArray<A> }
  /** Nobody knows just now whether it is genuine: keep it and parse it again later, or have it sent again by a 503. */
  | { readonly _tag: "unverifiable"; readonly message: string; readonly retryAfterMillis?: number }
  | { readonly _tag: "refused"; readonly reason: string; readonly message: string }
  | { readonly _tag: "unsupported"; readonly message: string }

/** Opens a personal or secret value, at the place where it is shown to whom it belongs. */
export const reveal = <A>(redacted: Redacted.Redacted<A>): A => Redacted.value(redacted)
