/**
 * A request for a change: it is written down before it is sent, and ends by its own answer or by nobody's. What is proven to have
 * done nothing is proven only where no other request under its number may have done something.
 */
import { Reason, Reference, Settling } from "@switchyard/core"
import { isMismatch } from "../Compare.ts"
import { anomaly, type Entry } from "../Decision.ts"
import type { ChangeEnded, ChangePlanned } from "../Event.ts"
import type { Operation, Policy } from "../Operation.ts"
import * as Schedule from "../Schedule.ts"
import { isHeld } from "../Status.ts"
import type { Changes, Open } from "./Change.ts"
import { forPerson, kept, refused, type Turned } from "./ending.ts"
import { askedAfter, groundOf } from "./ground.ts"
import { changesOf } from "./hold.ts"

/** How often a change is replayed or sent again before a person decides. */
export const mostRepeats = 5

/** How long a change is tried that nobody has carried out. */
const patienceMillis = 60 * 60_000

/** When a change that has not left is given up, whatever holds it up; null where it may have left. */
export const givenUpAt = (operation: Operation, open: Open, policy: Policy): number | null =>
  open.stage === "wanted" && open.isClean
    ? askedAfter(operation, open, policy) + patienceMillis + policy.statusReads.spacingMillis
    : null

/** Why this change is not replayed now or ever; undefined where it may be, between the two times. */
export const replayable = (
  open: Open,
  policy: Policy
): { readonly from: number; readonly until: number } | undefined => {
  const { duplicates } = Settling.of(policy, open.name)
  if (!open.isReplayable || open.firstSentAt === null || open.until === null || open.repeats >= mostRepeats)
    return undefined
  if (!Settling.isRepeatable(duplicates)) return undefined
  return {
    from: open.until + Math.max(duplicates.replayAfterMillis, Schedule.sendGrace),
    until: open.firstSentAt + duplicates.withinMillis - Settling.marginMillis
  }
}

/** Whether it may be sent again although it may have left: only where its own repeats are refused for ever. */
export const resendable = (open: Open, policy: Policy): boolean =>
  Settling.refusesDuplicates(Settling.of(policy, open.name)) && open.repeats < mostRepeats

const isReplay = ({ stage }: Open): boolean => stage === "unknown"

/** Why no attempt may be planned now; undefined where one may. */
const obstacle = (
  operation: Operation,
  open: Open,
  policy: Policy,
  event: ChangePlanned,
  now: number
): string | undefined => {
  if (event.sendUntil <= now) return "too late to send"
  if (event.instance !== open.instance || event.fingerprint !== open.fingerprint)
    return "another account would be asked"
  if (open.stage !== "wanted" && open.stage !== "unknown") return `it is ${open.stage}`
  if (now < open.dueAt) return "it is not due"
  if (open.stage === "wanted" && !open.isClean && !resendable(open, policy)) return "its repeats are not refused"
  if (isReplay(open)) {
    const window = replayable(open, policy)
    if (window === undefined || now < window.from || event.sendUntil + event.clocksApartMillis > window.until)
      return "it is not replayed"
  }
  const ground = groundOf(operation, open, policy, now)
  return ground._tag === "Firm" ? undefined : ground.why
}

/** An attempt may begin; or why none may. */
export const planned = (
  operation: Operation,
  policy: Policy,
  event: ChangePlanned,
  now: number
): Turned | { readonly why: string } => {
  const changes = changesOf(operation)
  const { open } = changes
  if (open === null) return { why: "nothing is to be changed" }
  const why = obstacle(operation, open, policy, event, now)
  // Its window is over before this request could be, or what was sent first is not known: a read or a person decides.
  const until = event.isReplayable ? (replayable(open, policy)?.until ?? 0) : 0
  if (isReplay(open) && event.sendUntil + event.clocksApartMillis > until)
    return kept(changes, { ...open, isReplayable: false })
  if (why !== undefined) return { why }
  const attempt = operation.attempts + 1
  const isFirst = open.firstSentAt === null
  const entry: Entry = {
    kind: "attempt",
    summary: `attempt ${attempt}: ${open.name} ${open.number} ${isReplay(open) ? "replayed at" : isFirst ? "sent to" : "sent again to"} ${open.instance}`,
    details: { instance: open.instance, attempt, sendUntil: new Date(event.sendUntil).toISOString() }
  }
  return kept(
    { ...changes, ...(open.name === "complete" ? { isCompleted: "yes" as const } : {}) },
    {
      ...open,
      stage: "sending",
      attempt,
      until: event.sendUntil,
      firstSentAt: open.firstSentAt ?? now,
      keyAttempt: isFirst ? attempt : open.keyAttempt,
      // Of what was sent without a key before, none is known.
      isReplayable: event.isReplayable && (isFirst || open.isReplayable),
      repeats: open.repeats + (isFirst ? 0 : 1),
      before: open.before ?? changes.hold?.captured ?? null,
      tries: 0
    },
    [entry]
  )
}

