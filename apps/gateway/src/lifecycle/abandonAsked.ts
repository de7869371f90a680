/**
 * An operator asks for what is left of an operation to be abandoned. Nothing is asked of anybody here: it is read first, because an
 * answer that settles it wins, and then abandoned as by itself, with the same obstacles, as an attempt that is written down.
 */
import { type Decision, decided, type Entry, illegal, inFlight } from "./Decision.ts"
import type { AbandonAsked } from "./Event.ts"
import { type Abandon, isSending, over, perhaps } from "./Facts.ts"
import { isOnItsWay } from "./latest.ts"
import type { Operation, Policy } from "./Operation.ts"
import { isDecidable } from "./Status.ts"
import * as Stages from "./stages.ts"

// What was not given up before ends with that: what comes after it is the operator's to decide.
const wanted: Pick<Abandon, "onceDead" | "transient" | "why" | "failure"> = {
  onceDead: "failed",
  transient: false,
  why: "an operator wants it abandoned",
  failure: { reason: "Resolved", message: "an operator had it abandoned", providerCode: null }
}

const whyNot = (operation: Operation, policy: Policy): string | undefined => {
  const { attempts, facts, status } = operation
  if (!isDecidable(status)) return `what is ${status} is not abandoned`
  if (Stages.stageOf(operation) === null) return "nothing of it can be left at its provider"
  // Whatever is there is somebody else's.
  if (facts.holding === "nobody") return "every request of it is proven to have done nothing"
  if (facts.deadAfter === attempts) return "it has ended there"
  return Stages.obstacle(operation, policy)
}

/** What is left is given up, if it may be. */
export const asked = (operation: Operation, policy: Policy, event: AbandonAsked, now: number): Decision => {
  const { facts, providerReference, status } = operation
  const { note, operator } = event
  // Where a person decides, nobody waits any more for an attempt whose time is over.
  if (isOnItsWay(facts, now) || (status === "unknown" && isSending(facts))) return inFlight
  const why = whyNot(operation, policy)
  if (why !== undefined) return illegal(why)
  const before = Stages.abandonOf(operation)
  // Without an id it is first asked which one is left.
  const dueAt = providerReference === null ? Math.max(Stages.soonest(facts), now) : null
  const { stage = null, ...given } = Stages.givenUp(operation, { ...(before ?? wanted), dueAt })
  const entry: Entry = {
    kind: "operator",
    summary: `${operator} asked for what is left to be abandoned`,
    details: { note, operator }
  }
  return decided(operation, {
    status: "unknown",
    step: "look_up",
    delay: 0,
    entries: [entry],
    facts: {
      ...given,
      latest: over(facts),
      holding: perhaps(facts),
      tries: 0,
      stage: stage && { ...stage, abandon: stage.abandon && { ...stage.abandon, isWanted: true } }
    }
  })
}
