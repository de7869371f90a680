/**
 * Abandoning what is left of a create at its provider. It is written down as an attempt before it is asked for; whatever it is
 * answered, only a read after it shows what became of it.
 */
import { type Change, type Decision, decided, type Entry, illegal, kept } from "./Decision.ts"
import type { AbandonEnded, AbandonPlanned } from "./Event.ts"
import { type Abandon, type Facts, over } from "./Facts.ts"
import type { Operation, Policy } from "./Operation.ts"
import * as Replays from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { stateOf } from "./State.ts"
import * as Stages from "./stages.ts"
import { review, untilReplayed } from "./staying.ts"

/** It is read once more, later, and may be abandoned then (`abandons`); in the end a person decides. */
export const askedAgain = (
  operation: Operation,
  policy: Policy,
  now: number,
  { abandons = false, why, ...change }: Change & { readonly why: string; readonly abandons?: boolean }
): Decision => {
  const { facts } = operation
  const tries = facts.tries + 1
  const delay = Schedule.lookUp(policy, tries)
  const more = { ...change, facts: { ...change.facts, tries } }
  if (delay !== undefined) {
    const due = Stages.withDue({ stage: more.facts.stage ?? facts.stage }, abandons ? now + delay : null)
    return decided(operation, { ...more, status: "unknown", step: "look_up", delay, facts: { ...more.facts, ...due } })
  }
  const open = Replays.openOf(facts)
  return open === null ? review(operation, why, more) : untilReplayed(operation, open, now, more)
}

const withAbandon = ({ stage }: Facts, change: Partial<Abandon>): Partial<Facts> =>
  stage === null || stage.abandon === null ? {} : { stage: { ...stage, abandon: { ...stage.abandon, ...change } } }

/** What is left may be abandoned, or may not any more: then it is only read, until a person decides. */
export const planned = (operation: Operation, policy: Policy, event: AbandonPlanned, now: number): Decision => {
  const { attempts, facts, fingerprint, provider, providerReference } = operation
  if (stateOf(operation)._tag !== "Abandon") return illegal("to abandon it is not its next step")
  const abandon = Stages.abandonOf(operation)
  const isSame = event.instance === provider && event.fingerprint === fingerprint
  const why = isSame ? Stages.obstacle(operation, policy) : "another account would be asked"
  if (abandon === null || why !== undefined) {
    const because = why ?? "nothing of it was given up"
    return askedAgain(operation, policy, now, { why: `it is not abandoned by itself: ${because}` })
  }
  const from = Math.max(Stages.soonest(facts), event.sendUntil <= now ? now + Schedule.putOff.clocks : 0)
  if (now < from) {
    const delay = from - now
    return decided(operation, { status: "unknown", step: "abandon", delay, facts: withAbandon(facts, { dueAt: from }) })
  }
  const attempt = attempts + 1
  return decided(operation, {
    status: "unknown",
    step: "look_up",
    delay: event.sendUntil - now + Schedule.sendGrace,
    attempts: attempt,
    entries: [
      {
        kind: "attempt",
        summary:
          providerReference === null
            ? `attempt ${attempt}: ${event.instance} is asked which one is left`
            : `attempt ${attempt}: ${event.instance} is asked to abandon it`,
        details: {
          instance: event.instance,
          attempt,
          sendUntil: new Date(event.sendUntil).toISOString(),
          generation: Stages.stageOf(operation)?.generation,
          because: abandon.why
        }
      }
    ],
    facts: {
      latest: { _tag: "Sending", attempt, until: event.sendUntil },
      ...withAbandon(facts, { asked: abandon.asked + 1, dueAt: null, endedAt: null })
    }
  })
}

/** A request to abandon it that is due waits for something that passes. */
export const putOff = (operation: Operation, until: number, now: number): Decision => {
  if (stateOf(operation)._tag !== "Abandon") return illegal("to abandon it is not its next step")
  const dueAt = Math.max(until, now + 1)
  const facts = withAbandon(operation.facts, { dueAt })
  return decided(operation, { status: "unknown", step: "abandon", delay: dueAt - now, facts })
}

/** Whether the request that is on its way is one to abandon it. */
export const isAbandoning = (operation: Operation): boolean =>
  operation.facts.latest?._tag === "Sending" && Stages.abandonOf(operation) !== null

const isCurrent = ({ facts, fingerprint, provider }: Operation, event: AbandonEnded): boolean =>
  facts.latest?._tag === "Sending" &&
  facts.latest.attempt === event.attempt &&
  facts.latest.until === event.sendUntil &&
  event.instance === provider &&
  event.fingerprint === fingerprint

// Its id was asked for: what is not known yet is asked for again, and what is known is abandoned or read.
const learnt = (operation: Operation, policy: Policy, event: AbandonEnded, entry: Entry, now: number): Decision => {
  const facts = { ...operation.facts, latest: over(operation.facts) }
  const known = { ...operation, facts }
  const { outcome, providerReference } = event
  if (providerReference === null) {
    const why = "its provider does not tell which it is"
    return askedAgain(known, policy, now, { why, abandons: true, entries: [entry], facts: { latest: facts.latest } })
  }
  const due = withAbandon(facts, { dueAt: outcome === "Learnt" ? now : null })
  return decided(known, {
    status: "unknown",
    step: "look_up",
    delay: outcome === "Learnt" ? policy.statusReads.spacingMillis : 0,
    entries: [entry],
    providerReference,
    facts: { latest: facts.latest, ...due }
  })
}

/** It was answered, or not: a read comes next, whatever that was. */
export const ended = (operation: Operation, policy: Policy, event: AbandonEnded, now: number): Decision => {
  const { facts, providerReference, status } = operation
  const { attempt, instance, message, outcome, providerCode, retryAfter } = event
  const entry: Entry = {
    kind: "attempt",
    summary: `attempt ${attempt}: ${outcome}`,
    details: { instance, message, providerCode }
  }
  const abandon = Stages.abandonOf(operation)
  if (!isCurrent(operation, event) || abandon === null) return kept(operation, { entries: [entry] })
  if (providerReference === null && status === "unknown") return learnt(operation, policy, event, entry, now)
  const isAccepted = abandon.isAccepted || outcome === "Accepted"
  const change = {
    entries: [entry],
    facts: { latest: over(facts), ...withAbandon(facts, { endedAt: now, isAccepted }) }
  }
  const delay = Math.min(Math.max(retryAfter ?? 0, 0), Schedule.longestRetryAfter)
  return status === "unknown"
    ? decided(operation, { status, step: "look_up", delay, ...change })
    : kept(operation, change)
}

/** A request to abandon it was found without an outcome: it may have done what it does. */
export const interrupted = (operation: Operation, now: number): Decision => {
  const { facts, provider, status } = operation
  const { latest } = facts
  if (latest?._tag !== "Sending" || stateOf(operation)._tag !== "Sending") {
    return illegal("no attempt is without an outcome")
  }
  const endedAt = Stages.soonest(facts)
  if (now < endedAt) return illegal("it is on its way")
  const entry: Entry = {
    kind: "attempt",
    summary: `attempt ${latest.attempt}: its outcome was never recorded`,
    details: { instance: provider }
  }
  const change = { entries: [entry], facts: { latest: over(facts), ...withAbandon(facts, { endedAt }) } }
  return status === "unknown"
    ? decided(operation, { status, step: "look_up", delay: 0, ...change })
    : kept(operation, change)
}
