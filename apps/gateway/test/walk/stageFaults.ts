/** Machines with one fault each in what they do about something that is left and can still be paid, for the walk to find. */
import type { Decision } from "../../src/lifecycle/Decision.ts"
import { isSending } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { but, type Fault, nothing, withFacts } from "./fault.ts"
import { stagers } from "./scenarios.ts"

const staging = {
  kind: "payout",
  incidents: ["messages"],
  most: 1,
  manifests: stagers["staged beside a plain one"]
} as const

const refused = {
  reason: "ProviderUnavailable" as const,
  message: "",
  providerCode: null,
  transient: false,
  failover: true,
  retryAfter: null
}

const isAbandoning = ({ facts }: Operation): boolean => isSending(facts) && facts.stage?.abandon != null

const left = /can still be paid|may still be paid|may be paid twice|has it/

/** All of them. */
export const stageFaults: ReadonlyArray<Fault> = [
  {
    ...staging,
    incidents: [],
    most: 0,
    name: "goes to the next provider when a commit is refused, and leaves the draft",
    decide: but((operation, event, policy, now) =>
      event._tag === "OutcomeUnknown" && event.left !== undefined
        ? decide(operation, { ...event, ...refused, _tag: "Rejected" }, policy, now)
        : undefined
    ),
    breaks: left
  },
  {
    ...staging,
    name: "takes any answer to an abandon for the end of it",
    decide: but((operation, event, policy, now) => {
      if (event._tag !== "AbandonEnded" || event.outcome === "OutcomeUnknown") return undefined
      const accepted = decide(operation, { ...event, outcome: "Accepted" }, policy, now)
      if (accepted._tag === "Illegal" || accepted.facts.stage?.abandon == null) return accepted
      return {
        ...accepted,
        status: "submitting",
        step: "submit",
        delay: 0,
        facts: { ...accepted.facts, holding: "nobody", stage: null }
      }
    }),
    breaks: left
  },
  {
    ...staging,
    name: "takes what was found uncommitted for something that never was",
    decide: but((operation, event, policy, now) =>
      event._tag === "Found" && event.observation.status === "uncommitted"
        ? decide(operation, { ...event, observation: { ...event.observation, status: "failed" } }, policy, now)
        : undefined
    ),
    breaks: left
  },
  {
    ...staging,
    kind: "payment",
    incidents: [],
    most: 0,
    name: "calls a payment failed that was declined and can still be paid",
    decide: but((operation, event, policy, now) =>
      event._tag === "Accepted" && event.observation.status === "declined"
        ? decide(operation, { ...event, observation: { ...event.observation, status: "failed" } }, policy, now)
        : undefined
    ),
    breaks: left
  },
  {
    ...staging,
    name: "lets a node commit whose attempt was given up",
    decide: but((operation, event) => (event._tag === "Prepared" ? nothing(operation) : undefined)),
    breaks: /after it was abandoned/
  },
  {
    ...staging,
    most: 2,
    name: "takes the end of an earlier generation for that of the latest",
    decide: but((operation, event, policy, now) => {
      const { stage } = operation.facts
      if (event._tag !== "Found" || stage === null || stage.generation === 0) return undefined
      return decide(withFacts(operation, { stage: { ...stage, generation: 0 }, leftBehind: [] }), event, policy, now)
    }),
    breaks: left
  },
  {
    ...staging,
    name: "never gets to ask for it to be abandoned",
    decide: but((operation, event) => (event._tag === "AbandonPlanned" ? nothing(operation) : undefined)),
    breaks: /no honest way|for ever/
  },
  {
    ...staging,
    name: "waits for ever for an abandon without an outcome",
    decide: but((operation, event) =>
      event._tag === "Interrupted" && isAbandoning(operation) ? nothing(operation) : undefined
    ),
    breaks: /no honest way|for ever/
  },
  {
    ...staging,
    incidents: ["messages", "people"],
    most: 2,
    name: "calls it canceled once its merchant wants that",
    decide: but((operation, event, policy, now): Decision | undefined => {
      const decision = decide(operation, event, policy, now)
      return event._tag === "CancelWanted" && decision._tag === "Decided" && decision.facts.stage?.abandon != null
        ? {
            ...decision,
            status: "canceled",
            step: "none",
            delay: null,
            facts: { ...decision.facts, watch: { count: 0, at: null } }
          }
        : undefined
    }),
    breaks: left
  },
  {
    ...staging,
    incidents: ["messages", "people"],
    most: 2,
    name: "lets an operator decide while it is being abandoned",
    decide: but((operation, event, policy, now) =>
      event._tag === "Resolved" && isAbandoning(operation)
        ? decide(withFacts(operation, { stage: null, replays: null }), event, policy, now)
        : undefined
    ),
    breaks: /decided while a request is on its way/
  },
  {
    ...staging,
    name: "sends it anew while what was prepared may be committed",
    decide: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return event._tag === "ReadFailed" || event._tag !== "Interrupted" || decision._tag === "Illegal"
        ? undefined
        : {
            ...decision,
            status: "submitting",
            step: "submit",
            delay: 0,
            facts: { ...decision.facts, holding: "nobody", stage: null }
          }
    }),
    breaks: left
  }
]
