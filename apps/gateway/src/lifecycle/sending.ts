/**
 * Sending: how an attempt ended, and what was found unfinished. An unknown outcome
 * leads to a look-up at the same provider and to nothing else (money rules, sections 1 to 3).
 */
import { Reason } from "@switchyard/core"
import { type Change, type Decision, decided, type Entry, illegal, kept, type Next } from "./Decision.ts"
import type { Ended, Interrupted, Left, NobodyLeft, Request } from "./Event.ts"
import { forEver, isAtRisk, over, perhaps, type Tried } from "./Facts.ts"
import * as Failures from "./failures.ts"
import * as LeftBehind from "./leftBehind.ts"
import { uncommittedGoesOn } from "./leftovers.ts"
import { isDoubtful, isUnsent, type Operation, type Policy } from "./Operation.ts"
import * as OtherInstances from "./otherInstances.ts"
import { found } from "./reading.ts"
import * as Replaying from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { stateOf } from "./State.ts"
import * as Planning from "./sendPlanning.ts"
import * as Stages from "./stages.ts"
import { review } from "./staying.ts"

type Unknown = Extract<Ended, { readonly _tag: "OutcomeUnknown" }>

/** Whether it was sent to the account that has it: a name may lead to another one than it did. */
export const isHolding = ({ fingerprint, provider }: Operation, event: Request): boolean =>
  event.instance === provider && event.fingerprint === fingerprint

/** Whether the records name this request as the latest one. */
export const isLatest = (operation: Operation, event: Request): boolean =>
  isHolding(operation, event) && event.sendUntil === operation.facts.latest?.until

// An attempt that was taken for interrupted, and the only one that may have done something: its own answer decides. Where
// the records may be older than the world, it need not be the only one.
const isLateProof = (operation: Operation, event: Ended): boolean => {
  const { facts, status } = operation
  return (
    status === "unknown" &&
    facts.latest?._tag === "Lost" &&
    facts.latest.attempt === event.attempt &&
    facts.doubt === null &&
    Stages.abandonOf(operation) === null &&
    isLatest(operation, event) &&
    !isDoubtful(operation)
  )
}

/** Whether this is the end of the request that is on its way. */
export const isCurrent = (operation: Operation, event: Request): boolean => {
  const { latest } = operation.facts
  return latest?._tag === "Sending" && latest.attempt === event.attempt && isLatest(operation, event)
}

/** The operation once this request has ended. */
export const answeredBy = (operation: Operation, event: Request): Operation =>
  isCurrent(operation, event)
    ? { ...operation, facts: { ...operation.facts, latest: over(operation.facts) } }
    : operation

/** An attempt has ended. */
export const ended = (operation: Operation, policy: Policy, event: Ended, now: number): Decision => {
  const { facts } = operation
  if (event._tag === "Accepted") {
    const answered = { isAnswer: true, readAt: now }
    // An answer that comes after a look-up has begun is as good as what the look-up finds.
    if (isHolding(operation, event))
      return found(answeredBy(operation, event), policy, event.observation, now, answered)
    const { fingerprint, instance, observation } = event
    // While it is asked who has it, this one has: else somebody else was given it meanwhile.
    return facts.doubt === null
      ? OtherInstances.found(operation, { _tag: "FoundElsewhere", instance, ...observation })
      : found(
          { ...operation, provider: instance, fingerprint, providerReference: null },
          policy,
          observation,
          now,
          answered
        )
  }
  const entry: Entry = {
    kind: "attempt",
    summary: `attempt ${event.attempt}: ${event._tag}`,
    details: {
      instance: event.instance,
      reason: event.reason,
      message: event.message,
      providerCode: event.providerCode
    }
  }
  if (event._tag !== "OutcomeUnknown" && isLateProof(operation, event)) {
    const unsent = { ...operation, facts: { ...facts, holding: "nobody" as const, latest: over(facts) } }
    return proven(unsent, event, entry, now)
  }
  if (operation.status !== "submitting" || !isCurrent(operation, event)) {
    const { latest } = facts.replays === null ? facts : answeredBy(operation, event).facts
    return kept(operation, { entries: [entry], facts: { latest, ...Stages.leftBy(operation, event) } })
  }
  // Something else of it may be there: this answer speaks of this request only.
  const isUnsure = facts.holding !== "nobody" || isDoubtful(operation)
  if (event._tag === "OutcomeUnknown") {
    if (event.left !== undefined) return leftThere(operation, policy, { ...event, left: event.left }, entry, now)
    const isThere = Reason.sign(event.reason) === "there"
    // Where it was sent before, it was answered that nothing was done; a provider that can replay may have remembered that.
    const isFirst = facts.replays === null || Planning.timesUsed(facts.keysUsed, event.fingerprint) === 1
    // Of what was prepared its id is known, and is named whatever became of it.
    const isPrepared = Stages.stageOf(operation)?.isPrepared === true
    const isForeign = isThere && !isUnsure && isFirst && !isPrepared
    const isFound = isThere || (event.providerReference !== null && !isPrepared)
    return isForeign
      ? review(operation, "somebody else has used this reference at the provider", {
          entries: [entry],
          facts: { latest: over(facts) }
        })
      : unknown(operation, policy, entry, {
          isThere,
          providerReference: event.providerReference,
          facts: isFound ? Replaying.ended(facts, "its provider has it") : {},
          notBefore: now + Math.min(Math.max(event.retryAfter ?? 0, 0), Schedule.longestRetryAfter)
        })
  }
  if (isUnsure) {
    const refused = event._tag === "Rejected" ? { again: forEver(facts) ?? ({ _tag: "Refused" } as const) } : {}
    return unknown(operation, policy, entry, { isThere: false, facts: refused })
  }
  return proven(operation, event, entry, now)
}

