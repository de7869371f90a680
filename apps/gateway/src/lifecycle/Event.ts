/** The events of an operation: what the worker, a provider, the merchant or an operator did. */
import type { Anomaly, Reason, Replay } from "@switchyard/core"
import type { Resolution } from "../model/statuses.ts"
import type { Name as ChangeName, Outcome as ChangeOutcome } from "./changes/Change.ts"
import type { Account, Amount } from "./Facts.ts"
import type { Observation } from "./Operation.ts"

interface ErrorDetails {
  readonly reason: Reason.Reason
  readonly message: string
  readonly providerCode: string | null
}

/** An attempt is about to be written down; only then may it be sent. */
export interface SendPlanned extends Account {
  readonly _tag: "SendPlanned"
  readonly sendUntil: number
  /** What it takes to replay this request is stored with the attempt. */
  readonly isReplayable?: boolean
  /** It is prepared and committed there, or may leave something there that can still be paid. */
  readonly isStaged?: boolean
}

/** What it takes to commit the attempt that is on its way is about to be stored; only then may the commit leave. */
export interface Prepared extends Request {
  readonly _tag: "Prepared"
  readonly providerReference: string | null
  /** Nothing of the commit may leave after this instant, if its provider says so. */
  readonly commitUntil: number | null
  /** What it takes to replay the commit is stored with it. */
  readonly isReplayable: boolean
}

/** A request to abandon what is left is about to be written down; only then may it be sent. */
export interface AbandonPlanned extends Account {
  readonly _tag: "AbandonPlanned"
  readonly sendUntil: number
}

/** A request to abandon it that is due cannot be made for now: not before `until`. */
export interface AbandonPutOff {
  readonly _tag: "AbandonPutOff"
  readonly until: number
}

/** A request to abandon what is left has ended. Nothing is proven by that. */
export interface AbandonEnded extends Request {
  readonly _tag: "AbandonEnded"
  /** `Learnt`: its id was asked for and is `providerReference` now. */
  readonly outcome: "Accepted" | "OutcomeUnknown" | "NotExecuted" | "Rejected" | "Learnt"
  /** Its id, where it was not known before. */
  readonly providerReference: string | null
  readonly message: string
  readonly providerCode: string | null
  readonly retryAfter: number | null
}

/** A replay is about to be written down as an attempt; only then may it be sent. */
export interface ReplayPlanned extends Account {
  readonly _tag: "ReplayPlanned"
  readonly sendUntil: number
  /** How far the clocks of those who have sent it and of those who replay it may be apart. */
  readonly clocksApartMillis: number
}

/** A replay that is due cannot be made for now: not before `until`. */
export interface ReplayPutOff {
  readonly _tag: "ReplayPutOff"
  readonly until: number
}

/** It cannot be replayed any more: the config leads to another account, or what was sent first cannot be told. */
export interface ReplaysOver {
  readonly _tag: "ReplaysOver"
  readonly why: string
}

/** There is no ground to send a refund on: its payment cannot be read. */
export interface Groundless {
  readonly _tag: "Groundless"
  readonly why: string
}

/** What was asked for cannot be read any more, so that nothing of it can be asked or sent. */
export interface Unreadable {
  readonly _tag: "Unreadable"
  readonly why: string
}

/** No candidate is left in this round; `isBlocked` when one is only left out for being unhealthy, or was tried and is. */
export interface NobodyLeft {
  readonly _tag: "NobodyLeft"
  readonly message: string
  readonly isBlocked: boolean
}

/**
 * One request: after records went back in time another one may have the same number, so that only its last moment of
 * sending, at its account, tells them apart.
 */
export interface Request extends Account {
  readonly attempt: number
  readonly sendUntil: number
}

/** How an attempt ended. */
export type Ended = Request &
  (
    | { readonly _tag: "Accepted"; readonly observation: Observation }
    | ({
        readonly _tag: "OutcomeUnknown"
        readonly providerReference: string | null
        /** How long the provider asked to be left alone. */
        readonly retryAfter?: number | null
        /** Nothing of it was carried out, and what it has left there can still be paid. */
        readonly left?: Left | undefined
      } & ErrorDetails)
    | ({
        readonly _tag: "NotExecuted" | "Rejected"
        readonly transient: boolean
        readonly failover: boolean
        readonly retryAfter: number | null
      } & ErrorDetails)
  )

/** Something is left that can still be paid, and the refusal that was there, if any. */
export interface Left {
  readonly refused: (ErrorDetails & { readonly failover: boolean; readonly transient: boolean }) | null
}

/** A replay was answered with the refusal that the first request had been answered with. */
export type ReplayRefused = Request & { readonly _tag: "ReplayRefused"; readonly failover: boolean } & ErrorDetails

/** A replay was written down, and nothing of it was sent. */
export interface NotReplayed extends Request {
  readonly _tag: "NotReplayed"
  readonly why: Replay.Why
  readonly retryAfter: number | null
}

/** An attempt was found written down and without an outcome, after its `sendUntil`. */
export interface Interrupted {
  readonly _tag: "Interrupted"
}

/**
 * The result of a read of the status, by the instance that was asked. `readAt` is when it was asked, which may be long before
 * the answer could be recorded; of what was found it is now where it is left out.
 */
export type Read = { readonly instance: string } & (
  | { readonly _tag: "Found"; readonly observation: Observation; readonly readAt?: number }
  | { readonly _tag: "NotFound"; readonly message: string; readonly readAt: number }
  | { readonly _tag: "Unsupported"; readonly message: string }
  | {
      readonly _tag: "ReadFailed"
      readonly reason: Reason.Reason
      readonly message: string
      readonly retryAfter: number | null
      readonly neverSent: boolean
    }
)

