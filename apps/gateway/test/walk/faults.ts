/**
 * Machines with one fault each. Every one of them is a mistake that somebody could make in good faith; the walk must find
 * each, or it proves nothing about the machine that has none.
 */
import type { Event } from "../../src/lifecycle/Event.ts"
import { isSending, over } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Policy } from "../../src/lifecycle/Operation.ts"
import { endFaults } from "./endFaults.ts"
import { but, type Fault, nothing, withFacts } from "./fault.ts"
import { leftFaults } from "./leftFaults.ts"
import { replayFaults } from "./replayFaults.ts"
import { pairs } from "./scenarios.ts"
import { stageFaults } from "./stageFaults.ts"

const refused = {
  reason: "ProviderUnavailable" as const,
  message: "",
  providerCode: null,
  transient: false,
  failover: true,
  retryAfter: null
}

const isRefusal = (event: Event): event is Extract<Event, { readonly _tag: "NotExecuted" | "Rejected" }> =>
  event._tag === "NotExecuted" || event._tag === "Rejected"

const final = (policy: Policy, change: object): Policy =>
  policy.lookUp.create?.notFoundIsFinal === undefined
    ? policy
    : {
        ...policy,
        lookUp: {
          create: {
            ...policy.lookUp.create,
            notFoundIsFinal: { ...policy.lookUp.create.notFoundIsFinal, ...change }
          }
        }
      }

