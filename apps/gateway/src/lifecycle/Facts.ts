/**
 * The facts that decide about an operation beside its state: what was asked for, what was sent, and what was answered. Facts
 * that have a meaning only together are one group, and what excludes each other is a union, so that nothing can be decided
 * from a mixture that means nothing. They are stored in one flat object, which only `store/facts.ts` knows.
 */
import type { Reason } from "@switchyard/core"
import type { WithoutMoney } from "../model/statuses.ts"
import type { Account, Amount } from "./Account.ts"
import type { Changes } from "./changes/Change.ts"

export type { Account, Amount } from "./Account.ts"

/**
 * The amount that was asked for: what the recipient gets or the payer pays, or what leaves our balance and in which currency
 * it arrives.
 */
export type Asked =
  | { readonly amount: Amount; readonly debit?: undefined; readonly currency?: undefined }
  | { readonly amount?: undefined; readonly debit: Amount; readonly currency: string }

/**
 * The latest request, as the records know it; nothing of it leaves after `until`. `Sending`: it is written down, and its
 * outcome is not. `Lost`: nobody recorded its outcome, and it is the only request of which that is so, so that its late answer
 * is still proof. `Over`: its own answer decides nothing any more.
 */
export type Latest =
  | { readonly _tag: "Sending"; readonly attempt: number; readonly until: number }
  | { readonly _tag: "Lost"; readonly attempt: number; readonly until: number }
  | { readonly _tag: "Over"; readonly until: number }

/** An instance that said no, proven, before anything else was tried. */
export interface Tried {
  readonly instance: string
  readonly outcome: "NotExecuted" | "Rejected"
  /** Asking the same instance again a little later may help. */
  readonly transient: boolean
  /** Until then it asked to be left alone. */
  readonly until?: number | null
}

/** The recovery in which it was settled who has it, and the accounts that were asked for that, or all of them by a person. */
export interface Cleared {
  readonly recovery: number
  readonly asked: ReadonlyArray<string> | "all"
}

/**
 * A question that is still open after a recovery: who has it? Every account that may have it is asked, one after the
 * other, before anything is sent.
 */
export interface Doubt {
  /** The recovery that raised it. */
  readonly recovery: number
  /** Who is being asked; null once there is nobody left. */
  readonly asking: Account | null
  /** Who is asked after that, in this order. */
  readonly ask: ReadonlyArray<Account>
  /** Accounts that have proven that they do not have it. */
  readonly absent: ReadonlyArray<Account>
  /** Accounts that could not be asked, or whose answer proves nothing. */
  readonly undecided: ReadonlyArray<Account>
  /** Accounts that had denied it in this recovery before, by their fingerprints. */
  readonly asked: ReadonlyArray<string>
  /** Instances that have called back about it while no record spoke of it: their denial would be a contradiction. */
  readonly called: ReadonlyArray<string>
  /** An account that holds it ended without money; somebody else may have paid it all the same. */
  readonly dead: (Dead & { readonly account: Account }) | null
  /** Where it is sent once everybody has denied it; null where that could be paid twice. */
  readonly target: Account | null
  /** Who had it by the records before. */
  readonly recorded: Account | null
}

/** The report of an account that holds an operation which ended there without money. */
export interface Dead {
  readonly status: WithoutMoney
  readonly failure: Failure
  readonly providerReference: string | null
  /** When it is looked after there, as that account may still change it; null when it is not. */
  readonly watchAt: number | null
}

/** Why an operation did not succeed; earlier versions have stored the first three members alone. */
export interface Failure {
  readonly reason: string
  readonly message: string
  readonly providerCode: string | null
  /** Who decided it at a provider; null where nobody there did. */
  readonly by?: Reason.By | null
  /** Where asking for the same anew makes sense. */
  readonly again?: Reason.Again
  /** The code of the clearing scheme, as it came. */
  readonly scheme?: string | null
}

/**
 * Who has it, by what was answered: `nobody` while every request is proven to have done nothing, `maybe` once one ended
 * unknown or unrecorded and no look-up has decided since, `holder` once a provider has confirmed that it has it.
 */
export type Holding = "nobody" | "maybe" | "holder"

/**
 * The knowledge about sending it again, beside what the manifest says. `Refused`: that was tried and refused, and what the first
 * request did is still not known. `AtRisk`: an operator has accepted that it may pay twice, while nobody knows who has
 * it. `Never`: it must not, whoever asks for it.
 */
