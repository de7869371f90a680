/** A machine with a fault, and what it is made with. */
import type { Decision } from "../../src/lifecycle/Decision.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../src/lifecycle/Operation.ts"
import type { Kind } from "../../src/lifecycle/Status.ts"
import type { Manifest } from "./providers.ts"
import type { Incident } from "./Walk.ts"
import type { Two } from "./World.ts"

type Decide = typeof decide

/** A machine with a fault, and where it shows. */
export interface Fault {
  readonly name: string
  readonly decide: Decide
  readonly kind: Kind
  readonly incidents: ReadonlyArray<Incident>
  readonly most: number
  /** The two usual providers, if left out. */
  readonly manifests?: Two<Manifest>
  /** What is broken, in the words of the law. */
  readonly breaks: RegExp
}

/** Does otherwise where `instead` knows how. */
export const but =
  (instead: (operation: Operation, event: Event, policy: Policy, now: number) => Decision | undefined): Decide =>
  (operation, event, policy, now) =>
    instead(operation, event, policy, now) ?? decide(operation, event, policy, now)

/** With other facts. */
export const withFacts = (operation: Operation, facts: Partial<Operation["facts"]>): Operation => ({
  ...operation,
  facts: { ...operation.facts, ...facts }
})

/** Nothing changes. */
export const nothing = ({ status, step, worth: _, ...operation }: Operation): Decision => ({
  _tag: "Decided",
  ...operation,
  status,
  step,
  delay: step === "none" ? null : "keep",
  entries: [],
  announce: null
})