/** A refusal that is proven: nothing of the operation was carried out by this provider. */
export const proven = (
  operation: Operation,
  event: Extract<Ended, { readonly _tag: "NotExecuted" | "Rejected" }>,
  entry: Entry,
  now: number
): Decision => {
  const { facts } = operation
  const { instance, message, providerCode, reason } = event
  const failure = Failures.ofReason(reason, message, { providerCode })
  if (event._tag === "Rejected" && !event.failover) {
    return failed(operation, {
      entries: [entry],
      why: `refused: ${reason}`,
      facts: { ...facts, latest: over(facts), failure, since: now }
    })
  }
  const wait = Math.min(event.retryAfter ?? 0, Schedule.longestRetryAfter)
  const tried: Tried = {
    instance,
    outcome: event._tag,
    transient: event._tag === "NotExecuted" && event.transient,
    until: wait > 0 ? now + wait : null
  }
  return decided(operation, {
    status: "submitting",
    step: "submit",
    delay: 0,
    entries: [entry],
    facts: {
      ...facts,
      latest: over(facts),
      failure,
      tried: [...facts.tried.filter((earlier) => earlier.instance !== instance), tried]
    }
  })
}

// Nothing that may be paid elsewhere is called failed by itself, also where the risk was taken to send it all the same.
const failed = (operation: Operation, { why, ...change }: Change & { readonly why: string }): Decision => {
  const others = [...new Set([...operation.facts.alsoAt, ...LeftBehind.mayPay(operation.facts)])]
  return others.length === 0
    ? decided(operation, { ...change, why, status: "failed", step: "none", delay: null })
    : review(operation, `${why}, and nothing proves that ${others.join(", ")} does not pay it`, change)
}

const unknown = (
  operation: Operation,
  policy: Policy,
  entry: Entry,
  {
    facts = {},
    isThere,
    notBefore,
    providerReference
  }: {
    readonly isThere: boolean
    readonly notBefore?: number
    readonly providerReference?: string | null
    readonly facts?: Partial<Operation["facts"]>
  }
): Decision =>
  decided(operation, {
    status: "unknown",
    step: "look_up",
    delay: isThere ? 0 : (Schedule.lookUp(policy, 0) ?? 0),
    entries: [entry],
    ...(providerReference === undefined ? {} : { providerReference }),
    facts: {
      latest: over(operation.facts),
      holding: perhaps(operation.facts),
      tries: 0,
      search: { ...operation.facts.search, unaskedSince: null },
      ...(isAtRisk(operation.facts) ? { again: null } : {}),
      ...Replaying.awaited(operation, policy, operation.facts.latest?.until ?? 0, notBefore),
      ...facts
    }
  })

