/**
 * An attempt that is about to be written down: whether it may be sent at all, and what is known of it from then on, such as
 * whether it may be settled by a replay (money rules, sections 1 to 3).
 */
import { Settling } from "@switchyard/core"
import { type Decision, decided, type Entry, illegal } from "./Decision.ts"
import type { Groundless, SendPlanned } from "./Event.ts"
import { type Facts, isAtRisk, type Replays } from "./Facts.ts"
import { groundOf } from "./ground.ts"
import { isDoubtful, type Operation, type Policy } from "./Operation.ts"
import * as Replaying from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { stateOf } from "./State.ts"
import * as Stages from "./stages.ts"
import { review } from "./staying.ts"
import { traits } from "./traits.ts"

/** An attempt may begin: the first one at an instance, or the same again after a proven "not found". */
export const planned = (operation: Operation, policy: Policy, event: SendPlanned, now: number): Decision => {
  const { attempts, facts, kind, provider, recovery, step } = operation
  const state = stateOf(operation)
  if (state._tag === "Sending") return illegal("an attempt is written down and has no outcome")
  if (state._tag !== "Submit") return illegal(`nothing may be sent while the next step is ${step}`)
  if (event.sendUntil <= now) return illegal("too late to send")
  if (isDoubtful(operation)) return illegal("after a recovery it is not known yet who has it")
  if (facts.again?._tag === "Never") return illegal(facts.again.why)
  const ground = groundOf(operation, policy, now)
  if (ground._tag === "Stale") return illegal(ground.why)
  if (ground._tag === "Missing") return review(operation, ground.why)
  const isResend = state.isAgain
  if (isResend && provider !== event.instance) return illegal("what may exist is never sent to another provider")
  if (
    isResend &&
    !isAtRisk(facts) &&
    (!traits[kind].isResent || !Settling.refusesDuplicates(Settling.of(policy, "create")))
  ) {
    return review(operation, "it may only be sent again where duplicates are refused")
  }
  if (isResend && (Stages.abandonOf(operation) !== null || (event.isStaged === true && !isAtRisk(facts)))) {
    return review(operation, "what is committed in stages is never sent again by itself")
  }
  if (!isResend && facts.holding !== "nobody") return illegal("what may exist is not submitted again")
  if (facts.replays !== null && facts.holding === "holder") return illegal("its provider has accepted it")
  const number = attempts + 1
  const entry: Entry = {
    kind: "attempt",
    summary: isResend
      ? `attempt ${number}: resent to ${event.instance}`
      : `attempt ${number}: sent to ${event.instance}`,
    details: {
      instance: event.instance,
      attempt: number,
      sendUntil: new Date(event.sendUntil).toISOString(),
      ...(isResend ? { allowedBecause: facts.resends.why } : {})
    }
  }
  return decided(operation, {
    status: "submitting",
    step: "look_up",
    delay: event.sendUntil - now + Schedule.sendGrace,
    provider: event.instance,
    fingerprint: event.fingerprint,
    attempts: number,
    entries: [entry],
    ...(event.isStaged === true ? { forgetsId: true as const } : {}),
    facts: {
      latest: { _tag: "Sending", attempt: number, until: event.sendUntil },
      search: { ...facts.search, absent: null, unaskedSince: null },
      resends: { count: facts.resends.count + (isResend ? 1 : 0), why: null },
      replays: replaysOf(operation, event, now),
      // After a recovery its ground is that nothing of it is there.
      ...(traits[kind].isOfPayment && recovery !== null ? { alsoAt: [] } : {}),
      keysUsed: areKnown(facts) ? withKey(facts.keysUsed, event.fingerprint) : [],
      ...Stages.begun(operation, event.fingerprint, event.isStaged === true)
    }
  })
}

/** What cannot be known before it may be sent is for a person. */
export const groundless = (operation: Operation, { why }: Groundless): Decision =>
  stateOf(operation)._tag === "Submit" ? review(operation, why) : illegal("it is not to be sent")

/** How often an account was sent it. */
export const timesUsed = (keysUsed: ReadonlyArray<string>, fingerprint: string): number =>
  keysUsed.filter((each) => each === fingerprint).length

// Twice says all that there is to know of more often.
const withKey = (keysUsed: ReadonlyArray<string>, fingerprint: string): ReadonlyArray<string> =>
  timesUsed(keysUsed, fingerprint) > 1 ? keysUsed : [...keysUsed, fingerprint]

// A version that did not record it may have sent it to anybody.
const areKnown = ({ keysUsed, latest }: Facts): boolean => keysUsed.length > 0 || latest === null

// Only of the first request under a key is it known how long its provider remembers it.
const replaysOf = (
  { facts, fingerprint: before, recovery }: Operation,
  { fingerprint, isReplayable = false, sendUntil }: SendPlanned,
  now: number
): Replays | null => {
  const { keysUsed, replays } = facts
  const isFirst = areKnown(facts) && !keysUsed.includes(fingerprint)
  if (isReplayable && isFirst && recovery === null) {
    const dueAt = sendUntil + Schedule.sendGrace
    return { _tag: "Open", count: 0, firstSentAt: now, until: sendUntil, dueAt, lookUpAt: null }
  }
  return isReplayable || (replays !== null && !isFirst)
    ? {
        _tag: "Ended",
        count: before === fingerprint ? Replaying.countOf(facts) : 0,
        why: "it was sent there more than once"
      }
    : null
}
