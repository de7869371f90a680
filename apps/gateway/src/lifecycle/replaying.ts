/**
 * How replays of an unknown end. Of what a replay is answered, only a refusal that is proven moves the operation, and else a
 * look-up (money rules, section 9).
 */
import { Reason, Reference, Settling } from "@switchyard/core"
import * as Compare from "./Compare.ts"
import { anomaly, type Decision, decided, type Entry, illegal, kept } from "./Decision.ts"
import * as Doubts from "./doubt.ts"
import type { Ended, NotReplayed, ReplayRefused, Request } from "./Event.ts"
import { type Facts, forEver, over } from "./Facts.ts"
import { isOnItsWay } from "./latest.ts"
import type { Observation, Operation, Policy } from "./Operation.ts"
import * as Replays from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { stateOf } from "./State.ts"
import { isOpen, isSubmitted, isWithoutMoney } from "./Status.ts"
import { answeredBy, isCurrent, isHolding, leftThere, proven } from "./sending.ts"
import * as Stages from "./stages.ts"
import { noted, review } from "./staying.ts"
import { traits } from "./traits.ts"

type Unknown = Extract<Ended, { readonly _tag: "OutcomeUnknown" }>
type Accepted = Extract<Ended, { readonly _tag: "Accepted" }>

/** Whether this answer is decided here: that of an operation that was replayed, or one that came too late to decide. */
export const takes = (operation: Operation, event: Ended): event is Unknown | Accepted => {
  const { facts, status } = operation
  if (facts.replays === null || !isSubmitted(status)) return false
  if (event._tag === "OutcomeUnknown") return true
  return (
    event._tag === "Accepted" && Replays.countOf(facts) > 0 && (isHolding(operation, event) || facts.doubt !== null)
  )
}

/** An answer to a replay, or to any request of what was replayed. */
export const ended = (operation: Operation, policy: Policy, event: Unknown | Accepted, now: number): Decision =>
  event._tag === "Accepted" ? accepted(operation, event, now) : unknown(operation, policy, event, now)

const lineOf = (event: Request & { readonly _tag: string }, details: Entry["details"]): Entry => ({
  kind: "attempt",
  summary: `attempt ${event.attempt}: ${event._tag}`,
  details: { instance: event.instance, ...details }
})

const lineOfError = (event: Unknown | (ReplayRefused & Request)): Entry => {
  const { message, providerCode, reason } = event
  return lineOf(event, { reason, message, providerCode })
}

// Whether the answer says enough to be compared with what was asked for.
const isStated = ({ facts: { asked } }: Operation, { amount, debited }: Observation): boolean =>
  amount !== null && (asked.amount !== undefined || debited !== null)

const accepted = (given: Operation, event: Accepted, now: number): Decision => {
  const { observation } = event
  const operation = answeredBy(given, event)
  const { facts, kind, providerReference, status } = operation
  const account = { instance: event.instance, fingerprint: event.fingerprint }
  const over = Replays.ended(facts, "its provider has accepted it")
  const again = forEver(facts)
  if (facts.doubt !== null && status === "unknown") {
    return Doubts.accepted(operation, facts.doubt, account, now, {
      entries: [lineOf(event, { providerStatus: observation.providerStatus })],
      providerReference: observation.providerReference,
      isSnapshot: true,
      facts: { ...over, again, holding: "holder" }
    })
  }
  const differences = Compare.differences(operation, observation)
  const line = lineOf(event, {
    providerStatus: observation.providerStatus,
    providerReference: observation.providerReference
  })
  const news = noted(
    operation,
    differences.map((each) => anomaly(each.message, { anomaly: each.kind }))
  )
  const change = { entries: [...news.entries, line], isSnapshot: true as const }
  const mismatch = differences.find(Compare.isMismatch)
  const id = providerReference ?? (mismatch === undefined ? observation.providerReference : null)
  const base = { ...news.facts, ...over, latest: facts.latest }
  if (mismatch !== undefined && isOpen(status)) {
    return review(operation, `what the provider holds differs: ${mismatch.message}`, { ...change, facts: base })
  }
  if (status !== "unknown") {
    const held = { ...change, providerReference: id, facts: base }
    return isWithoutMoney(status) && !facts.isResolved
      ? review(operation, `called ${status} before, and accepted in the answer to a replay`, held)
      : kept(operation, held)
  }
  const hasNext = facts.hasNext || observation.hasNext
  // Without what its payer must do, it is found bare as before.
  const isWhole = isStated(operation, observation) && (!traits[kind].hasPayer || hasNext)
  return decided(operation, {
    status: "unknown",
    step: "look_up",
    delay: 0,
    ...change,
    providerReference: id,
    facts: { ...base, again, hasNext, holding: isWhole ? "holder" : facts.holding }
  })
}

