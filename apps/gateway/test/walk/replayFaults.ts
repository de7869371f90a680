/** Machines with one fault each in how they replay an unknown, for the walk to find. */
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../src/lifecycle/Operation.ts"
import { but, type Fault, nothing, withFacts } from "./fault.ts"
import { repeaters } from "./scenarios.ts"

const replaying = { kind: "payout", incidents: ["messages"], most: 2, manifests: repeaters.replaying } as const

const openOf = ({ facts: { replays } }: Operation) => (replays?._tag === "Open" ? replays : null)

const due = (operation: Operation, now: number): Operation => {
  const open = openOf(operation)
  return open === null ? operation : withFacts(operation, { replays: { ...open, dueAt: now, until: 0 } })
}

const withStated = (policy: Policy, change: object): Policy =>
  policy.duplicates.create === undefined
    ? policy
    : { ...policy, duplicates: { create: { ...policy.duplicates.create, ...change } } }

const years = 10 * 365 * 86_400_000

/** All of them. */
export const replayFaults: ReadonlyArray<Fault> = [
  {
    ...replaying,
    name: "replays what its provider has forgotten",
    decide: but((operation, event, policy, now) => {
      const open = openOf(operation)
      if (event._tag !== "ReplayPlanned" || open === null) return undefined
      const replays = { ...open, firstSentAt: now }
      return decide(withFacts(operation, { replays }), event, withStated(policy, { withinMillis: years }), now)
    }),
    breaks: /has forgotten it/
  },
  {
    ...replaying,
    name: "replays while the first request is on its way",
    decide: but((operation, event, policy, now) => {
      if (event._tag === "ReplayPlanned") return decide(due(operation, now), event, policy, now)
      if (event._tag !== "OutcomeUnknown" || operation.status !== "submitting") return undefined
      const decision = decide(operation, event, policy, now)
      if (decision._tag === "Illegal" || decision.facts.replays?._tag !== "Open") return decision
      const replays = { ...decision.facts.replays, dueAt: now }
      return { ...decision, step: "replay", delay: 0, facts: { ...decision.facts, replays } }
    }),
    breaks: /while a request is on its way/
  },
  {
    ...replaying,
    name: "enters what the answer to a replay says",
    decide: but((operation, event, policy, now) =>
      event._tag === "Accepted" && operation.status === "unknown"
        ? decide(withFacts(operation, { replays: null }), event, policy, now)
        : undefined
    ),
    breaks: /by the answer to a replay/
  },
  {
    ...replaying,
    manifests: repeaters.loose,
    name: "takes any refusal of a replay for that of the first request",
    decide: but((operation, event, policy, now) => {
      if (event._tag !== "OutcomeUnknown" || operation.status !== "unknown" || event.reason === "TimedOut")
        return undefined
      const stored = withStated(policy, { kind: "replayed", refusals: "stored" })
      return decide(operation, { ...event, _tag: "ReplayRefused", failover: true }, stored, now)
    }),
    breaks: /may be paid twice|may still be paid|has it or may still get it/
  },
  {
    ...replaying,
    manifests: repeaters.freeing,
    name: "calls it failed where another request may have made another one",
    decide: but((operation, event, policy, now) =>
      event._tag === "Found" ? decide(operation, event, withStated(policy, { freesDeadIds: false }), now) : undefined
    ),
    breaks: /may still be paid/
  },
  {
    ...replaying,
    incidents: ["messages", "people"],
    name: "lets an operator decide while a replay is on its way",
    decide: but((operation, event, policy, now) =>
      event._tag === "Resolved" ? decide(withFacts(operation, { replays: null }), event, policy, now) : undefined
    ),
    breaks: /decided while a request is on its way/
  },
  {
    ...replaying,
    incidents: ["messages", "people"],
    name: "goes on to replay what its merchant wants to cancel",
    decide: but((operation, event) => (event._tag === "CancelWanted" ? nothing(operation) : undefined)),
    breaks: /does not want it/
  },
  {
    ...replaying,
    incidents: ["messages", "recovery"],
    name: "replays what a recovery covers",
    decide: but((operation, event, policy, now) => {
      if (event._tag === "Recovered" && operation.step === "replay") {
        return nothing(withFacts(operation, { cleared: { recovery: event.recovery, asked: "all" } }))
      }
      return event._tag === "ReplayPlanned" ? decide({ ...operation, recovery: null }, event, policy, now) : undefined
    }),
    // The records count the window from a later request than the first.
    breaks: /has forgotten it|and b has it|may be paid twice/
  },
  {
    ...replaying,
    most: 1,
    name: "replays at once what could not be sent",
    decide: but((operation, event, policy, now) => {
      if (event._tag === "ReplayPlanned") return decide(due(operation, now), event, policy, now)
      if (event._tag !== "NotReplayed") return undefined
      const decision = decide(operation, event, policy, now)
      if (decision._tag === "Illegal" || decision.facts.replays?._tag !== "Open") return decision
      const replays = { ...decision.facts.replays, dueAt: now, firstSentAt: now }
      return { ...decision, step: "replay", delay: 0, facts: { ...decision.facts, replays } }
    }),
    breaks: /for ever|while a request is on its way/
  }
]
