/**
 * The changes of a payment that are kept in its own row: one that is captured, let go or completed at a time, each with a number
 * that is never used again (decision 0030, rules 1 to 7). What is not known is null, which is not zero.
 */
import type { PaymentChange } from "@switchyard/core"
import type { Changeable } from "../../model/statuses.ts"
import type { Account, Amount } from "../Account.ts"

/** The kinds of changes. */
export type Name = PaymentChange.Name

/** How a request for a change ended. `NotReplayed`: nothing of a replay was sent, and nothing is known of what was sent before. */
export type Outcome = "Accepted" | "OutcomeUnknown" | "NotExecuted" | "Rejected" | "NotReplayed"

/** A change that has not ended. */
export interface Open extends Account {
  readonly name: Name
  readonly number: number
  /** Null of a cancel. */
  readonly amount: Amount | null
  /** Of a capture: it is the last, so that what is left is let go. */
  readonly isFinal: boolean
  readonly askedAt: number
  /** The recovery that was known when it was asked for: in a later one, what the records say of it may not be all. */
  readonly recovery: number | null
  /**
   * `wanted`: it is to be sent, for the first time or where its repeats are refused. `sending`: an attempt is written down and has no
   * outcome. `accepted`: its provider has taken it, and a read shows what becomes of it. `unknown`: it may have left. `review`: a
   * person decides.
   */
  readonly stage: "wanted" | "sending" | "accepted" | "unknown" | "review"
  /** The number of its latest attempt among those of the payment; null before there was one. */
  readonly attempt: number | null
  /** Nothing of its latest request leaves after that; null before there was one. */
  readonly until: number | null
  readonly firstSentAt: number | null
  /** The attempt with which is stored what it takes to replay it. */
  readonly keyAttempt: number | null
  /** What it takes to replay it is stored with its first attempt, and nothing says that it must not be. */
  readonly isReplayable: boolean
  /** Every request of it but the one that is on its way is proven to have done nothing. */
  readonly isClean: boolean
  /** A person has said that it is none of what the records have forgotten. */
  readonly isOther: boolean
  /**
   * Its provider has repeated the refusal of its first request, in the answer to a replay that could leave until `until`: it ends so
   * once a read after that shows that nothing was done. Left out where it has not.
   */
  readonly refused?: { readonly until: number; readonly why: string } | undefined
  /** How often it was replayed or sent again. */
  readonly repeats: number
  /** It is not sent before that. */
  readonly dueAt: number
  /** The id of what was captured by it, by its own answer. */
  readonly part: string | null
  /** What had been captured before it was sent first. */
  readonly before: string | null
  /** Reads that have decided nothing since it was asked for. */
  readonly tries: number
}

/** A capture of ours that has succeeded. */
export interface Captured {
  readonly number: number
  readonly amount: string
  readonly part: string | null
}

/** The latest change that has ended. */
export interface Ended {
  readonly name: Name
  readonly number: number
  readonly amount: Amount | null
  /** `done`: its provider has carried it out. `dead`: it was not, and is not any more. */
  readonly became: "done" | "dead"
  readonly why: string
}

/** What is held of a payment, by a read that was asked for at `at` at the account `by`; all amounts are in `currency`. */
export interface Hold {
  readonly currency: string
  readonly authorized: string | null
  readonly capturable: string | null
  readonly captured: string | null
  /** What was captured and is none of ours. */
  readonly elsewhere: string | null
  /** When what is held is let go, as its provider states it. */
  readonly captureBefore: number | null
  /** Its payer has approved what was asked for, and it is not completed. */
  readonly isApproved: boolean
  readonly at: number
  readonly by: string
}

/** What was and is to be changed of a payment. */
export interface Changes {
  /** The highest number that was ever used. */
  readonly last: number
  readonly open: Open | null
  readonly captured: ReadonlyArray<Captured>
  readonly ended: Ended | null
  readonly hold: Hold | null
  /** Its merchant has wanted to cancel it: it is never completed. */
  readonly isUnwanted: boolean
  /** It was or is being completed: not again before its payer was asked again. */
  readonly isCompleted: "no" | "yes" | "refused"
  /** An operator has called failed what may have left: nothing is asked for before a read after this explains the sums. */
  readonly unexplainedSince: number | null
  /** The sum of what the records have forgotten, after a recovery, and a person has called a change that was asked for again. */
  readonly attributed: string
  /** What was captured elsewhere when that was told last; null where it never was. */
  readonly elsewhereTold: string | null
  /** The state in which it was when a person was asked about a change of it; null where nobody is. */
  readonly reviewed: Changeable | null
  /** The time of which its merchant has heard that what is held is let go then. */
  readonly lapseTold: number | null
}

/** Of a payment of which nothing was ever asked or read. */
export const none: Changes = {
  last: 0,
  open: null,
  captured: [],
  ended: null,
  hold: null,
  isUnwanted: false,
  isCompleted: "no",
  unexplainedSince: null,
  attributed: "0",
  elsewhereTold: null,
  reviewed: null,
  lapseTold: null
}

/** Whether something of it may have left, so that nobody knows what became of it. */
export const mayHaveLeft = (open: Open | null): open is Open =>
  open !== null && (open.stage !== "wanted" || !open.isClean)

/** Whether every request for it is proven to have done nothing, or there was none: no request of ours that is known can be it. */
export const hasNotLeft = ({ firstSentAt, isClean }: Open): boolean => isClean && firstSentAt === null

/** The first number after all that may have been used, by the records or by what a restored backup has forgotten. */
export const nextNumber = ({ last }: Changes, numbersAfter = 0): number => Math.max(last, numbersAfter) + 1
