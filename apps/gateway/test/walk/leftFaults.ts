/** Machines with one fault each in how what was given up is looked after, or given up by an operator, for the walk to find. */
import type { Event } from "../../src/lifecycle/Event.ts"
import { over } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { but, type Fault, nothing, withFacts } from "./fault.ts"
import { stagers } from "./scenarios.ts"

const staging = { kind: "payout", manifests: stagers["staged beside a plain one"] } as const
const paidLate = { ...staging, incidents: ["late changes"], most: 1 } as const
const asked = { ...staging, incidents: ["messages", "people"], most: 2 } as const

const isPaid = (event: Event): boolean => event._tag === "LeftFound" && event.observation.status === "paid"

const maybe = (operation: Operation): Operation => withFacts(operation, { holding: "maybe" })

/** All of them. */
export const leftFaults: ReadonlyArray<Fault> = [
  {
    ...paidLate,
    name: "hears nothing of what was given up",
    decide: but((operation, event) => (event._tag === "LeftFound" ? nothing(operation) : undefined)),
    breaks: /nobody is ever told|both have said/
  },
  {
    ...paidLate,
    name: "hears of what was given up only while the operation is open",
    decide: but((operation, event) =>
      event._tag === "LeftFound" && operation.facts.watch !== null ? nothing(operation) : undefined
    ),
    breaks: /nobody is ever told|both have said/
  },
  {
    ...paidLate,
    name: "forgets what was given up once the next one was accepted",
    decide: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return event._tag === "Accepted" && decision._tag === "Decided"
        ? { ...decision, facts: { ...decision.facts, leftBehind: [] } }
        : undefined
    }),
    breaks: /nobody is ever told|no honest way/
  },
  {
    ...paidLate,
    name: "takes the word about what was given up for that of the latest one",
    decide: but((operation, event, policy, now) =>
      event._tag === "LeftFound"
        ? decide(
            operation,
            {
              _tag: "Found",
              instance: operation.provider ?? "",
              observation: { ...event.observation, providerReference: operation.providerReference }
            },
            policy,
            now
          )
        : undefined
    ),
    breaks: /by the word about what was given up|both have said/
  },
  {
    ...paidLate,
    name: "writes down that what was given up is paid, and goes on",
    decide: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      if (!isPaid(event) || decision._tag === "Illegal") return undefined
      const { status, step } = operation
      const { again, watch } = operation.facts
      const facts = { ...decision.facts, again, watch }
      return { ...decision, status, step, delay: step === "none" ? null : "keep", facts }
    }),
    breaks: /is known to be paid|both have said/
  },
  {
    ...staging,
    incidents: ["late changes", "people"],
    most: 2,
    name: "lets an operator try again what was paid after it was given up",
    decide: but((operation, event, policy, now) =>
      event._tag === "Resolved" && event.outcome === "retry"
        ? decide(withFacts(operation, { again: null }), event, policy, now)
        : undefined
    ),
    breaks: /is known to be paid/
  },
  {
    ...asked,
    name: "calls it failed when an operator wants it abandoned",
    decide: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return event._tag === "AbandonAsked" && decision._tag === "Decided"
        ? {
            ...decision,
            status: "failed",
            step: "none",
            delay: null,
            facts: { ...decision.facts, watch: { count: 0, at: null } }
          }
        : undefined
    }),
    breaks: /may still be paid|for ever/
  },
  {
    ...asked,
    name: "gives up what is on its way when an operator wants that",
    decide: but((operation, event, policy, now) =>
      event._tag === "AbandonAsked"
        ? decide(withFacts(operation, { latest: over(operation.facts) }), event, policy, now)
        : undefined
    ),
    breaks: /given up while a request is on its way/
  },
  {
    ...asked,
    manifests: stagers["replayed in stages"],
    name: "lets an operator abandon what its provider has accepted",
    decide: but((operation, event, policy, now) => {
      if (event._tag === "AbandonPlanned") return decide(maybe(operation), event, policy, now)
      if (event._tag !== "AbandonAsked") return undefined
      const decision = decide(maybe(operation), event, policy, now)
      // It is abandoned at once, and still known to be accepted.
      return decision._tag === "Illegal" || operation.facts.holding !== "holder"
        ? decision
        : { ...decision, step: "abandon", facts: { ...decision.facts, holding: "holder" } }
    }),
    breaks: /which has accepted it/
  }
]