// Until when its provider asked to be left alone.
const askedUntil = (retryAfter: number | null | undefined, now: number): number =>
  now + Math.min(Math.max(retryAfter ?? 0, 0), Schedule.longestRetryAfter)

// After a replay that decided nothing one look-up comes before the next, where look-ups may be so near to each other.
const next = (
  operation: Operation,
  policy: Policy,
  until: number,
  asked: number,
  now: number
): { readonly delay: number; readonly facts: Partial<Facts> } => {
  const { facts } = operation
  const { polling, spacingMillis } = policy.statusReads
  const open = Replays.openOf(facts)
  if (open === null) return { delay: 0, facts: {} }
  const soonest = Math.max(until + Replays.settledAfter(policy), asked) + Schedule.replay(open.count, 0)
  const wait = polling === "agreed" ? Schedule.lookUp(policy, facts.tries) : spacingMillis
  // Where no look-up is left, none is due before a replay.
  const delay = wait ?? soonest - now + 1
  const dueAt = polling === "agreed" ? soonest : Math.max(soonest, now + delay + 1)
  return { delay, facts: { replays: { ...open, until, dueAt } } }
}

const unknown = (given: Operation, policy: Policy, event: Unknown, now: number): Decision => {
  const entry = lineOfError(event)
  const isOwn = isCurrent(given, event)
  const operation = answeredBy(given, event)
  const { facts, providerReference: known, status } = operation
  const { providerReference: id } = event
  // The id of what was prepared is named whatever became of it.
  const isNamed = id !== null && Stages.stageOf(operation)?.isPrepared !== true
  const isThere = Reason.sign(event.reason) === "there" || isNamed
  const isOther = !isHolding(operation, event)
  if (status !== "unknown" || facts.doubt !== null || isOther || !(isOwn || isThere)) {
    return kept(operation, { entries: [entry], facts: { latest: facts.latest, ...Stages.leftBy(operation, event) } })
  }
  if (event.left !== undefined && isOwn) return leftThere(operation, policy, { ...event, left: event.left }, entry, now)
  if (id !== null && known !== null && !Reference.sameProviderId(id, known)) {
    return review(operation, "the provider names another operation than before", { entries: [entry], facts })
  }
  if (isThere) {
    return decided(operation, {
      status,
      step: "look_up",
      delay: 0,
      entries: [entry],
      providerReference: id,
      facts: { ...Replays.ended(facts, "its provider has it"), latest: facts.latest }
    })
  }
  const { delay, facts: more } = next(operation, policy, event.sendUntil, askedUntil(event.retryAfter, now), now)
  return decided(operation, {
    status,
    step: "look_up",
    delay,
    entries: [entry],
    facts: { ...more, latest: facts.latest }
  })
}

/** Whether an attempt without an outcome is a replay, or one of what somebody has decided about meanwhile. */
export const isReplay = ({ facts, status }: Operation): boolean =>
  facts.replays !== null && isSubmitted(status) && (status !== "unknown" || Replays.countOf(facts) > 0)

