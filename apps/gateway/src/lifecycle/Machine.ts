/**
 * The state machine: from an operation and what happened to it, to its new state, the next step and what is written
 * down. Pure: time is given, and nothing is read or sent. What does not fit is `Illegal` and changes nothing.
 */
import { anomaly, type Decision, decided, illegal } from "./Decision.ts"
import type { Event, Mismatch, Resolved } from "./Event.ts"
import type { Operation, Policy } from "./Operation.ts"
import * as Reading from "./reading.ts"
import { isOpen } from "./Status.ts"
import * as Sending from "./sending.ts"

/** Where no manifest is known: nothing may be resent, and hardly anything be read. */
export const noPolicy: Policy = {
  duplicates: "undocumented",
  statusReads: { spacingMillis: 60_000, polling: "agreed" }
}

/** What follows from an event. */
export const decide = (operation: Operation, event: Event, policy: Policy, now: number): Decision => {
  switch (event._tag) {
    case "SendPlanned":
      return Sending.planned(operation, event, now)
    case "NobodyLeft":
      return Sending.nobodyLeft(operation, event, now)
    case "Accepted":
    case "OutcomeUnknown":
    case "NotExecuted":
    case "Rejected":
      return Sending.ended(operation, policy, event, now)
    case "Interrupted":
      return Sending.interrupted(operation, policy, event)
    case "Recovered":
      return Sending.recovered(operation, event, now)
    case "Found":
    case "NotFound":
    case "Unsupported":
    case "ReadFailed":
      return Reading.read(operation, policy, event, now)
    case "Mismatch":
      return mismatch(operation, event)
    case "Resolved":
      return resolved(operation, event, policy)
    case "CanceledUnsent":
      return operation.step === "submit" && operation.attempts === 0
        ? decided(operation, {
            status: "canceled",
            step: "none",
            delay: null,
            why: "canceled by the merchant before anything was sent",
            facts: { failure: { reason: "Canceled", message: "canceled before anything was sent", providerCode: null } }
          })
        : illegal("something was sent")
  }
}

const mismatch = (operation: Operation, { anomalies, trust }: Mismatch): Decision => {
  const entries = anomalies.map(({ kind, message }) =>
    anomaly(`a callback (${trust}) states something else: ${message}`, { anomaly: kind })
  )
  // Anybody can write a hint, so it may only cause a read.
  return trust === "verified" && isOpen(operation.status) && operation.facts.sending === null
    ? decided(operation, {
        status: "needs_review",
        step: "none",
        delay: null,
        entries,
        why: "a verified callback states something else than what was stored"
      })
    : decided(operation, {
        step: operation.step,
        delay: operation.step === "none" ? null : "keep",
        entries
      })
}

const resolved = (operation: Operation, event: Resolved, policy: Policy): Decision => {
  const { facts, provider, status } = operation
  if (status !== "needs_review" && status !== "unknown") return illegal(`${status} needs no decision`)
  const { acceptDuplicateRisk, note, operator, outcome } = event
  const entry = {
    kind: "operator" as const,
    summary: `${operator} decided: ${outcome}`,
    details: { outcome, note, operator, acceptDuplicateRisk }
  }
  if (outcome !== "retry") {
    const failure =
      outcome === "failed" ? { reason: "Resolved", message: "decided by an operator", providerCode: null } : null
    return decided(operation, {
      status: outcome,
      step: "none",
      delay: null,
      entries: [entry],
      facts: { sending: null, failure }
    })
  }
  if (provider === null || facts.unplaced) {
    // Nobody could be asked: whoever is tried now may have it already.
    const changed = { riskAccepted: acceptDuplicateRisk, unplaced: false }
    return decided(operation, { status: "submitting", step: "submit", delay: 0, entries: [entry], facts: changed })
  }
  return decided(operation, {
    ...(status === "unknown" ? {} : { status: "unknown" as const }),
    step: "look_up",
    delay: 0,
    entries: [entry],
    facts: {
      mayExist: true,
      tries: 0,
      notFound: 0,
      lastNotFoundAt: null,
      resendRefused: false,
      resends: 0,
      riskAccepted: acceptDuplicateRisk && policy.duplicates !== "refused"
    }
  })
}