export type Again =
  | { readonly _tag: "Refused" }
  | { readonly _tag: "AtRisk" }
  | { readonly _tag: "Never"; readonly why: string }

/** How often it was sent again, and why the next time is allowed. */
export interface Resends {
  readonly count: number
  readonly why: string | null
}

/**
 * Settling an unknown by a replay at the account that was sent it last. `Open`: it may still be replayed, `count` times were
 * planned, and the next one is due at `dueAt`. Its first request was not sent before `firstSentAt`; nothing of the latest request
 * that may have left leaves after `until`; `lookUpAt` is when the next look-up is due, null where only a replay can tell.
 * `Ended`: it is never replayed again.
 */
export type Replays =
  | {
      readonly _tag: "Open"
      readonly count: number
      readonly firstSentAt: number
      readonly until: number
      readonly dueAt: number
      readonly lookUpAt: number | null
    }
  | { readonly _tag: "Ended"; readonly count: number; readonly why: string }

/**
 * A create in stages at the account with this fingerprint, and what it may have left there that can still be paid. Each send of
 * it has a generation of its own. `isPrepared`: what it takes to commit it was stored, so that its commit may have left.
 */
export interface Stage {
  readonly account: string
  readonly generation: number
  readonly isPrepared: boolean
  /** Reads that found it not committed, or declined, and count. */
  readonly unpaid: Absent | null
  /** Its merchant has wanted to cancel it before it was committed: it is not, and ends canceled. */
  readonly isUnwanted?: true
  /** Set once it is given up; nothing of it is committed or replayed from then on, for ever. */
  readonly abandon: Abandon | null
}

/** What was given up, which is abandoned until it is read as dead. */
export interface Abandon {
  /** So often was it asked for. */
  readonly asked: number
  /** When it is asked for next; null while a read comes before that. */
  readonly dueAt: number | null
  /** When the last request for it had ended; null where none has, or one is on its way. Only a read after that proves anything. */
  readonly endedAt: number | null
  /** Its provider has said that it is abandoned, which only a read shows. */
  readonly isAccepted: boolean
  /** An operator has asked for it, and it was not asked of its provider since. */
  readonly isWanted?: true
  /** How it goes on once it is dead: with the next candidate, or as this end. */
  readonly onceDead: "submit" | Exclude<WithoutMoney, "expired">
  /** The same instance may be tried again. */
  readonly transient: boolean
  readonly why: string
  /** The failure of what ends so, or goes on. */
  readonly failure: Failure
}

/** The provider's id of it by a verified callback, which no read has confirmed yet. */
export interface Learnt extends Account {
  readonly providerReference: string
}

/** Something of an earlier generation, or given up when an operator called it paid, which is looked after by its own id. */
export interface LeftBehind extends Account {
  /** Null where it was never told: then nobody can ask. */
  readonly providerReference: string | null
  readonly generation: number
  /** It is known to have ended there without money, by its own id or because nothing was left. */
  readonly isDead?: true
  /** It was paid after all, which a person was told. */
  readonly isPaid?: true
}

/** "Not found" answers that count: how many, and when the last one was asked for. */
export interface Absent {
  readonly answers: number
  readonly lastAt: number
}

/** The result of look-ups while nobody knows who has it. */
export interface Search {
  /** Null before the first answer that counts. */
  readonly absent: Absent | null
  /** How often an unknown payment was found without anything for its payer. */
  readonly foundBare: number
  /** Since when no look-up has left. */
  readonly unaskedSince: number | null
}

/** An account beside the holder that may have what an operator has called failed, and when it is looked after there. */
export interface AlsoWatched extends Account {
  readonly providerReference: string | null
  readonly count: number
  readonly at: number
  /** Since when its time runs: since it reported its end, or since this was called failed. */
  readonly since: number
  /** It has reported that it ended there without money. */
  readonly isDead: boolean
}

/** How what has ended is looked after: a read before that is due uses up nothing. */
export interface Watch {
  /** How often that was done because it was due. */
  readonly count: number
  /** When it is due next; null when it is not any more. */
  readonly at: number | null
  /** Who is looked after as well, each by its own manifest; nobody, if left out. */
  readonly also?: ReadonlyArray<AlsoWatched>
}

