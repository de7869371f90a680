/** The one shape of every simulated provider: what is scripted there, and what its journals and ledgers say. */
import type { LedgerEntry, Violation } from "@switchyard/sandbox"
import type { Course, ProviderName } from "../schedule.ts"

/** A payout as a simulator has it. */
export interface Held {
  readonly provider: ProviderName
  readonly id: string
  readonly reference: string
  readonly amount: string
  /** The merchant account. */
  readonly account: string
  /** Money set aside, gone, or given back. */
  readonly money: string
  readonly status: string
  /** It has died, and its provider has given the reference free for another one. */
  readonly isFreed?: boolean
}

/** A create that reached a simulator. `isRefused`: it was answered with a documented refusal, and by nothing else. */
export interface Arrival {
  readonly isRefused: boolean
  readonly provider: ProviderName
  readonly seq: number
  readonly at: number
  readonly reference: string
  readonly body: string
  /** It only prepares, and moves no money. */
  readonly isDraft?: boolean
  /** Of a draft: from when on nothing of it could be paid any more. One that lives has none. */
  readonly deadAt?: number
}

/** One simulated provider. */
export interface Simulated {
  readonly provider: ProviderName
  readonly isOffline: () => boolean
  readonly offline: (ms: number) => void
  readonly clearFaults: () => void
  readonly course: (course: Course, after: number) => void
  readonly balance: (account: string, empty: boolean) => void
  readonly payouts: () => ReadonlyArray<Held>
  readonly ledger: () => ReadonlyArray<Pick<LedgerEntry, "id" | "kind">>
  readonly creates: () => ReadonlyArray<Arrival>
  readonly violations: () => ReadonlyArray<Violation>
}
