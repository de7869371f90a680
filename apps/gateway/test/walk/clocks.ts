/**
 * Time in the walk. It always is `now`; instead of it going on, what was written down earlier gets older. The machine compares
 * instants with a few boundaries only, so of each instant nothing is kept but between which boundaries it lies, and it is
 * placed where a comparison that is off by one would show: at the last millisecond before the next boundary, or the first
 * after the last one. How long steps wait is not kept: a step may always come later than it is due, so every order of a step
 * and a boundary happens. That the delays themselves lead to an end is shown by `silence.ts`, with a clock that runs.
 */
import { Settling } from "@switchyard/core"
import { type AlsoWatched, type Facts, firstFacts, isSending, type Latest } from "../../src/lifecycle/Facts.ts"
import { type End, endOf, type Operation, type Policy } from "../../src/lifecycle/Operation.ts"
import { settledAfter } from "../../src/lifecycle/replays.ts"
import * as Schedule from "../../src/lifecycle/Schedule.ts"
import { isEnded, type Kind } from "../../src/lifecycle/Status.ts"
import { apart, finalAfter, withinMillis } from "./providers.ts"

/** It always is so late. */
export const now = Date.UTC(2025, 0, 1)

/** How long an attempt may take. */
export const sendUntil = now + Schedule.sendMillis

/** How old the last moment of sending is: it may be sent, may still be under way, is over, or "not found" counts. */
export type Sending = "open" | "ending" | "over" | "final"

const sendings: Readonly<Record<Sending, number>> = {
  open: now + 1,
  ending: now - Schedule.sendGrace + 1,
  over: now - finalAfter + 1,
  final: now - finalAfter
}

/** Between which boundaries the last moment of sending lies. */
export const sendingOf = ({ facts: { latest } }: Operation): Sending | null => {
  return latest && placeOf(latest.until)
}

const placeOf = (until: number): Sending => {
  if (until > now) return "open"
  if (until > now - Schedule.sendGrace) return "ending"
  return until > now - finalAfter ? "over" : "final"
}

const farOff = now + 12 * 3_600_000
// Just in time for a last replay, and just too late.
const latestFirst = now + Schedule.sendMillis + Settling.marginMillis - withinMillis + 1
const tooOld = latestFirst - 1

/** The replays in one of few places: due or not, in time or not. */
export const replaysOf = (facts: Facts): Facts["replays"] => {
  const { latest, replays } = facts
  if (replays === null) return null
  const count = Math.min(replays.count, 1)
  if (replays._tag === "Ended") return { _tag: "Ended", count, why: "ended" }
  const isLeft = latest?._tag === "Sending" && count > 0
  const until = isLeft ? sendings[placeOf(replays.until)] : (latest?.until ?? 0)
  return {
    _tag: "Open",
    count,
    firstSentAt: replays.firstSentAt < latestFirst ? tooOld : latestFirst,
    until,
    dueAt: replays.dueAt <= now ? now : farOff,
    lookUpAt: null
  }
}

const nothing = { reason: "", message: "", providerCode: null }

/** What may be left, in one of few places: to be abandoned now or later, asked for or not. */
export const stageOf = ({ latest, stage }: Facts, isUndecided: boolean): Facts["stage"] => {
  if (stage === null || !(isUndecided || latest?._tag === "Sending")) return null
  const { abandon, unpaid } = stage
  return {
    ...stage,
    unpaid: unpaid && { ...unpaid, lastAt: now - unpaid.lastAt >= apart ? now - apart : now - apart + 1 },
    abandon: abandon && {
      ...abandon,
      asked: Math.min(abandon.asked, 1),
      dueAt: abandon.dueAt === null ? null : abandon.dueAt <= now ? now : farOff,
      endedAt: abandon.endedAt === null ? null : now,
      why: "",
      failure: nothing
    }
  }
}

/** The latest request, had it been sent until then. */
export const sentUntil = (latest: Latest | null, until: number): Latest | null => latest && { ...latest, until }

/** It is long ago that it was sent last. */
export const longSent = (operation: Operation): Operation => {
  const { facts } = operation
  const { latest } = facts
  return latest === null ? operation : { ...operation, facts: { ...facts, latest: sentUntil(latest, sendings.final) } }
}

/** Where nothing is on its way and nothing is asked, it is long ago that it was sent. */
export const withFinalSending = (operation: Operation): Operation => {
  const { facts, status } = operation
  const isLevel = facts.latest === null || facts.latest.until === sendings.final
  return isLevel || (status === "submitting" && isSending(facts)) || status === "unknown"
    ? operation
    : longSent(operation)
}

