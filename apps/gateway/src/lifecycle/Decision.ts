/** The consequence of an event: the new state, the next step and when it is due, and what is to be written down. */

import type { StepOf } from "../model/statuses.ts"
import { type Facts, unwatched } from "./Facts.ts"
import type { Worth } from "./Money.ts"
import type { Operation } from "./Operation.ts"
import {
  isAnnounced,
  isEnded,
  isLegal,
  isPaid,
  isPaidBack,
  isUndecided,
  type Kind,
  type Status,
  type Step
} from "./Status.ts"
import { traits } from "./traits.ts"

/** A line of the timeline. */
export interface Entry {
  readonly kind: "transition" | "attempt" | "callback" | "read" | "anomaly" | "operator" | "webhook"
  readonly summary: string
  readonly details: { readonly [name: string]: unknown }
}

/** The event does not fit the operation: nothing changes but what is recorded. */
export interface Illegal {
  readonly _tag: "Illegal"
  readonly why: string
  /** Set where it would be legal if the risk was accepted: who may still pay, as far as they can be named. */
  readonly mayStillPay?: ReadonlyArray<string>
  /**
   * `in_flight`: it is refused for a while only, because a request is on its way. `unsupported`: its provider cannot do it.
   * `exceeds_authorized`: more than what is held.
   */
  readonly code?: "in_flight" | "unsupported" | "exceeds_authorized"
}

/** When a step is due: in so many milliseconds, when it was due before, or never. */
export type Delay = number | "keep" | null

/** The consequence of an event. */
export interface Decided {
  readonly _tag: "Decided"
  readonly status: Status
  readonly step: Step
  /** Milliseconds until the step is due; null exactly when there is none; `keep` leaves it due when it was. */
  readonly delay: Delay
  readonly provider: string | null
  readonly fingerprint: string | null
  readonly providerReference: string | null
  readonly attempts: number
  readonly facts: Facts
  readonly entries: ReadonlyArray<Entry>
  /** The event the merchant hears of, such as `payout.paid`. */
  readonly announce: string | null
  /** What the merchant hears of beside that: its payer disputes it, or others have paid back a part of it. */
  readonly beside?: ReadonlyArray<string>
  /** What a payment is worth now; left out where nothing new was stated. */
  readonly worth?: Worth
  /** What a refund holds of its payment now. */
  readonly reserved?: string
  /**
   * What the answer states is of some moment since the first request: no result of it is kept, and what the payer must do only
   * where nothing of that is known.
   */
  readonly isSnapshot?: true
}

/** The consequence of an event. */
export type Decision = Decided | Illegal

type Due<S extends Status, T extends Step> = T extends "none"
  ? { readonly status: S; readonly step: T; readonly delay: null }
  : { readonly status: S; readonly step: T; readonly delay: number }

/** A status with a next step that it can have, and when that is due: no other mixture of them can be written down. */
export type Next = { [S in Status]: Due<S, StepOf<S>> }[Status]

/** Changes beside the state. */
export interface Change {
  readonly provider?: string
  readonly fingerprint?: string
  readonly providerReference?: string | null
  /** Its provider's id is that of something which is over; another one comes. */
  readonly forgetsId?: true
  readonly attempts?: number
  readonly facts?: Partial<Facts>
  readonly entries?: ReadonlyArray<Entry>
  readonly why?: string
  /** The origin of the move: who reported which status, under which reference. */
  readonly origin?: Entry["details"]
  /** Told to the merchant although the state stays. */
  readonly isNews?: boolean
  /** As `Decided` says it. */
  readonly isSnapshot?: true
}

/** Refuses an event. */
export const illegal = (why: string, code?: NonNullable<Illegal["code"]>): Illegal =>
  code === undefined ? { _tag: "Illegal", why } : { _tag: "Illegal", why, code }

/** Refuses an event for as long as the risk that it takes is not accepted. */
export const risky = (why: string, mayStillPay: ReadonlyArray<string>): Illegal => ({
  _tag: "Illegal",
  why,
  mayStillPay
})

/** Refuses an event for as long as a request is on its way. */
export const inFlight: Illegal = {
  _tag: "Illegal",
  why: "a request is on its way: ask again in a minute",
  code: "in_flight"
}

/** A line about something that does not fit. */
export const anomaly = (summary: string, details: Entry["details"] = {}): Entry => ({
  kind: "anomaly",
  summary,
  details
})

const isSameAccount = (operation: Operation, { fingerprint, provider }: Change): boolean =>
  (provider === undefined || provider === operation.provider) &&
  (fingerprint === undefined || fingerprint === operation.fingerprint)

/** Goes to a state, or stays in it with another next step; a move that the table does not have is refused. */
export const decided = (operation: Operation, change: Next & Change): Decision => applied(operation, change, change)

/** Stays in the state and goes on when that was due. */
export const kept = (operation: Operation, change: Change = {}): Decision => {
  const { status, step } = operation
  return applied(operation, { status, step, delay: step === "none" ? null : "keep" }, change)
}

/**
 * The event that tells of a move. That it is paid is told once in its life: when a refund of it fails, that is what is told, and else
 * that it has changed.
 */
export const newsOf = (kind: Kind, from: Status, status: Status, isPaidTold: boolean): string => {
  if (traits[kind].isOfPayment || !isPaid(status) || (!isPaidTold && !isPaidBack(from))) return `${kind}.${status}`
  return isPaidBack(from) ? `${kind}.refund_failed` : `${kind}.updated`
}

const applied = (
  operation: Operation,
  { delay, status, step }: Pick<Decided, "status" | "step" | "delay">,
  change: Change
): Decision => {
  const { status: from } = operation
  const isMove = status !== from
  if (isMove && !isLegal(operation.kind, from, status)) return illegal(`${from} cannot become ${status}`)
  const move: ReadonlyArray<Entry> = isMove
    ? [
        {
          kind: "transition",
          summary: `${from} → ${status}`,
          details: { ...change.origin, ...(change.why === undefined ? {} : { why: change.why }) }
        }
      ]
    : []
  const { again, watch } = { ...operation.facts, ...change.facts }
  const { isPaidTold } = operation.facts
  return {
    _tag: "Decided",
    status,
    step,
    delay,
    provider: change.provider ?? operation.provider,
    fingerprint: change.fingerprint ?? operation.fingerprint,
    // An id belongs to the account that gave it.
    providerReference:
      change.providerReference ??
      (isSameAccount(operation, change) && change.forgetsId !== true ? operation.providerReference : null),
    attempts: change.attempts ?? operation.attempts,
    // Nor does one account's word say anything of another.
    facts: {
      ...operation.facts,
      ...(isSameAccount(operation, change) ? {} : { deadAfter: null, isOwnPaid: false }),
      ...change.facts,
      isPaidTold: isPaidTold || isPaid(status),
      // Only what has ended is looked after.
      watch: isEnded(status) ? (watch ?? unwatched) : null,
      // Whoever has accepted that it may be paid twice has done so while nobody knew who has it.
      again: again?._tag === "AtRisk" && !isUndecided(status) ? null : again
    },
    entries: [...(change.entries ?? []), ...move],
    announce:
      (isMove && isAnnounced(status)) || change.isNews === true
        ? newsOf(operation.kind, from, status, isPaidTold)
        : null,
    ...(change.isSnapshot === true ? { isSnapshot: true } : {})
  }
}