/** A replay was found without an outcome. */
export const interrupted = (operation: Operation, policy: Policy, now: number): Decision => {
  const { facts, provider, status } = operation
  const { latest } = facts
  if (stateOf(operation)._tag !== "Sending" || latest?._tag !== "Sending")
    return illegal("no attempt is without an outcome")
  if (isOnItsWay(facts, now)) return illegal("it is on its way")
  const entry: Entry = {
    kind: "attempt",
    summary: `attempt ${latest.attempt}: its outcome was never recorded`,
    details: { instance: provider }
  }
  const ended = { entries: [entry], facts: { latest: over(facts) } }
  // Somebody has found it meanwhile, and it is followed.
  if (status !== "unknown") return kept(operation, ended)
  const { delay, facts: more } = next(operation, policy, latest.until, now, now)
  return decided(operation, { status, step: "look_up", delay, ...ended, facts: { ...more, ...ended.facts } })
}

// Only requests under one key were ever made, at an account that remembers what it has refused, and nobody else has it.
const isProof = (operation: Operation, policy: Policy, event: ReplayRefused): boolean => {
  const { facts, recovery, status } = operation
  const stated = Settling.of(policy, "create").duplicates
  return (
    status === "unknown" &&
    Replays.openOf(facts) !== null &&
    isCurrent(operation, event) &&
    stated.kind === "replayed" &&
    stated.refusals === "stored" &&
    recovery === null &&
    facts.doubt === null &&
    facts.again === null &&
    facts.alsoAt.length === 0 &&
    facts.holding === "maybe" &&
    facts.resends.count === 0 &&
    operation.providerReference === null
  )
}

/** The refusal of the first request is repeated: it is over there, where nothing else of it can be. */
export const refused = (given: Operation, policy: Policy, event: ReplayRefused, now: number): Decision => {
  const entry = lineOfError(event)
  const operation = answeredBy(given, event)
  const { facts, status } = operation
  const isOwn = isCurrent(given, event)
  if (isProof(given, policy, event)) {
    const unsent = { ...operation, facts: { ...facts, holding: "nobody" as const } }
    return proven(unsent, { ...event, _tag: "Rejected", transient: false, retryAfter: null }, entry, now)
  }
  if (status !== "unknown" || facts.doubt !== null || !isOwn) {
    return kept(operation, { entries: [entry], facts: { latest: facts.latest } })
  }
  return decided(operation, {
    status,
    step: "look_up",
    delay: 0,
    entries: [entry],
    facts: { ...Replays.ended(facts, "it was refused, which proves nothing here"), latest: facts.latest }
  })
}

const passing: ReadonlySet<NotReplayed["why"]> = new Set([
  "NeverSent",
  "TooEarly",
  "AccountUnconfirmed",
  "ClockDoubtful"
])

/** Nothing was sent by the replay that was written down: nothing is known of what was sent before. */
export const notReplayed = (given: Operation, policy: Policy, event: NotReplayed, now: number): Decision => {
  const { retryAfter, why } = event
  const { facts: before, status } = given
  const open = Replays.openOf(before)
  const entry = lineOf(event, { why })
  if (!isCurrent(given, event)) return kept(given, { entries: [entry] })
  // Nothing leaves after the latest request that has left.
  const latest = open === null ? over(before) : ({ _tag: "Over", until: open.until } as const)
  const operation = { ...given, facts: { ...before, latest } }
  if (status !== "unknown" || before.doubt !== null) return kept(operation, { entries: [entry] })
  if (why === "AnotherAccount") {
    return review(operation, `the key of ${event.instance} leads to another account now: what it says proves nothing`, {
      entries: [entry]
    })
  }
  const facts = passing.has(why)
    ? next(operation, policy, latest?.until ?? event.sendUntil, askedUntil(retryAfter, now), now)
    : { delay: 0, facts: Replays.ended(before, `it cannot be replayed: ${why}`) }
  return decided(operation, { status, step: "look_up", entries: [entry], delay: facts.delay, facts: facts.facts })
}
