/** Machines with one fault each in what they make of an operation that was paid or accepted. */
import { decide } from "../../src/lifecycle/Machine.ts"
import { isComingBack, isHeld, isMoneyMoved } from "../../src/lifecycle/Status.ts"
import { but, type Fault, withFacts } from "./fault.ts"
import { stagers } from "./scenarios.ts"

const late = { kind: "payout", incidents: ["late changes"], most: 1 } as const

/** All of them. */
export const endFaults: ReadonlyArray<Fault> = [
  {
    name: "asks nobody where its holder answers, and never about it",
    decide: but((operation, event, policy, now) =>
      event._tag === "ReadFailed" && isHeld(operation.status)
        ? decide(withFacts(operation, { unclear: null }), event, policy, now)
        : undefined
    ),
    kind: "payout",
    incidents: [],
    most: 0,
    breaks: /goes on for ever where reads are answered: not understood/
  },
  {
    name: "never reads what was paid: closed-rows-are-never-read",
    decide: but((operation, event, policy, now) => {
      const decision = decide(operation, event, policy, now)
      if (decision._tag === "Illegal" || decision.status !== "paid") return undefined
      return { ...decision, step: "none", delay: null, facts: { ...decision.facts, watch: { count: 0, at: null } } }
    }),
    ...late,
    breaks: /never looked after/
  },
  {
    name: "calls failed what its provider calls failed after it was paid: bounce-is-failed",
    decide: but((operation, event, policy, now) => {
      if (event._tag !== "Found" || !isMoneyMoved(operation.status)) return undefined
      const decision = decide(operation, event, policy, now)
      return decision._tag === "Illegal" || decision.status !== "returned"
        ? undefined
        : { ...decision, status: "failed" }
    }),
    ...late,
    breaks: /paid cannot become failed|returning cannot become failed|called failed while it may still be paid/
  },
  {
    name: "tells again that it is paid, once it was sent again: paid-again-announces-twice",
    decide: but((operation, event, policy, now) => {
      if (!isComingBack(operation.status)) return undefined
      return decide(withFacts(operation, { isPaidTold: false }), event, policy, now)
    }),
    ...late,
    breaks: /told a second time/
  },
  {
    name: "takes what is on its way back for over, though it may be sent again",
    decide: but((operation, event, policy, now) =>
      event._tag === "Found" && event.observation.status === "returning"
        ? decide(operation, { ...event, observation: { ...event.observation, status: "returned" } }, policy, now)
        : undefined
    ),
    ...late,
    breaks: /called returned while it may still be paid/
  },
  {
    name: "says nothing where a person has called it paid by what another had told, and its own account has paid as well",
    decide: but((operation, event, policy, now) =>
      event._tag === "Found" ? decide(withFacts(operation, { isOwnPaid: true }), event, policy, now) : undefined
    ),
    kind: "payout",
    incidents: ["late changes", "people", "callbacks"],
    most: 2,
    manifests: stagers["staged beside a plain one"],
    breaks: /both have said that they paid it/
  }
]