const following: Readonly<Record<Sending, Sending>> = { open: "ending", ending: "over", over: "final", final: "final" }

/** Whether the last "not found" that counted is long enough ago. */
export const isApart = ({ facts }: Operation): boolean =>
  facts.search.absent === null || now - facts.search.absent.lastAt >= apart

// How old an end is: its provider may still change it, for the last time, or not any more.
const ends = (policy: Policy, end: End): ReadonlyArray<number> => {
  const time = Schedule.mayChangeFor(policy, end)
  return [now, now - time, now - time - 1]
}

const endedAt = (policy: Policy, end: End, since: number): number => {
  const [fresh = now, last = now, over = now] = ends(policy, end)
  return since > last ? fresh : since === last ? last : over
}

const sinceOf = (policy: Policy, operation: Operation): number =>
  isEnded(operation.status) ? endedAt(policy, endOf(operation), operation.facts.since) : now

const endAt = ({ status }: Operation, { isDead }: AlsoWatched): End => ({ status, isReported: isDead })

/** Whether its provider may still change what has ended: the one by which it is looked after now. */
export const mayChange = (policy: Policy, operation: Operation): boolean =>
  now - operation.facts.since <= Schedule.mayChangeFor(policy, endOf(operation))

/** Whether somebody may still change it who is looked after as well. */
export const mayChangeAlso = (policy: Policy, operation: Operation, also: AlsoWatched): boolean =>
  now - also.since <= Schedule.mayChangeFor(policy, endAt(operation, also))

const isTakingLong = (kind: Kind, createdAt: number): boolean =>
  now - createdAt > (kind === "payout" ? 3_600_000 : 120_000)

const longAgo = now - 2 * 3_600_000

const wayOff = now + Schedule.longestRetryAfter

const dueOrNot = (at: number): number => (at <= now ? now : now + 1)

/** The instants of an operation, each at its place between the boundaries; `policyAt` is the manifest of an account. */
export const placed = (
  policy: Policy,
  operation: Operation,
  policyAt: (fingerprint: string) => Policy
): Pick<Operation, "createdAt"> & { readonly facts: Partial<Facts> } => {
  const { facts, kind, status } = operation
  const sending = sendingOf(operation)
  const { cancelAskedAt, search, watch } = facts
  const { absent, unaskedSince } = search
  const alsoPlaced = (also: AlsoWatched): AlsoWatched => ({
    ...also,
    at: dueOrNot(also.at),
    since: endedAt(policyAt(also.fingerprint), endAt(operation, also), also.since)
  })
  return {
    createdAt: isTakingLong(kind, operation.createdAt) ? longAgo : now,
    facts: {
      latest: sending === null ? null : sentUntil(facts.latest, sendings[sending]),
      search: {
        ...search,
        absent: absent && { ...absent, lastAt: isApart(operation) ? now - apart : now - apart + 1 },
        unaskedSince:
          unaskedSince === null ? null : now - unaskedSince > Schedule.mostUnasked ? unaskedLong : unaskedYet
      },
      since: sinceOf(policy, operation),
      watch: watch && {
        ...watch,
        at: watch.at === null ? null : dueOrNot(watch.at),
        ...(watch.also === undefined ? {} : { also: watch.also.map(alsoPlaced) })
      },
      tried: facts.tried.map((each) => ({ ...each, until: (each.until ?? 0) > now ? wayOff : null })),
      // Only how long it waits depends on how often all were gone through.
      rounds: 0,
      cancelAskedAt:
        status === "processing" && cancelAskedAt !== null && now < cancelAskedAt + Schedule.cancelSpacing
          ? now - Schedule.cancelSpacing + 1
          : null
    }
  }
}

const unaskedYet = now - Schedule.mostUnasked
const unaskedLong = unaskedYet - 1

/** What may get older, each by itself: how far apart boundaries are differs from manifest to manifest. */
export interface Aged {
  readonly label: string
  readonly operation: Operation
  /** Set where this is the time from which "not found" counts. */
  readonly isFinal?: boolean
  /** Set where it takes days: no node hangs for so long, and no message travels. */
  readonly isLong?: boolean
  /** Set where its provider forgets the key: nothing that was sent under it travels for so long. */
  readonly forgets?: boolean
}

const aged = (label: string, operation: Operation, facts: Partial<Facts>, rest: Partial<Operation> = {}): Aged => ({
  label,
  operation: { ...operation, ...rest, facts: { ...operation.facts, ...facts } }
})

// Whoever is looked after as well gets as old.
const withAlso = ({ watch }: Facts, millis: number): Partial<Facts> =>
  watch?.also === undefined
    ? {}
    : { watch: { ...watch, also: watch.also.map((each) => ({ ...each, since: each.since - millis })) } }