/** It was refused or not sent, and what it has left there can still be paid: that is abandoned before anything else is done. */
export const leftThere = (
  given: Operation,
  policy: Policy,
  { left: { refused }, message, providerCode, providerReference, reason }: Unknown & { readonly left: Left },
  entry: Entry,
  now: number
): Decision => {
  const operation = { ...given, providerReference: given.providerReference ?? providerReference }
  const { facts } = operation
  const mayBeAbandoned = Stages.obstacle(operation, policy) === undefined
  return unknown(operation, policy, entry, {
    isThere: true,
    providerReference,
    facts: Stages.givenUp(operation, {
      dueAt: mayBeAbandoned ? Math.max(Stages.soonest(facts), now) : null,
      ...(refused === null
        ? { ...uncommittedGoesOn(operation), failure: Failures.ofReason(reason, message, { providerCode }) }
        : {
            onceDead: refused.failover ? "submit" : "failed",
            transient: refused.transient,
            failure: Failures.ofReason(refused.reason, refused.message, { providerCode: refused.providerCode })
          }),
      why: "nothing of it was carried out, and something is left there"
    })
  })
}

/** An attempt was found without an outcome: it may have been carried out. */
export const interrupted = (operation: Operation, policy: Policy, _: Interrupted, now: number): Decision => {
  const { facts } = operation
  const { holding, latest } = facts
  // Where a person decides, an attempt may be on its way as well, and its outcome is no step of the operation.
  if (stateOf(operation)._tag !== "Sending" || latest?._tag !== "Sending")
    return illegal("no attempt is without an outcome")
  const entry: Entry = {
    kind: "attempt",
    summary: `attempt ${latest.attempt}: its outcome was never recorded`,
    details: { instance: operation.provider }
  }
  const stage = Stages.stageOf(operation)
  // Without a record of what was prepared nothing was committed, nor will be.
  const isOnlyPrepared = stage !== null && !stage.isPrepared && policy.stages?.create?.prepared !== undefined
  if (isOnlyPrepared && holding === "nobody" && Stages.obstacle(operation, policy) === undefined) {
    const givenUp = Stages.givenUp(operation, {
      ...uncommittedGoesOn(operation),
      dueAt: Math.max(Stages.soonest(facts), now),
      why: "its attempt has no outcome, and was never committed"
    })
    return unknown(operation, policy, entry, { isThere: true, facts: givenUp })
  }
  // Where something else is unknown as well, its own answer would prove nothing.
  return unknown(operation, policy, entry, {
    isThere: true,
    facts: holding === "nobody" ? { latest: { ...latest, _tag: "Lost" } } : {}
  })
}

const submitting = ({ status }: Operation, delay: number): Next =>
  status === "created" ? { status, step: "submit", delay } : { status: "submitting", step: "submit", delay }

/** No candidate is left: wait and go through them again where that can help, or give up. */
export const nobodyLeft = (operation: Operation, event: NobodyLeft, now: number): Decision => {
  const { facts } = operation
  if (!isUnsent(operation)) return illegal("nothing is being submitted")
  const transient = facts.tried.filter((each) => each.transient)
  const lasting = facts.tried.filter((each) => !each.transient)
  const soonest = Math.max(Math.min(...transient.map(({ until }) => (until ?? now) - now)), 0)
  const patience = transient.length > 0 ? Schedule.round(operation, now, soonest) : undefined
  // One that is unhealthy gets well again: who is left for it waits and is never failed for it.
  const wait = event.isBlocked ? Math.max(Schedule.blocked(facts.rounds), transient.length > 0 ? soonest : 0) : patience
  if (wait !== undefined) {
    // Whoever asked to be left alone for longer than that is not in the next round.
    const later = transient.filter(({ until }) => (until ?? 0) > now + wait)
    return decided(operation, {
      ...submitting(operation, wait),
      facts: { tried: [...lasting, ...later], rounds: facts.rounds + 1 }
    })
  }
  const failure = facts.failure ?? Failures.ofReason("MethodUnavailable", event.message)
  return failed(operation, {
    why: `nobody is left to try: ${failure.reason}`,
    facts: { failure, since: now }
  })
}
