/**
 * Reports of an instance about an operation that it is not taken to hold: it had an attempt, refused it or lost it, and now
 * calls back. What it calls back is only a reason to ask it; its answer can show that two have paid.
 */

import { Reference } from "@switchyard/core"
import { isHolder } from "./callback.ts"
import { anomaly, type Decision, decided, kept } from "./Decision.ts"
import * as Doubts from "./doubt.ts"
import type { CalledElsewhere, FoundElsewhere, SilentElsewhere } from "./Event.ts"
import { isAtRisk } from "./Facts.ts"
import type { Operation } from "./Operation.ts"
import * as Replays from "./replays.ts"
import { isDead, isEnded, isForPerson, isMoneyMoved, isOpen } from "./Status.ts"
import { noted, review } from "./staying.ts"

/** It calls back: that belongs to the timeline, and it is asked. */
export const called = (given: Operation, event: CalledElsewhere, now: number): Decision => {
  const operation = Replays.without(given, `${event.instance} calls back about it`)
  const { instance, providerStatus, trust } = event
  const details = { anomaly: "CalledElsewhere", instance, trust, providerStatus }
  const change = noted(operation, [
    anomaly(`${instance} calls back (${trust}), which is not known to have it`, details)
  ])
  const { doubt } = operation.facts
  // Whoever took the risk of sending it again did not know of this.
  if (isAtRisk(operation.facts) && operation.status === "unknown") {
    return decided(operation, {
      status: "unknown",
      step: "look_up",
      delay: 0,
      entries: change.entries,
      facts: { ...change.facts, again: null }
    })
  }
  return doubt === null || doubt.asking?.fingerprint === event.fingerprint
    ? kept(operation, change)
    : Doubts.calledBack(operation, doubt, event, now, change.entries)
}

const withIt = ({ facts }: Operation, instance: string) => ({ alsoAt: [...new Set([...facts.alsoAt, instance])] })

const withoutIt = ({ facts }: Operation, instance: string) => ({
  alsoAt: facts.alsoAt.filter((each) => each !== instance)
})

// The account of its holder, asked by another name: what it shows under our reference is the operation itself, unless it has another
// id than that. One that its holder has not told the id of yet is adopted by the holder's own read alone.
const isItself = (operation: Operation, { fingerprint, providerReference = null }: FoundElsewhere): boolean =>
  fingerprint !== undefined &&
  isHolder(operation, { fingerprint }) &&
  (providerReference === null ||
    operation.providerReference === null ||
    Reference.sameProviderId(operation.providerReference, providerReference))

/** It was asked. Nothing is sent to anybody while it has something that is alive; what is paid there is for a person. */
export const found = (given: Operation, event: FoundElsewhere): Decision => {
  const { instance, providerStatus, status } = event
  if (isItself(given, event)) return kept(given, { facts: withoutIt(given, instance) })
  const operation = Replays.without(given, `${instance} has it too`)
  const details = { anomaly: "FoundElsewhere", instance, providerStatus }
  const entry = anomaly(`${instance} has it too, and calls it ${status}`, details)
  const isPaid = isMoneyMoved(status)
  const isOver = isDead(status)
  const isUnplaced = isOpen(operation.status) && operation.facts.holding !== "holder"
  const never = { _tag: "Never", why: `${instance} has it and calls it ${status}` } as const
  const also = isOver ? withoutIt(operation, instance) : withIt(operation, instance)
  if (isForPerson(operation.status) || isOver || (!isPaid && !isUnplaced)) {
    const change = noted(operation, [entry])
    return kept(operation, { ...change, facts: { ...change.facts, ...also, ...(isPaid ? { again: never } : {}) } })
  }
  const isSecond = isEnded(operation.status) || operation.facts.holding === "holder"
  return review(operation, `${instance} has it${isSecond ? " too" : ""}, and calls it ${status}`, {
    entries: [entry],
    facts: { ...also, again: never }
  })
}

/** It was asked for long enough: what it may have is not given to anybody else. */
export const silent = (given: Operation, { instance }: SilentElsewhere): Decision => {
  const operation = Replays.without(given, `${instance} may have it too`)
  const entry = anomaly(`${instance} called back, and no answer of it proves that it has nothing`, {
    anomaly: "SilentElsewhere",
    instance
  })
  const also = withIt(operation, instance)
  if (isOpen(operation.status) && operation.facts.holding !== "holder") {
    return review(operation, `${instance} called back about it and may have it`, { entries: [entry], facts: also })
  }
  const change = noted(operation, [entry])
  return kept(operation, { ...change, facts: { ...change.facts, ...also } })
}
