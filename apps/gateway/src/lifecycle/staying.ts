/**
 * Staying in a state and going on as before, and leaving it to a person. What has ended is looked after when that is due;
 * whatever else reads it, a callback or a refresh, uses up nothing of that.
 */
import { type Change, type Decision, decided, type Entry, kept } from "./Decision.ts"
import { type Facts, unwatched } from "./Facts.ts"
import { endOf, type Operation, type Policy } from "./Operation.ts"
import type { Open } from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { isEnded, isUndecided, isWithoutMoney } from "./Status.ts"

/** Lines about what does not fit, recorded once however often it is found. */
export const noted = (operation: Operation, entries: ReadonlyArray<Entry>) => {
  const text = entries.map(({ details, summary }) => `${summary} ${JSON.stringify(details)}`).join("\n")
  const isNew = text !== "" && text !== operation.facts.noted
  return { entries: isNew ? entries : [], facts: text === "" ? {} : { noted: text } }
}

/** Changes that leave the state as it is. */
export interface Staying {
  readonly entries?: ReadonlyArray<Entry>
  readonly facts?: Partial<Facts>
  readonly isNews?: boolean
}

/** Stays in the state and goes on as before. */
export const stay = (operation: Operation, policy: Policy, now: number, change: Staying): Decision => {
  const { facts, kind, status } = operation
  // What is not accepted yet goes on with what it was about to do.
  if (isUndecided(status)) return kept(operation, change)
  const { at, count } = facts.watch ?? unwatched
  const isDue = at !== null && now >= at
  const watched = count + (isDue ? 1 : 0)
  const end = endOf({ ...operation, facts: { ...facts, ...change.facts } })
  // What somebody else had called ended ends there now: so long its provider may change it, it counts from its own end.
  const isItsOwn = isEnded(status) && end.isReported && !endOf(operation).isReported
  const since = isItsOwn ? now : facts.since
  // Whoever called it ended and shows it alive after all may change it for longer.
  const isRevived = at === null && endOf(operation).isReported && !end.isReported
  const watchAt = isDue || isRevived || isItsOwn ? Schedule.watch(kind, policy, end, now, { since, watched }) : at
  const next = Schedule.following(policy, status, now, { since, watchAt, isFresh: false })
  return decided(operation, {
    ...next,
    ...change,
    facts: { since, watch: { ...facts.watch, count: watched, at: watchAt }, ...change.facts }
  })
}

/** Stays in the state although it could not be read, and reads again soon. */
export const stayUnread = (
  operation: Operation,
  policy: Policy,
  now: number,
  {
    atLeast,
    entry,
    facts: more = {},
    neverSent
  }: {
    readonly atLeast: number
    readonly entry: Entry
    readonly facts?: Partial<Facts>
    readonly neverSent: boolean
  }
): Decision => {
  const { facts, status, step } = operation
  const tries = facts.tries + 1
  const change = { entries: [entry], facts: { tries, ...more } }
  if (isUndecided(status) || step === "none") {
    return kept(operation, change)
  }
  const { polling, spacingMillis } = policy.statusReads
  const soon = Math.max(neverSent ? 0 : spacingMillis, Schedule.unread(facts.tries), atLeast)
  if (isEnded(status)) {
    const delay = isWithoutMoney(status) ? soon : Math.max(soon, Schedule.paidUnread(facts.tries))
    return now - facts.since > Schedule.isLookedAfterFor(policy, endOf(operation))
      ? decided(operation, {
          status,
          step: "none",
          delay: null,
          ...change,
          facts: { tries, watch: { ...(facts.watch ?? unwatched), at: null } }
        })
      : decided(operation, { status, step: "sweep", delay, ...change })
  }
  const next = Schedule.following(policy, status, now, { since: facts.since, watchAt: null, isFresh: false })
  if (next.delay === null) return decided(operation, { ...next, ...change })
  // A read that failed is repeated sooner than a state is polled again.
  const delay = polling === "free" ? Math.min(next.delay, Schedule.unread(facts.tries)) : next.delay
  return decided(operation, { ...next, ...change, delay: Math.max(neverSent ? 0 : spacingMillis, delay, atLeast) })
}

/** Leaves it to a person. */
export const review = (operation: Operation, why: string, change: Change = {}): Decision =>
  decided(operation, { status: "needs_review", step: "none", delay: null, why, ...change })

/** No look-up tells any more what became of it: the next replay does. */
export const untilReplayed = (operation: Operation, open: Open, now: number, change: Change): Decision => {
  const replays = change.facts?.replays ?? { ...open, lookUpAt: null }
  const delay = Math.max(open.dueAt - now, 0)
  return decided(operation, {
    status: "unknown",
    step: "replay",
    delay,
    ...change,
    facts: { ...change.facts, replays }
  })
}