const isAbandonable = ({ facts, recovery, status }: Operation): boolean =>
  status === "unknown" && recovery === null && facts.doubt === null

/** The boundaries that may pass next. */
export const growingOlder = (
  policy: Policy,
  operation: Operation,
  isUnderWay: boolean,
  mayChangeLate: boolean
): ReadonlyArray<Aged> => {
  const { facts, kind, status, step } = operation
  const found: Array<Aged> = []
  const sending = sendingOf(operation)
  const matters = isUnderWay || status === "submitting" || status === "unknown"
  if (sending !== null && sending !== "final" && matters) {
    const to = following[sending]
    const label =
      to === "final"
        ? 'the time comes from which "not found" counts'
        : to === "ending"
          ? "its last moment of sending passes"
          : "a moment more passes"
    found.push({
      ...aged(label, operation, { latest: sentUntil(facts.latest, sendings[to]) }),
      isFinal: to === "final"
    })
  }
  const { replays } = facts
  if (replays?._tag === "Open" && status === "unknown" && !isSending(facts)) {
    const isSettled = sending === "final" || (sending === "over" && settledAfter(policy) < finalAfter)
    if (replays.dueAt > now && isSettled) {
      const due = aged("the time comes to replay it", operation, { replays: { ...replays, dueAt: now } })
      found.push(step === "look_up" ? { ...due, operation: { ...due.operation, step: "replay" } } : due)
    }
    if (replays.firstSentAt !== tooOld && sending === "final") {
      const old = { ...replays, firstSentAt: tooOld }
      found.push({ ...aged("its provider forgets the key", operation, { replays: old }), forgets: true })
    }
  }
  const { stage } = facts
  const dueAt = stage?.abandon?.dueAt ?? null
  if (stage !== null && stage.abandon !== null && dueAt !== null && dueAt > now && !isSending(facts)) {
    const due = { stage: { ...stage, abandon: { ...stage.abandon, dueAt: now } } }
    const isSettled = isAbandonable(operation) && (sending === "over" || sending === "final")
    const older = aged("the time comes to abandon it", operation, due)
    if (isSettled) {
      found.push(step === "look_up" ? { ...older, operation: { ...older.operation, step: "abandon" } } : older)
    }
  }
  if (stage !== null && stage.unpaid !== null && now - stage.unpaid.lastAt < apart) {
    const unpaid = { ...stage.unpaid, lastAt: now - apart }
    found.push(aged("time passes since it was last found not committed", operation, { stage: { ...stage, unpaid } }))
  }
  const { search, watch } = facts
  if (search.absent !== null && !isApart(operation)) {
    const absent = { ...search.absent, lastAt: now - apart }
    found.push(aged('time passes since the last "not found"', operation, { search: { ...search, absent } }))
  }
  if (isEnded(status) && mayChangeLate) {
    const [, last = now, over = now] = ends(policy, endOf(operation))
    const to = facts.since > last ? last : over
    if (facts.since !== over) {
      const label =
        to === over
          ? "its provider may not change it any more"
          : "it is the last moment in which its provider may change it"
      found.push({ ...aged(label, operation, { since: to, ...withAlso(facts, facts.since - to) }), isLong: last < now })
    }
  }
  if (watch !== null && watch.at !== null && watch.at > now) {
    found.push(aged("the time comes to look after it", operation, { watch: { ...watch, at: now } }))
  }
  if (step === "submit" && facts.tried.length > 0) {
    if (!isTakingLong(kind, operation.createdAt)) {
      found.push(aged("it has taken long enough", operation, {}, { createdAt: longAgo }))
    }
    if (facts.tried.some(({ until }) => (until ?? 0) > now)) {
      const tried = facts.tried.map((each) => ({ ...each, until: null }))
      found.push(aged("the time passes for which it asked to be left alone", operation, { tried }))
    }
  }
  if (search.unaskedSince !== null && search.unaskedSince !== unaskedLong) {
    const unasked = { ...search, unaskedSince: unaskedLong }
    found.push(aged("no look-up has left for a day", operation, { search: unasked }))
  }
  if (facts.cancelAskedAt !== null) {
    found.push(aged("it may be asked again to cancel", operation, { cancelAskedAt: null }))
  }
  return found
}

/** A new operation. */
export const created = (kind: Kind): Operation => ({
  kind,
  reference: "r-1",
  status: "created",
  step: "submit",
  provider: null,
  fingerprint: null,
  providerReference: null,
  recovery: null,
  createdAt: now,
  attempts: 0,
  facts: firstFacts({ amount: { value: "10.00", currency: "RUB" } }, now)
})
