/**
 * What a careful holder of operations writes down: one row for each payout, with every attempt in it, the first one
 * first. A crash takes all memory and leaves the rows, so everything that is decided is decided from a row. The table of
 * legal edges is that of money rules, section 4.
 */
import type * as Replay from "@switchyard/core/Replay"
import type { Prepared } from "@switchyard/core/Stages"
import type { PayoutRequest } from "@switchyard/facade/Payouts"

/** Where a payout stands. */
export type State =
  | "created"
  | "submitting"
  | "processing"
  | "unknown"
  | "needs_review"
  | "paid"
  | "failed"
  | "canceled"

/** One attempt. `sending` until its end is written down; found so after a crash, it may have been sent. */
export interface Attempt {
  readonly instance: string
  /** The merchant account behind the instance when the attempt was made. */
  readonly fingerprint: string
  readonly at: number
  /** Nothing of it leaves after this instant. */
  readonly sendUntil: number
  /** `over`: the answer to a replay of it shows that it was refused. */
  readonly outcome: "sending" | "accepted" | "unknown" | "not_executed" | "rejected" | "over"
  /** The key of what is sent, where that can be replayed. */
  readonly key: Replay.Key | undefined
  /** Left out: a create. */
  readonly kind?: "replay" | "abandon"
  /** The number of the create, where it is one in stages. */
  readonly generation?: number
  /** What was prepared, stored before its commit. */
  readonly prepared?: Prepared
}

/** A create in stages, while it may have left something. */
export interface Stage {
  readonly generation: number
  /** Whether it was stored before its commit, which may have left. */
  readonly isPrepared: boolean
  /** Whether it was not committed by proof, and something may be left. */
  readonly isLeft: boolean
  /** Whether somebody else may be asked once nothing is left. */
  readonly mayGoOn: boolean
  /** The look-ups that count, which showed that nobody has committed it. */
  readonly uncommitted: ReadonlyArray<number>
  /** The abandonments: how many, when one was accepted, and whether it was read since the last one. */
  readonly abandon:
    | { readonly asked: number; readonly acceptedAt: number | undefined; readonly isRead: boolean }
    | undefined
}

/** Replays that may still be made. */
export interface Replays {
  readonly dueAt: number
  /** Whether it was looked up since the last send. */
  readonly isAsked: boolean
  readonly count: number
}

/** One payout as it is stored. */
export interface Row {
  readonly reference: string
  readonly request: PayoutRequest
  /** Raised by every write; a write over another version than was read changes nothing. */
  readonly version: number
  readonly state: State
  /** Why it stands there, for people. */
  readonly why: string
  readonly attempts: ReadonlyArray<Attempt>
  readonly providerReference: string | undefined
  /** The "not found" answers that count, since the last attempt. */
  readonly absences: ReadonlyArray<number>
  /** The last look-up, written down before it was made. */
  readonly askedAt: number | undefined
  /** Look-ups since it stands there. */
  readonly asked: number
  /** Undefined where nothing can be replayed, and for ever once anything has ended that. */
  readonly replays: Replays | undefined
  /** There from a create in stages on, until it has left nothing by proof. */
  readonly stage: Stage | undefined
  /** When its shop wanted it to go no further. */
  readonly canceledAt: number | undefined
  /** When it must be looked at next; undefined only when it is closed or a person decides. */
  readonly dueAt: number | undefined
  /** Its provider account is not the configured one: it waits. */
  readonly isSuspended: boolean
}

/** The states that have a next step of their own. */
export const isOpen = ({ state }: Row): boolean =>
  state === "created" || state === "submitting" || state === "processing" || state === "unknown"

/** Where a payout may go from where it stands. What passes through `processing` in one answer is one edge here. */
export const edges: Readonly<Record<State, ReadonlyArray<State>>> = {
  created: ["created", "submitting", "failed"],
  submitting: ["submitting", "processing", "unknown", "needs_review", "paid", "failed", "canceled"],
  processing: ["processing", "needs_review", "paid", "failed", "canceled"],
  unknown: ["unknown", "submitting", "processing", "needs_review", "paid", "failed", "canceled"],
  needs_review: [],
  paid: [],
  failed: [],
  canceled: []
}

/** A payout that was just asked for. */
export const create = (request: PayoutRequest, now: number): Row => ({
  reference: request.reference,
  request,
  version: 1,
  state: "created",
  why: "asked for",
  attempts: [],
  providerReference: undefined,
  absences: [],
  askedAt: undefined,
  asked: 0,
  replays: undefined,
  stage: undefined,
  canceledAt: undefined,
  dueAt: now,
  isSuspended: false
})

/** The last attempt with another outcome. */
export const withOutcome = (row: Row, as: Attempt["outcome"]): ReadonlyArray<Attempt> =>
  row.attempts.map((attempt, index) => (index === row.attempts.length - 1 ? { ...attempt, outcome: as } : attempt))

/** Whether something may be on its way at this moment. */
export const isSending = ({ attempts }: Row): boolean => attempts.at(-1)?.outcome === "sending"

/** Whether somebody may have carried out what an attempt before the last one asked for. */
export const isDoubtful = ({ attempts }: Row): boolean =>
  attempts.slice(0, -1).some((attempt) => attempt.outcome === "unknown" || attempt.outcome === "sending")
