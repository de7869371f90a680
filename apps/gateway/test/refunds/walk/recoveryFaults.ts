/** Machines with one fault each in what they make of a refund after the records went back. */
import { decide } from "../../../src/lifecycle/Machine.ts"
import { but, type Fault } from "./fault.ts"
import { one, refusing, unasked } from "./scenarios.ts"

/** All of them. */
export const recoveryFaults: ReadonlyArray<Fault> = [
  {
    name: "sends after a recovery without a look at what was paid back",
    machine: but((operation, event, policy, now) =>
      event._tag === "SendPlanned" ? decide({ ...operation, recovery: null }, event, policy, now) : undefined
    ),
    amounts: { A: 40 },
    policy: unasked,
    incidents: ["recovery"],
    most: 1,
    breaks: /is there or may still come/
  },
  {
    name: "takes what is named by us for what the records know, after a recovery",
    machine: but((operation, event, policy, now) =>
      operation.refunds === undefined
        ? undefined
        : decide(
            { ...operation, refunds: operation.refunds.map((each) => ({ ...each, isSent: true })) },
            event,
            policy,
            now
          )
    ),
    amounts: one,
    policy: unasked,
    incidents: ["recovery"],
    most: 1,
    breaks: /is there or may still come/
  },
  {
    name: "asks for ever who has it, where nobody can say",
    machine: but((operation, event, policy, now) => {
      if (event._tag !== "Recovered") return undefined
      const decision = decide(operation, event, policy, now)
      if (decision._tag === "Illegal" || decision.facts.cleared === null) return undefined
      return { ...decision, facts: { ...decision.facts, cleared: { ...decision.facts.cleared, asked: [] } } }
    }),
    amounts: one,
    policy: unasked,
    incidents: ["recovery"],
    most: 1,
    breaks: /no honest way leads to an end or to a person/
  },
  {
    name: "holds nobody for a suspect who cannot be asked after a recovery",
    machine: but((operation, event, policy, now) => {
      if (event._tag !== "Recovered") return undefined
      const decision = decide(operation, event, policy, now)
      return decision._tag === "Illegal" ? undefined : { ...decision, facts: { ...decision.facts, alsoAt: [] } }
    }),
    amounts: one,
    policy: unasked,
    incidents: ["recovery", "people"],
    most: 2,
    breaks: /gives its place free, and nothing final was said/
  },
  {
    name: "takes what has our name and is dead for nothing, after a recovery",
    machine: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return decision._tag === "Illegal" || decision.worth === undefined
        ? undefined
        : { ...decision, worth: { ...decision.worth, statesRefunds: true } }
    }),
    amounts: one,
    policy: unasked,
    incidents: ["recovery", "late changes"],
    most: 2,
    breaks:
      /gives its place free, and nothing final was said|was paid back twice|would be paid back|is there or may still come/
  },
  {
    name: "takes a sum of what was paid back for all that is under way, after a recovery",
    machine: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      return decision._tag === "Illegal" || decision.worth === undefined
        ? undefined
        : { ...decision, worth: { ...decision.worth, statesRefunds: true } }
    }),
    policy: refusing,
    states: "sum",
    incidents: ["recovery"],
    most: 1,
    breaks: /would be paid back/
  }
]