/** The facts that decide beside the state. */
export interface Facts {
  readonly asked: Asked
  /** Null before anything was sent, by the records. */
  readonly latest: Latest | null
  readonly holding: Holding
  readonly search: Search
  /** Reads that decided nothing, since the present state began. */
  readonly tries: number
  /** Since when the provider has been followed in the present state. */
  readonly since: number
  readonly tried: ReadonlyArray<Tried>
  /** How often all candidates have been gone through. */
  readonly rounds: number
  readonly resends: Resends
  readonly again: Again | null
  /** Null where the account that was sent it last knows no replay. */
  readonly replays: Replays | null
  /**
   * The accounts, by their fingerprints, to which a send was planned, twice where it was more than once; empty where that of an
   * earlier one was not recorded.
   */
  readonly keysUsed: ReadonlyArray<string>
  /** Null where nothing can be left at the account that was sent it last. */
  readonly stage: Stage | null
  /** How many generations were begun. */
  readonly generations: number
  readonly leftBehind: ReadonlyArray<LeftBehind>
  /** Null, or left out, where no callback has named an id, or a read by it has decided. */
  readonly learnt?: Learnt | null
  /** Of a payment: what was and is to be captured of it, let go or completed; left out where nothing ever was. */
  readonly changes?: Changes
  /** How often a read of what its provider has accepted was answered and said nothing of it, and since when; left out where none was. */
  readonly unclear?: { readonly count: number; readonly since: number } | null
  /** It is known what the payer must do: of a payment in any state, and nothing else follows from it. */
  readonly hasNext: boolean
  /** Null for all that has not ended. */
  readonly watch: Watch | null
  /** The difference that was recorded last, so that it is recorded once. */
  readonly noted: string | null
  readonly failure: Failure | null
  /** When the provider was last asked to cancel it. */
  readonly cancelAskedAt: number | null
  /** The recovery in which it is settled who has it. */
  readonly cleared: Cleared | null
  readonly doubt: Doubt | null
  /** An operator has said once what became of it: that holds for good, whatever it becomes and whoever reports it later. */
  readonly isResolved: boolean
  /** Whoever has it has said that it was paid. */
  readonly isOwnPaid: boolean
  /** It was paid once, and its merchant has heard of that. */
  readonly isPaidTold: boolean
  /** How many attempts there were when whoever holds it reported that it ended there without money; one more makes that old. */
  readonly deadAfter: number | null
  /** Instances beside the holder that reported something else of it than an end without money, or gave no answer. */
  readonly alsoAt: ReadonlyArray<string>
}

/** Nothing was looked up yet. */
export const unsearched: Search = { absent: null, foundBare: 0, unaskedSince: null }

/** It was not looked after yet, and will not be. */
export const unwatched: Watch = { count: 0, at: null }

/** The facts that an operation begins with. */
export const firstFacts = ({ amount, currency, debit }: Asked, now: number): Facts => ({
  asked: amount === undefined ? { debit, currency } : { amount },
  latest: null,
  holding: "nobody",
  search: unsearched,
  tries: 0,
  since: now,
  tried: [],
  rounds: 0,
  resends: { count: 0, why: null },
  again: null,
  replays: null,
  keysUsed: [],
  stage: null,
  generations: 0,
  leftBehind: [],
  hasNext: false,
  watch: null,
  noted: null,
  failure: null,
  cancelAskedAt: null,
  cleared: null,
  doubt: null,
  isResolved: false,
  isOwnPaid: false,
  isPaidTold: false,
  deadAfter: null,
  alsoAt: []
})

/** Whether an attempt is written down whose outcome is not. */
export const isSending = ({ latest }: Facts): boolean => latest?._tag === "Sending"

/** The latest request once its own answer decides nothing any more. */
export const over = ({ latest }: Pick<Facts, "latest">): Latest | null =>
  latest && { _tag: "Over", until: latest.until }

/** Who has it once a request may have been carried out. */
export const perhaps = ({ holding }: Facts): Holding => (holding === "holder" ? "holder" : "maybe")

/** The knowledge about sending it again that holds for ever. */
export const forEver = ({ again }: Facts): Again | null => (again?._tag === "Never" ? again : null)

/** Whether an operator has accepted that sending it again may pay twice. */
export const isAtRisk = ({ again }: Facts): boolean => again?._tag === "AtRisk"
