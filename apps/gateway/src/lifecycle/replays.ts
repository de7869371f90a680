/**
 * What is known of replays: whether an unknown may still be settled by one, until when, what its end at the provider proves
 * after several requests, and which step is due. Everything that is decided about an unknown goes through `stepped`.
 */
import { Settling } from "@switchyard/core"
import type { Decided, Decision, Entry } from "./Decision.ts"
import type { Facts, Replays } from "./Facts.ts"
import { isOnItsWay } from "./latest.ts"
import type { Operation, Policy } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { isUndecided } from "./Status.ts"
import { traits } from "./traits.ts"

/** Replays that may still come. */
export type Open = Extract<Replays, { readonly _tag: "Open" }>

/** The replays that may still come, if any. */
export const openOf = ({ replays }: Pick<Facts, "replays">): Open | null => (replays?._tag === "Open" ? replays : null)

/** How often it was replayed at the account that was sent it last. */
export const countOf = ({ replays }: Pick<Facts, "replays">): number => replays?.count ?? 0

/** No replay comes any more; the first reason for that stays. */
export const ended = ({ replays }: Pick<Facts, "replays">, why: string): Pick<Facts, "replays"> => ({
  replays: replays?._tag === "Open" ? { _tag: "Ended", count: replays.count, why } : replays
})

/** The operation without any replay to come. */
export const without = (operation: Operation, why: string): Operation => ({
  ...operation,
  facts: { ...operation.facts, ...ended(operation.facts, why) }
})

const repeatableOf = (policy: Policy): Settling.Repeatable | undefined => {
  const stated = Settling.of(policy, "create").duplicates
  return Settling.isRepeatable(stated) ? stated : undefined
}

/** How long after the last moment of sending another request may be sent, and what ended without money is believed. */
export const settledAfter = (policy: Policy): number =>
  Math.max(Schedule.sendGrace, repeatableOf(policy)?.replayAfterMillis ?? 0)

/** Whether its provider gives the id of what has ended without money free. */
export const freesDeadIds = (policy: Policy): boolean => {
  const stated = Settling.of(policy, "create").duplicates
  return stated.kind === "revealed" && stated.freesDeadIds
}

/**
 * Whether the window or the patience is over for a replay that begins at `at` and of which nothing leaves after `sendUntil`,
 * with clocks that may be so far apart.
 */
export const isTooLate = (
  { createdAt, kind }: Pick<Operation, "createdAt" | "kind">,
  policy: Policy,
  { firstSentAt }: Open,
  { at, clocksApartMillis = 0, sendUntil = at }: Moment
): boolean => {
  const { withinMillis = 0 } = repeatableOf(policy) ?? {}
  const since = traits[kind].hasPayer ? Math.min(createdAt, firstSentAt) : firstSentAt
  return (
    at >= since + Schedule.replayPatience[kind] ||
    sendUntil + Settling.marginMillis + clocksApartMillis >= firstSentAt + withinMillis
  )
}

/** When a replay begins, and until when it may leave. */
export interface Moment {
  readonly at: number
  readonly sendUntil?: number
  readonly clocksApartMillis?: number
}

/** Why an unknown is never replayed again, if so: whatever lasts. What passes only puts a replay off. */
export const obstacle = (operation: Operation, policy: Policy, moment: Moment): string | undefined => {
  const { facts, recovery } = operation
  const open = openOf(facts)
  if (open === null) return undefined
  if (recovery !== null || facts.doubt !== null) return "the records may be older than the world"
  if (facts.again?._tag === "Never") return facts.again.why
  if (facts.alsoAt.length > 0) return `${facts.alsoAt.join(", ")} may have it`
  if (facts.holding === "holder") return "its provider has it"
  if (repeatableOf(policy) === undefined) return "its provider is not known to carry it out only once"
  return isTooLate(operation, policy, open, moment) ? "it is too late" : undefined
}

/** The replays of what ended unknown, when the latest request leaves until then: the first comes once that is over. */
export const awaited = (operation: Operation, policy: Policy, until: number, notBefore = 0): Pick<Facts, "replays"> => {
  const open = openOf(operation.facts)
  return open === null
    ? { replays: operation.facts.replays }
    : { replays: { ...open, until, dueAt: Math.max(until + settledAfter(policy), notBefore) } }
}

