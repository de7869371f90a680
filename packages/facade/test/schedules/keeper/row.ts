/**
 * What a careful holder of operations writes down: one row for each payout, with every attempt in it, the first one
 * first. A crash takes all memory and leaves the rows, so everything that is decided is decided from a row. The table of
 * legal edges is that of money rules, section 4.
 */
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
  readonly outcome: "sending" | "accepted" | "unknown" | "not_executed" | "rejected"
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
  dueAt: now,
  isSuspended: false
})

/** The last attempt with another outcome. */
export const withOutcome = (row: Row, as: Attempt["outcome"]): ReadonlyArray<Attempt> =>
  row.attempts.map((attempt, index) => (index === row.attempts.length - 1 ? { ...attempt, outcome: as } : attempt))

/** Whether somebody may have carried out what an attempt before the last one asked for. */
export const isDoubtful = ({ attempts }: Row): boolean =>
  attempts.slice(0, -1).some((attempt) => attempt.outcome === "unknown" || attempt.outcome === "sending")
