/** A machine that pays back wrongly, and what it is made with. */
import type { Decision } from "../../../src/lifecycle/Decision.ts"
import type { Event } from "../../../src/lifecycle/Event.ts"
import { decide } from "../../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../../src/lifecycle/Operation.ts"
import { type Scenario, sound } from "./scenarios.ts"
import type { Machine } from "./Walk.ts"

/** A machine with a fault, and where it shows. */
export interface Fault extends Omit<Scenario, "name"> {
  readonly name: string
  readonly machine: Machine
  /** What is broken, in the words of the law. */
  readonly breaks: RegExp
}

type Instead = (operation: Operation, event: Event, policy: Policy, now: number) => Decision | undefined

/** Does otherwise where `instead` knows how. */
export const but = (instead: Instead): Machine => ({
  ...sound,
  decide: (operation, event, policy, now) =>
    instead(operation, event, policy, now) ?? decide(operation, event, policy, now)
})