/** All of them. */
export const faults: ReadonlyArray<Fault> = [
  {
    name: "goes to the next provider when the outcome is unknown",
    decide: but((operation, event, policy, now) =>
      event._tag === "OutcomeUnknown"
        ? decide(operation, { ...event, ...refused, _tag: "NotExecuted" }, policy, now)
        : undefined
    ),
    kind: "payout",
    incidents: ["messages"],
    most: 1,
    breaks: /may be paid twice|may still be paid|has it or may still get it/
  },
  {
    name: "takes an attempt without an outcome for one that was never sent",
    decide: but((operation, event, policy, now) => {
      const { fingerprint, provider } = operation
      const { latest } = operation.facts
      if (event._tag !== "Interrupted" || latest?._tag !== "Sending") return undefined
      const { attempt, until: sendUntil } = latest
      const request = { instance: provider ?? "", fingerprint: fingerprint ?? "", attempt, sendUntil }
      return decide(operation, { _tag: "NotExecuted", ...request, ...refused }, policy, now)
    }),
    kind: "payment",
    incidents: ["messages"],
    most: 1,
    breaks: /may be paid twice|may still be paid|has it or may still get it/
  },
  {
    name: 'sends again after one "not found"',
    decide: but((operation, event, policy, now) =>
      event._tag === "NotFound" ? decide(operation, event, final(policy, { answers: 1 }), now) : undefined
    ),
    kind: "payout",
    incidents: ["messages", "reads"],
    most: 2,
    breaks: /has it or may still get it/
  },
  {
    name: 'counts "not found" before nothing of it can leave any more',
    decide: but((operation, event, policy, now) =>
      event._tag === "NotFound" ? decide(operation, event, final(policy, { afterMillis: -86_400_000 }), now) : undefined
    ),
    kind: "payout",
    incidents: ["messages"],
    most: 1,
    breaks: /has it or may still get it/
  },
  {
    name: 'counts "not found" by when it is recorded and not by when it was asked',
    decide: but((operation, event, policy, now) =>
      event._tag === "NotFound" ? decide(operation, { ...event, readAt: now }, policy, now) : undefined
    ),
    kind: "payout",
    incidents: ["messages", "reads"],
    most: 3,
    breaks: /has it or may still get it/
  },
  {
    name: "forgets what may exist when the resend is refused",
    decide: but((operation, event, policy, now) =>
      isRefusal(event) && isSending(operation.facts)
        ? decide(withFacts(operation, { holding: "nobody" }), event, policy, now)
        : undefined
    ),
    kind: "payout",
    incidents: ["messages", "people"],
    most: 2,
    breaks: /may be paid twice|may still be paid|has it or may still get it/
  },
  {
    name: "takes any late refusal for the answer to the latest request",
    decide: but((operation, event, policy, now) => {
      const { facts, fingerprint, provider } = operation
      if (!isRefusal(event)) return undefined
      const request = { instance: provider ?? "", fingerprint: fingerprint ?? "", sendUntil: facts.latest?.until ?? 0 }
      return decide(operation, { ...event, ...request }, policy, now)
    }),
    kind: "payment",
    incidents: ["recovery"],
    most: 1,
    breaks: /may be paid twice|may still be paid/
  },
  {
    name: "settles a recovery without asking anybody",
    decide: but((operation, event) =>
      event._tag === "Recovered"
        ? nothing(
            withFacts(operation, { latest: over(operation.facts), cleared: { recovery: event.recovery, asked: "all" } })
          )
        : undefined
    ),
    kind: "payout",
    incidents: ["recovery"],
    most: 1,
    breaks: /may be paid twice|may still be paid|has it or may still get it/
  },
  {
    name: "believes the first account that denies it, after a recovery",
    decide: but((operation, event, policy, now) => {
      const { doubt } = operation.facts
      if (event._tag !== "NotFound" || doubt === null) return undefined
      const decision = decide(withFacts(operation, { doubt: { ...doubt, ask: [] } }), event, policy, now)
      if (decision._tag === "Illegal" || decision.facts.cleared === null) return decision
      return { ...decision, facts: { ...decision.facts, cleared: { ...decision.facts.cleared, asked: "all" } } }
    }),
    kind: "payout",
    incidents: ["recovery"],
    most: 1,
    breaks: /may be paid twice|may still be paid|has it or may still get it/
  },
  {
    name: "leaves it called failed when it was paid after all",
    decide: but((operation, event) =>
      event._tag === "Found" && event.observation.status === "paid" && operation.status === "failed"
        ? nothing(operation)
        : undefined
    ),
    kind: "payout",
    incidents: ["late changes", "callbacks"],
    most: 1,
    breaks: /failed for ever/
  },
  {
    name: "cancels what may exist",
    decide: but((operation, event, policy, now) =>
      event._tag === "CanceledUnsent" && operation.status === "unknown"
        ? decide({ ...withFacts(operation, { holding: "nobody" }), step: "submit" }, event, policy, now)
        : undefined
    ),
    kind: "payout",
    incidents: ["messages", "people"],
    most: 2,
    breaks: /may still be paid/
  },
  {
    name: "lets an operator call failed what may still be paid, without that risk",
    decide: but((operation, event, policy, now) =>
      event._tag === "Resolved" && event.outcome === "failed"
        ? decide(operation, { ...event, acceptDuplicateRisk: true }, policy, now)
        : undefined
    ),
    kind: "payout",
    incidents: ["messages", "people"],
    most: 2,
    breaks: /may still be paid/
  },
  {
    name: "believes nobody but the holder",
    decide: but((operation, event) => (event._tag === "FoundElsewhere" ? nothing(operation) : undefined)),
    kind: "payout",
    incidents: ["refused and kept", "callbacks"],
    most: 2,
    breaks: /both have said|is never heard/
  },
  {
    name: "goes on to the next provider when one that has accepted it calls it failed",
    decide: but((operation, event, policy, now) => {
      if (event._tag !== "Found") return undefined
      const decision = decide(operation, event, policy, now)
      return event._tag === "Found" &&
        decision._tag === "Decided" &&
        decision.status === "failed" &&
        operation.status === "processing"
        ? {
            ...decision,
            status: "submitting",
            step: "submit",
            delay: 0,
            facts: { ...decision.facts, holding: "nobody", watch: null }
          }
        : undefined
    }),
    kind: "payout",
    incidents: ["late changes"],
    most: 1,
    breaks: /may be paid twice|cannot become|has it or may still get it/
  },
  {
    name: "looks up for ever",
    decide: but((operation, event, policy, now) =>
      event._tag === "ReadFailed" ? decide(withFacts(operation, { tries: 0 }), event, policy, now) : undefined
    ),
    kind: "payout",
    incidents: ["messages"],
    most: 1,
    breaks: /for ever/
  },
  {
    name: "leaves an open operation without a next step",
    decide: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return event._tag === "Unsupported" || decision._tag === "Illegal" || decision.status !== "processing"
        ? undefined
        : { ...decision, step: "none", delay: null }
    }),
    kind: "payout",
    incidents: [],
    most: 0,
    breaks: /has no next step/
  },
  {
    name: "waits for ever for an attempt without an outcome",
    decide: but((operation, event) => (event._tag === "Interrupted" ? nothing(operation) : undefined)),
    kind: "payment",
    incidents: ["messages"],
    most: 1,
    breaks: /no honest way/
  },
  {
    name: "looks after nobody but the account that is being asked once an operator has called it failed",
    decide: but((operation, event, policy, now) =>
      event._tag === "Resolved" && event.outcome === "failed" && event.acceptDuplicateRisk
        ? decide(withFacts(operation, { doubt: null }), { ...event, mayHaveIt: [] }, policy, now)
        : undefined
    ),
    kind: "payout",
    incidents: ["people", "recovery"],
    most: 2,
    manifests: pairs.turned,
    breaks: /failed for ever/
  },
  {
    name: "forgets who has accepted what the records have lost once an operator has called it failed",
    decide: but((operation, event, policy, now) =>
      event._tag === "Resolved" ? decide(operation, { ...event, mayHaveIt: [] }, policy, now) : undefined
    ),
    kind: "payout",
    incidents: ["people", "recovery"],
    most: 2,
    manifests: pairs.turned,
    breaks: /failed for ever/
  },
  {
    name: "forgets who was being asked once an operator takes the risk to send it all the same",
    decide: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return event._tag === "Resolved" && event.outcome === "retry" && decision._tag === "Decided"
        ? { ...decision, facts: { ...decision.facts, alsoAt: operation.facts.alsoAt } }
        : undefined
    }),
    kind: "payout",
    incidents: ["people", "recovery"],
    most: 2,
    manifests: pairs.turned,
    breaks: /failed for ever/
  },
  ...replayFaults,
  ...stageFaults,
  ...leftFaults,
  ...endFaults
]