/** A callback states something else than what is stored. Only a verified one may change the state. */
export interface Mismatch {
  readonly _tag: "Mismatch"
  readonly trust: "verified" | "hint"
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
}

/** An operator has decided. */
export interface Resolved {
  readonly _tag: "Resolved"
  readonly outcome: Resolution
  readonly note: string
  readonly operator: string
  readonly acceptDuplicateRisk: boolean
  /** Accounts that may have it beside its holder and those that are being asked, as they are known outside its facts. */
  readonly mayHaveIt?: ReadonlyArray<Account>
}

/** An operator asks for what is left of it at its provider to be abandoned. */
export interface AbandonAsked {
  readonly _tag: "AbandonAsked"
  readonly note: string
  readonly operator: string
}

/** The merchant cancels what was never sent. */
export interface CanceledUnsent {
  readonly _tag: "CanceledUnsent"
}

/** The merchant wants to cancel what may exist: it is refused, and nothing of it is sent any more. */
export interface CancelWanted {
  readonly _tag: "CancelWanted"
}

/** The merchant asks for it to be canceled at the provider that has it. */
export interface CancelAsked {
  readonly _tag: "CancelAsked"
}

/**
 * The records may be older than the world: `ask` may have it and is asked, in this order, before anything is sent to
 * `target`. `undecided` may have it and cannot be asked; `called` have called back about it.
 */
export interface Recovered {
  readonly _tag: "Recovered"
  readonly recovery: number
  /** When the records were found to be old; nothing that is missing in them was sent later. */
  readonly startedAt: number
  readonly ask: ReadonlyArray<Account>
  readonly undecided: ReadonlyArray<Account>
  readonly called: ReadonlyArray<string>
  readonly target: Account | null
}

/** An instance that had an attempt of it, and is not taken to hold it, calls back: it will be asked. */
export interface CalledElsewhere extends Account {
  readonly _tag: "CalledElsewhere"
  readonly trust: "verified" | "hint"
  readonly providerStatus: string | null
}

/** The report of an instance that is not taken to hold it, when asked. */
export interface FoundElsewhere {
  readonly _tag: "FoundElsewhere"
  readonly instance: string
  /** The account that was asked, where that is known: it may be that of its holder under another name. */
  readonly fingerprint?: string | undefined
  readonly providerReference?: string | null
  readonly status: Observation["status"]
  readonly providerStatus: string
}

/** The report of what was left behind, read by its own id at its own account. */
export interface LeftFound extends Account {
  readonly _tag: "LeftFound"
  readonly providerReference: string
  readonly observation: Observation
}

/** It was asked for long enough, and no answer proves that it has nothing. */
export interface SilentElsewhere {
  readonly _tag: "SilentElsewhere"
  readonly instance: string
}

/** A verified callback names the provider's id of it, which was not known. */
export interface IdLearnt extends Account {
  readonly _tag: "IdLearnt"
  readonly providerReference: string
}

/** A read by an id that a callback has named has found nothing, or something else. */
export interface IdRefuted {
  readonly _tag: "IdRefuted"
  readonly providerReference: string
  readonly why: string
}

/** The merchant wants a change of a payment; a capture without an amount is of all that is left. */
export interface ChangeAsked {
  readonly _tag: "ChangeAsked"
  readonly name: ChangeName
  readonly amount?: Amount | undefined
  readonly isFinal?: boolean | undefined
  /** The name of the API key that asks for it. */
  readonly by?: string | undefined
}

/** A change is about to be sent, or replayed, and is written down as an attempt first. */
export interface ChangePlanned extends Account {
  readonly _tag: "ChangePlanned"
  readonly sendUntil: number
  /** What it takes to replay this request is stored with the attempt. */
  readonly isReplayable: boolean
  /** How far the clocks of those who have sent it and of those who replay it may be apart. */
  readonly clocksApartMillis: number
}

/** A request for a change has ended, by its own answer. */
export interface ChangeEnded extends Request {
  readonly _tag: "ChangeEnded"
  readonly number: number
  readonly outcome: ChangeOutcome
  /** It is the refusal that its provider had answered the first request with, repeated from its memory to a replay. */
  readonly isRepeated?: true
  /** The id of the capture that was made, where the answer names it. */
  readonly part: string | null
  readonly isTransient: boolean
  readonly reason: Reason.Reason | null
  readonly message: string
  readonly retryAfter: number | null
  /** What does not fit in the answer. */
  readonly anomalies?: ReadonlyArray<Anomaly.Anomaly>
}

/** A change was found written down and without an outcome, after its last moment. */
export interface ChangeInterrupted {
  readonly _tag: "ChangeInterrupted"
}

/** A change that is due could not be sent: its payment is read first, or it has waited for too long. */
export interface ChangeDelayed {
  readonly _tag: "ChangeDelayed"
}

/** An event of an operation. */
export type Event =
  | SendPlanned
  | NobodyLeft
  | Groundless
  | Unreadable
  | Ended
  | Prepared
  | AbandonPlanned
  | AbandonPutOff
  | AbandonEnded
  | ReplayPlanned
  | ReplayPutOff
  | ReplaysOver
  | ReplayRefused
  | NotReplayed
  | CancelWanted
  | Interrupted
  | Read
  | Mismatch
  | Resolved
  | AbandonAsked
  | CanceledUnsent
  | CancelAsked
  | Recovered
  | CalledElsewhere
  | FoundElsewhere
  | LeftFound
  | SilentElsewhere
  | IdLearnt
  | IdRefuted
  | ChangeAsked
  | ChangePlanned
  | ChangeEnded
  | ChangeInterrupted
  | ChangeDelayed
