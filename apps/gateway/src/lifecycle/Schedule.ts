/**
 * When the next step is due. Unknown outcomes are looked up on a slowing schedule and then left to a person; operations
 * that are under way are polled the slower the older they are, or only swept where the provider forbids polling.
 */
import { Capabilities, Outcome, RetryPolicy } from "@switchyard/core"
import type { InStage } from "../model/statuses.ts"
import type { Next } from "./Decision.ts"
import type { End, Operation, Policy } from "./Operation.ts"
import { isForPerson, isHeld, isWithoutMoney, type Kind, type Status } from "./Status.ts"

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** The least time between two reads that callbacks cause. */
export const callbackSpacing = minute

/** No provider is left alone for longer than this, whatever it asks for. */
export const longestRetryAfter = hour

/** How long one attempt may take, unless given. */
export const sendMillis = Outcome.defaultTimeoutMillis

/** How long after `sendUntil` an attempt without an outcome is taken for interrupted: nodes need not agree to the second. */
export const sendGrace = 5 * second

const inSeconds = (first: number, ...more: ReadonlyArray<number>): RetryPolicy.Pauses => [
  first * second,
  ...more.map((seconds) => seconds * second)
]

// The last twenty-four are an hour apart.
const lookUps = { times: 36, pauses: inSeconds(5, 15, 30, 60, 60, 60, 120, 300, 600, 600, 1800, 1800, 3600) }
// Where polling is not agreed on: one look-up, then slow ones (callbacks come in between).
const agreedLookUps = { times: 6, pauses: inSeconds(5, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 48 * 3600) }
const replays = inSeconds(15, 60, 300, 900, 3600)
const rounds = inSeconds(2, 5, 15, 30, 60, 120, 300)
const unreads = { firstMillis: 10 * second, longestMillis: hour }
// Of what is paid there are many, and none of them is waited for.
const paidUnreads = { firstMillis: hour, longestMillis: 24 * hour }
const sideReads = { firstMillis: callbackSpacing, longestMillis: 24 * hour }
// After these, every three days where no callback can be believed.
const watches = {
  payment: [1, 6, 24, 72].map((hours) => hours * hour),
  payout: [6, 24, 72].map((hours) => hours * hour),
  // What has ended without money is read once more before another refund may take its place.
  refund: [10 * minute, ...[6, 24, 72].map((hours) => hours * hour)]
} as const satisfies Record<Kind, ReadonlyArray<number>>
const lastWatch = 72 * hour

// What has its money moved is looked after seldom where a callback tells of it, or where its provider does not want to be asked.
const paidWatches = [6, 24, 72].map((hours) => hours * hour)
const lastPaidWatch = 7 * 24 * hour

// A payer may pay late, and a callback about that may be lost; the end of a refund counts once it was read twice.
const isWatchedAnyway: Readonly<Record<Kind, boolean>> = { payment: true, payout: false, refund: true }

/** Until what an operator has called failed is looked after first, whoever may have it. */
export const firstWatch = (kind: Kind): number => watches[kind][0] ?? lastWatch

/** What is looked after at several accounts is never left alone for longer, however far off a clock that was wrong has put that. */
export const longestWatch = lastWatch

/** How long an unknown may go without a look-up that leaves before a person is asked. */
export const mostUnasked = 26 * hour

/** How far a node's clock and the database's may be apart: farther, the node sends nothing. */
export const clockDiffers = 5 * second

/** How far the clocks of those who write down an attempt and of those who replay it may be apart. */
export const clocksApart = 2 * clockDiffers

/** Until what only passes is looked at again, by what it is: nothing is sent meanwhile. */
export const putOff = {
  /** Another instance is still to say something about it. */
  sideRead: 5 * second,
  /** The clocks do not agree, or its last moment has passed before it began. */
  clocks: 5 * second,
  /** Its instance is unhealthy. */
  unhealthy: 30 * second,
  /** Its payment could not be read. */
  ground: 30 * second
} as const

/** How long a refund may not be seen, neither in a look-up nor in what its payment states: what the manifest of refunds says. */
export const refundShownAfter = (documented: number | undefined): number => documented ?? 15 * minute

/** How long before what is held is let go it is read, and its merchant hears of it. */
export const lapseNotice = 24 * hour

/** The least time between two requests to cancel one operation. */
export const cancelSpacing = minute

/** Until the next look-up of an unknown outcome, or undefined when a person must decide. */
export const lookUp = ({ statusReads }: Policy, tries: number): number | undefined => {
  const { pauses, times } = statusReads.polling === "agreed" ? agreedLookUps : lookUps
  if (tries >= times) return undefined
  const wait = RetryPolicy.pause(pauses, tries)
  // The first look-up follows no read, and where polling is not agreed on, none is near another.
  return statusReads.polling === "agreed" || tries === 0 ? wait : Math.max(wait, statusReads.spacingMillis)
}

/** Until an unknown is replayed again, at the earliest; it was replayed `count` times. */
export const replay = (count: number, askedMillis: number): number =>
  RetryPolicy.pause(replays, Math.max(count - 1, 0), { askedMillis })