const isCurrent = (open: Open, event: ChangeEnded): boolean =>
  open.number === event.number &&
  open.attempt === event.attempt &&
  open.until === event.sendUntil &&
  open.fingerprint === event.fingerprint

const unknown = (changes: Changes, open: Open, entry: Entry, dueAt: number): Turned =>
  kept(changes, { ...open, stage: "unknown", isClean: false, dueAt }, [entry])

/** A request has ended. */
export const ended = (operation: Operation, policy: Policy, event: ChangeEnded, now: number): Turned => {
  const changes = changesOf(operation)
  const { open } = changes
  const entry: Entry = {
    kind: "attempt",
    summary: `attempt ${event.attempt}: ${event.outcome}`,
    details: { instance: event.instance, reason: event.reason, message: event.message }
  }
  if (open === null || !isCurrent(open, event)) return { changes, entries: [entry], news: [] }
  // Accepted means asked, also where a read has decided meanwhile that it is not known.
  if (event.outcome === "Accepted") {
    const isOthers =
      event.part !== null &&
      changes.captured.some(({ part }) => part !== null && Reference.sameProviderId(part, event.part ?? ""))
    const part = open.part ?? (isOthers ? null : event.part)
    const anomalies = event.anomalies ?? []
    const notes = anomalies.map(({ kind, message }) => anomaly(message, { anomaly: kind, number: open.number }))
    const differs = anomalies.find(isMismatch)
    const why = isOthers ? "its answer names another capture" : differs?.message
    // It is there, and is not what was asked for: nobody counts it by itself.
    if (why !== undefined && isHeld(operation.status))
      return { ...forPerson(changes, { ...open, part }, why), entries: [entry, ...notes] }
    return kept(changes, { ...open, part, stage: open.stage === "review" ? "review" : "accepted" }, [entry, ...notes])
  }
  const wait = Math.min(Math.max(event.retryAfter ?? 0, 0), Schedule.longestRetryAfter)
  const isOwn = open.stage === "sending" && open.isClean
  if (open.stage !== "sending") return { changes, entries: [entry], news: [] }
  // Its own repeat is refused because it is there.
  const isThere = event.outcome === "OutcomeUnknown" && event.reason !== null && Reason.sign(event.reason) === "there"
  if (isThere && !open.isClean && resendable({ ...open, repeats: 0 }, policy))
    return kept(changes, { ...open, stage: "accepted" }, [entry])
  if (event.outcome === "OutcomeUnknown" || event.outcome === "NotReplayed" || !isOwn) {
    const over = event.outcome === "NotReplayed" && wait === 0 ? { ...open, isReplayable: false } : open
    // All that was sent under this key was the one request and its replays, and this is what the one that was executed came to.
    const isFirstAnswer = event.isRepeated === true && event.outcome === "Rejected" && open.isReplayable
    const refusedThen = { until: event.sendUntil, why: event.message }
    const next = isFirstAnswer ? { ...over, isReplayable: false, refused: refusedThen } : over
    return unknown(changes, next, entry, now + wait)
  }
  const isTriedAgain = event.outcome === "NotExecuted" && event.isTransient && now - open.askedAt < patienceMillis
  if (!isTriedAgain) {
    const turned = refused(changes, open, event.message)
    return { ...turned, entries: [entry, ...turned.entries] }
  }
  // Nothing of it was carried out: it is sent as if for the first time, on a read that is newer than this.
  const first = {
    ...open,
    stage: "wanted" as const,
    until: now,
    firstSentAt: null,
    keyAttempt: null,
    isReplayable: false
  }
  const dueAt = now + Math.max(wait, Schedule.unasked(open.askedAt, now))
  return kept(
    { ...changes, ...(open.name === "complete" ? { isCompleted: "no" as const } : {}) },
    { ...first, dueAt },
    [entry]
  )
}

/** A request was found without an outcome: it may have been carried out. */
export const interrupted = (operation: Operation, now: number): Turned | { readonly why: string } => {
  const changes = changesOf(operation)
  const { open } = changes
  if (open === null || open.until === null || (open.stage !== "sending" && open.stage !== "unknown"))
    return { why: "no request is without an outcome" }
  // After a recovery it is unknown before anybody has looked, and that is written down.
  if (open.stage === "sending" && now < open.until + Schedule.sendGrace) return { why: "it is on its way" }
  const entry: Entry = {
    kind: "attempt",
    summary: `attempt ${open.attempt}: its outcome was never recorded`,
    details: { instance: open.instance }
  }
  return unknown(changes, open, entry, now)
}