/** What an end without money proves that was read at that time. */
export type Proof =
  | { readonly _tag: "Sure" }
  | { readonly _tag: "Early"; readonly until: number }
  | { readonly _tag: "Several" }

/**
 * What an end without money proves: nothing before every request has done what it does, nor where its id is free then, and
 * another request may have made another one.
 */
export const proofOf = ({ facts, recovery }: Operation, policy: Policy, readAt: number): Proof => {
  const { latest, replays } = facts
  const isReplayed = countOf(facts) > 0
  if (replays !== null && latest !== null && (isReplayed || latest._tag === "Sending")) {
    const until = latest.until + (isReplayed ? settledAfter(policy) : Schedule.sendGrace)
    if (readAt < until) return { _tag: "Early", until }
  }
  return freesDeadIds(policy) && (isReplayed || recovery !== null) ? { _tag: "Several" } : { _tag: "Sure" }
}

// Not every provider can be asked about what it has told no id of.
const canBeAsked = ({ providerReference }: Pick<Decided, "providerReference">, { lookUp }: Policy): boolean =>
  lookUp.create !== undefined && (lookUp.create.by !== "providerReference" || providerReference !== null)

const closedBy = (before: Operation, decided: Decided, policy: Policy, now: number): string | undefined => {
  const { facts, fingerprint, provider, status, step } = decided
  const open = openOf(facts)
  if (open === null || (status === "submitting" && step === "look_up")) return undefined
  if (!isUndecided(status)) return `it is ${status}`
  if (step === "submit") return "its first request did nothing"
  if (step === "send") return "it is sent again"
  if (facts.stage !== null && facts.stage.abandon !== null) return "it is given up"
  if (provider !== before.provider || fingerprint !== before.fingerprint) return "another account is asked"
  return obstacle({ ...before, ...decided }, policy, { at: Math.max(now, isOnItsWay(facts, now) ? now : open.dueAt) })
}

const endOf = (before: Operation, { facts, status }: Decided): ReadonlyArray<Entry> =>
  openOf(before.facts) !== null && facts.replays?._tag === "Ended" && status === "unknown"
    ? [{ kind: "attempt", summary: `it is not replayed any more: ${facts.replays.why}`, details: {} }]
    : []

const closed = (before: Operation, decided: Decided, policy: Policy, now: number): Decided => {
  const why = closedBy(before, decided, policy, now)
  const after = why === undefined ? decided : { ...decided, facts: { ...decided.facts, ...ended(decided.facts, why) } }
  return { ...after, entries: [...after.entries, ...endOf(before, after)] }
}

// Without a replay to come only a look-up tells, when that would have been due.
const lookedUp = (before: Operation, decided: Decided, now: number): Decided => {
  if (decided.step !== "replay") return decided
  const lookUpAt = openOf(before.facts)?.lookUpAt ?? now
  return { ...decided, step: "look_up", delay: Math.max(lookUpAt - now, 0) }
}

const earlier = (decided: Decided, open: Open, policy: Policy, now: number): Decided => {
  const { delay, facts, step } = decided
  if (typeof delay !== "number") return decided
  const asked = step === "look_up" ? now + delay : open.lookUpAt
  const lookUpAt = canBeAsked(decided, policy) ? asked : null
  const replays = { ...open, lookUpAt }
  return lookUpAt !== null && lookUpAt < open.dueAt
    ? { ...decided, step: "look_up", delay: Math.max(lookUpAt - now, 0), facts: { ...facts, replays } }
    : { ...decided, step: "replay", delay: Math.max(open.dueAt - now, 0), facts: { ...facts, replays } }
}

/**
 * What was decided, with the step that is due: of an unknown that may be replayed the earlier of look-up and replay, and none
 * of them while a request is on its way. Where nothing of the sort is known of it, it stays as it is.
 */
export const stepped = (before: Operation, decision: Decision, policy: Policy, now: number): Decision => {
  if (decision._tag === "Illegal" || decision.facts.replays === null) return decision
  const decided = closed(before, decision, policy, now)
  const { facts, status, step } = decided
  if (status !== "unknown" || step === "send") return decided
  if (isOnItsWay(facts, now)) {
    const until = (facts.latest?.until ?? now) + Schedule.sendGrace
    return step === "look_up" && decided.delay === "keep"
      ? decided
      : { ...decided, step: "look_up", delay: until - now }
  }
  const open = openOf(facts)
  return open === null ? lookedUp(before, decided, now) : earlier(decided, open, policy, now)
}
