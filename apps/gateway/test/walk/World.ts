/**
 * One operation and the world around it: what the records say, what each provider truly holds, what is on its way between
 * them, and what was kept as a backup. All of it is what a state of the walk consists of.
 */
import type { Operation } from "../../src/lifecycle/Operation.ts"

/** One of the two accounts, by its place. */
export type Which = 0 | 1

/** Something of each account, or of each name. */
export type Two<A> = readonly [A, A]

/** Both of them. */
export const both: Two<Which> = [0, 1]

/** One thing replaced. */
export const put = <A>([first, second]: Two<A>, which: Which, value: A): Two<A> =>
  which === 0 ? [value, second] : [first, value]

/**
 * What an account holds under our id: it is prepared and not committed (`draft`), was declined and can still be paid, can still
 * pay (`alive`), has paid, ended without money, took it back, or has it back and may send it again (`returning`).
 */
export interface Copy {
  readonly is: "draft" | "declined" | "alive" | "paid" | "dead" | "returning" | "returned"
  /** Of a create in stages: each send has another. */
  readonly generation?: number | undefined
  /** Its provider was asked to abandon it. */
  readonly isGivenUp?: boolean
  /** It had answered that it did nothing: its provider broke its own manifest. */
  readonly isRogue: boolean
}

/** How a provider answers a create; `remembered` where it repeats what it had answered the first request under the key. */
export type Answer =
  | "accepted"
  | "rejected"
  | "rejected for all"
  | "not executed"
  | "asked to wait"
  | "duplicate"
  | "accepted, remembered"
  | "rejected, remembered"
  | "rejected for all, remembered"
  | "the first is named"
  | "the last is named"
  | StagedAnswer
  | Unsent

/** How a provider answers one of the requests of a create in stages, or the one to abandon it. */
export type StagedAnswer =
  | "prepared"
  | "it is there"
  | "refused before"
  | "committed"
  | "declined"
  | "left: refused"
  | "left: refused for all"
  | "left: not executed"
  | "abandoned"
  | "not abandoned"

/** Why nothing of a replay was sent. */
export type Unsent = "NeverSent" | "Changed" | "AnotherAccount"

/** What a provider remembers under our key: nothing yet, how it answered, or nothing any more. */
export type Key = null | "accepted" | "rejected" | "rejected for all" | "forgotten"

/** One request to create it, with whoever waits for its answer. */
export interface Call {
  readonly attempt: number
  readonly to: Which
  /** Its node still waits, and will record how it ended. */
  readonly isAwaited: boolean
  readonly isReplay?: boolean
  /** Which request of a create in stages it is, or the one to abandon what that has left, and of which copy. */
  readonly part?: "prepare" | "commit" | "abandon"
  readonly generation?: number | undefined
  /** It may still arrive. */
  readonly isTravelling: boolean
  readonly answer: Answer | null
  /** The records know until when it may have been sent: not after they went back in time, before the recovery asks. */
  readonly isCovered: boolean
  /** It is the latest one that the records name, or the backup: a number alone does not tell. */
  readonly isOwn: boolean
  readonly isKept: boolean
}

/** The answer to a read that was asked for, and reaches the records later. */
export interface LateRead {
  readonly from: Which
  readonly reports: Copy["is"] | "not found"
  /** The id that it names, of one of several generations. */
  readonly id?: string
  /** Asked before "not found" counts. */
  readonly isEarly: boolean
  /** Asked before the latest request was sent. */
  readonly isBefore?: boolean
  /** Asked long enough after the last answer that counted. */
  readonly isApart: boolean
}

/** A read at an instance that is not taken to hold it. */
export interface Side {
  readonly is: "asked" | "followed" | "done"
  /** It was asked as often as it ever is. */
  readonly isLast: boolean
}

/** All that the database knows of the operation. */
export interface Records {
  readonly operation: Operation
  /** A callback has come since it was read last. */
  readonly isReadRequested: boolean
  /** By name. */
  readonly sides: Two<Side | null>
  /** An attempt is recorded at this account. */
  readonly had: Two<boolean>
  /** It has called back while no record spoke of it, by name. */
  readonly called: Two<boolean>
  /** For the laws only: it has told that it paid since a person decided last. */
  readonly paid: Two<boolean>
  /** For the laws only: it had told that while a person was to decide. */
  readonly known: Two<boolean>
}

/** A state of the walk. */
export interface World {
  readonly records: Records
  readonly copies: Two<ReadonlyArray<Copy>>
  /** What an account remembers under our key, where it says that it does. */
  readonly keys: Two<Key>
  /** It has denied once what it holds, after the time from which its denials count. */
  readonly lied: Two<boolean>
  /** Its time to change what has ended there was over when it was looked after last, and it is not looked after any more. */
  readonly isPast: Two<boolean>
  readonly calls: ReadonlyArray<Call>
  readonly late: LateRead | null
  readonly backup: Records | null
  /** So long after the records went back that nothing of before is on its way any more. */
  readonly isRecoveryOld: boolean
  /** The accounts to which it may be sent, in this order. */
  readonly routes: ReadonlyArray<Which>
  /** No name leads to this account. */
  readonly gone: Two<boolean>
  /** Where an operator has accepted that it may be paid twice: at one account, or wherever it is tried. */
  readonly risk: Which | "anywhere" | null
  /** The merchant has wanted to cancel what may exist. */
  readonly isUnwanted: boolean
  /** The law that was broken on the way here. */
  readonly broken: string | null
}
