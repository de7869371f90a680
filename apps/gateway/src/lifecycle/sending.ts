/**
 * Sending: an attempt that is about to be written down, how it ended, and what was found unfinished. An unknown outcome
 * leads to a look-up at the same provider and to nothing else (money rules, sections 1 to 3).
 */
import { type Decision, decided, type Entry, illegal } from "./Decision.ts"
import type { Ended, Interrupted, NobodyLeft, Recovered, SendPlanned } from "./Event.ts"
import type { Operation, Policy } from "./Operation.ts"
import { found } from "./reading.ts"
import * as Schedule from "./Schedule.ts"

/** An attempt may begin: the first one at an instance, or the same again after a proven "not found". */
export const planned = (operation: Operation, event: SendPlanned, now: number): Decision => {
  const { attempts, facts, provider, step } = operation
  if (step !== "submit" && step !== "send") return illegal(`nothing may be sent while the next step is ${step}`)
  if (facts.sending !== null) return illegal("an attempt is written down and has no outcome")
  if (event.sendUntil <= now) return illegal("too late to send")
  const isResend = step === "send"
  if (isResend && provider !== event.instance) return illegal("what may exist is never sent to another provider")
  if (!isResend && (facts.mayExist || facts.accepted)) return illegal("what may exist is not submitted again")
  const number = attempts + 1
  const entry: Entry = {
    kind: "attempt",
    summary: isResend
      ? `attempt ${number}: resent to ${event.instance}`
      : `attempt ${number}: sent to ${event.instance}`,
    details: { instance: event.instance, attempt: number, sendUntil: new Date(event.sendUntil).toISOString() }
  }
  return decided(operation, {
    status: "submitting",
    step: "look_up",
    delay: event.sendUntil - now + Schedule.sendGrace,
    provider: event.instance,
    attempts: number,
    entries: [entry],
    facts: {
      sending: number,
      sendUntil: event.sendUntil,
      notFound: 0,
      lastNotFoundAt: null,
      resends: facts.resends + (isResend ? 1 : 0)
    }
  })
}

/** An attempt has ended. */
export const ended = (operation: Operation, policy: Policy, event: Ended, now: number): Decision => {
  const { facts, provider } = operation
  const isCurrent = facts.sending === event.attempt
  if (event._tag === "Accepted") {
    // An answer that comes after a look-up has begun is as good as what the look-up finds.
    return found(operation, policy, event.seen, now, true)
  }
  const { message, providerCode, reason } = event
  const entry: Entry = {
    kind: "attempt",
    summary: `attempt ${event.attempt}: ${event._tag}`,
    details: { instance: provider, reason, message, providerCode }
  }
  if (!isCurrent || operation.status !== "submitting") {
    return decided(operation, { step: operation.step, delay: operation.step === "none" ? null : 0, entries: [entry] })
  }
  if (event._tag === "OutcomeUnknown") {
    const isForeign = reason === "DuplicateReference" && !facts.mayExist
    return isForeign
      ? decided(operation, {
          status: "needs_review",
          step: "none",
          delay: null,
          entries: [entry],
          why: "somebody else has used this reference at the provider",
          facts: { sending: null }
        })
      : unknown(operation, policy, entry, {
          isThere: reason === "DuplicateReference",
          providerReference: event.providerReference
        })
  }
  if (facts.mayExist) {
    // This answer speaks of this request only.
    const refused = event._tag === "Rejected" ? { resendRefused: true } : {}
    return unknown(operation, policy, entry, { isThere: false, facts: refused })
  }
  const failure = { reason, message, providerCode }
  if (event._tag === "Rejected" && !event.elsewhere) {
    return decided(operation, {
      status: "failed",
      step: "none",
      delay: null,
      entries: [entry],
      why: `refused: ${reason}`,
      facts: { sending: null, failure }
    })
  }
  const tried = {
    instance: provider ?? "",
    outcome: event._tag,
    passing: event._tag === "NotExecuted" && event.passing
  }
  return decided(operation, {
    step: "submit",
    delay: 0,
    entries: [entry],
    facts: { sending: null, failure, tried: [...facts.tried.filter(({ instance }) => instance !== provider), tried] }
  })
}

const unknown = (
  operation: Operation,
  policy: Policy,
  entry: Entry,
  {
    facts = {},
    isThere,
    providerReference
  }: {
    readonly isThere: boolean
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
    facts: { ...facts, sending: null, mayExist: true, tries: 0, riskAccepted: false }
  })

/** An attempt was found without an outcome: it may have been carried out. */
export const interrupted = (operation: Operation, policy: Policy, _: Interrupted): Decision =>
  operation.facts.sending === null
    ? illegal("no attempt is without an outcome")
    : unknown(
        operation,
        policy,
        {
          kind: "attempt",
          summary: `attempt ${operation.facts.sending}: its outcome was never recorded`,
          details: { instance: operation.provider }
        },
        { isThere: true }
      )

/** No candidate is left: wait and go through them again where that can help, or give up. */
export const nobodyLeft = (operation: Operation, event: NobodyLeft, now: number): Decision => {
  const { facts, step } = operation
  if (step !== "submit" || facts.mayExist || facts.sending !== null) return illegal("nothing is being submitted")
  const lasting = facts.tried.filter(({ passing }) => !passing)
  const mayHelp = lasting.length < facts.tried.length
  // One that is sick gets well again: who is left for it waits and is never failed for it.
  const wait = event.isBlocked ? Schedule.blocked(facts.rounds) : mayHelp ? Schedule.round(operation, now) : undefined
  if (wait !== undefined) {
    return decided(operation, { step: "submit", delay: wait, facts: { tried: lasting, rounds: facts.rounds + 1 } })
  }
  const failure = facts.failure ?? { reason: "MethodUnavailable", message: event.message, providerCode: null }
  return decided(operation, {
    status: "failed",
    step: "none",
    delay: null,
    why: `nobody is left to try: ${failure.reason}`,
    facts: { failure }
  })
}

/** The records may be older than the world: what is not proven is asked for before anything is sent. */
export const recovered = (operation: Operation, event: Recovered, now: number): Decision => {
  const { facts, status } = operation
  if (operation.step === "none") return illegal("it is closed")
  const entry: Entry = { kind: "operator", summary: "recovered from a backup: looked up first", details: {} }
  if (facts.accepted) return decided(operation, { step: operation.step, delay: 0, entries: [entry] })
  if (event.instance === null) {
    return decided(operation, {
      status: "needs_review",
      step: "none",
      delay: null,
      entries: [entry],
      why: "recovered, and it cannot be told or asked who may have it",
      facts: { sending: null, unplaced: operation.step === "submit" }
    })
  }
  return decided(operation, {
    ...(status === "unknown" ? {} : { status: "unknown" as const }),
    step: "look_up",
    delay: 0,
    provider: event.instance,
    entries: [entry],
    facts: {
      sending: null,
      mayExist: true,
      sendUntil: Math.max(now, facts.sendUntil ?? now),
      notFound: 0,
      lastNotFoundAt: null,
      tries: 0
    }
  })
}