/** How long an unknown is replayed: a payment while its payer can be expected to wait, a payout while it is still wanted. */
export const replayPatience: Readonly<Record<Kind, number>> = {
  payment: 15 * minute,
  payout: 6 * hour,
  refund: 6 * hour
}

// A payer is waiting.
const roundPatience: Readonly<Record<Kind, number>> = { payment: 2 * minute, payout: hour, refund: hour }

/** Until the candidates are gone through again, or undefined when that has been tried long enough. */
export const round = ({ createdAt, facts, kind }: Operation, now: number, atLeast: number): number | undefined => {
  const wait = RetryPolicy.pause(rounds, facts.rounds, { askedMillis: atLeast })
  // A provider that asks to be left alone for longer is asked once more.
  return now + (atLeast > 0 ? 0 : wait) - createdAt > roundPatience[kind] ? undefined : wait
}

/** Until a status is read again that could not be read. */
export const unread = (tries: number): number => RetryPolicy.pause(unreads, tries)

/** The same of what was paid. */
export const paidUnread = (tries: number): number => RetryPolicy.pause(paidUnreads, tries)

/** Until what is alive at a second instance is read there again. */
export const sideRead = (tries: number): number => RetryPolicy.pause(sideReads, tries)

/** Until a look-up is tried again that could not leave; it has not left since `since`. */
export const unasked = (since: number, now: number): number =>
  Math.min(Math.max((now - since) / 4, 5 * second), 5 * minute)

/** How long after its end its provider may still change it; what it has not ended itself, as long as is assumed of any. */
export const mayChangeFor = ({ finality = assumed }: Policy, { isReported, status }: End): number => {
  const time = isWithoutMoney(status) ? "failedMayChangeForMillis" : "paidMayChangeForMillis"
  return isReported ? finality[time] : Math.max(finality[time], assumed[time])
}

const assumed = Capabilities.defaultFinality

/** How long what has ended is read again when that could not be done: a while longer, for the last look. */
export const isLookedAfterFor = (policy: Policy, end: End): number => mayChangeFor(policy, end) + lastWatch

const isTold = ({ callbacks }: Policy): boolean => callbacks === "verified"

const unmovedWait = (kind: Kind, policy: Policy, watched: number): number | undefined => {
  if (isTold(policy) && !isWatchedAnyway[kind]) return undefined
  return watches[kind][watched] ?? (isTold(policy) ? undefined : lastWatch)
}

const paidWait = (policy: Policy, watched: number): number =>
  isTold(policy) || policy.statusReads.polling === "agreed" ? lastPaidWatch : (paidWatches[watched] ?? lastPaidWatch)

/**
 * When an operation that has ended is looked after next, or null when it is not any more: within the time that the manifest states
 * and once when it is over, and a payout that has ended without money only where no callback would report it.
 */
export const watch = (
  kind: Kind,
  policy: Policy,
  end: End,
  now: number,
  { since, watched }: { readonly since: number; readonly watched: number }
): number | null => {
  const wait = isWithoutMoney(end.status) ? unmovedWait(kind, policy, watched) : paidWait(policy, watched)
  const time = mayChangeFor(policy, end)
  // What changes after the last look is seen by nobody, so that comes when nothing can change any more.
  const over = since + time + 1
  if (wait === undefined || time === 0 || now >= over) return null
  return Math.max(Math.min(now + wait, over), now + policy.statusReads.spacingMillis)
}

/**
 * When what was left behind is read next, or null when it is not any more: within the time that the manifest states of what failed,
 * and once when it is over, whether a callback would report it or not.
 */
export const left = (
  kind: Kind,
  policy: Policy,
  end: End,
  now: number,
  { since, watched }: { readonly since: number; readonly watched: number }
): number | null => {
  const over = since + mayChangeFor(policy, end) + 1
  if (now >= over) return null
  const wait = watches[kind][watched] ?? lastWatch
  return Math.max(Math.min(now + wait, over), now + policy.statusReads.spacingMillis)
}

/** Until the candidates are gone through again when one of them is only unhealthy. */
export const blocked = (waited: number): number => Math.min(RetryPolicy.pause(rounds, waited), minute)

/** A state in which the provider has it, or in which it is over. */
export type Followed = Exclude<Status, InStage<"sending" | "asking">>

/**
 * The next step of a state in which the provider has the operation, or in which it is over; `watchAt` is when one that has
 * ended is looked after.
 */
export const following = (
  policy: Policy,
  status: Followed,
  now: number,
  { isFresh, since, watchAt }: { readonly since: number; readonly watchAt: number | null; readonly isFresh: boolean }
): Next => {
  const { polling, spacingMillis } = policy.statusReads
  // What a person decides is not looked after, whatever it was before.
  if (!isHeld(status)) {
    return watchAt === null || isForPerson(status)
      ? { status, step: "none", delay: null }
      : { status, step: "sweep", delay: Math.max(watchAt - now, 0) }
  }
  const age = Math.max(now - since, 0)
  if (polling === "agreed") return { status, step: "sweep", delay: Math.min(Math.max(age, 3 * hour), 24 * hour) }
  // What its payer must do is often only in the first status answer.
  if (isFresh && status === "awaiting_payer") return { status, step: "poll", delay: second }
  return { status, step: "poll", delay: Math.min(Math.max(age / 10, spacingMillis), 6 * hour) }
}
