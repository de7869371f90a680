/**
 * What was given up of an operation and may be paid all the same: each of it is looked after by its own id, whatever has become
 * of the operation since. That it was paid is for a person; nothing else that is told of it settles or sends anything.
 */
import { Reference } from "@switchyard/core"
import * as Compare from "./Compare.ts"
import { anomaly, type Change, type Decision, illegal, kept } from "./Decision.ts"
import type { LeftFound } from "./Event.ts"
import type { Account, Facts, LeftBehind } from "./Facts.ts"
import { isLeft, type Observation, type Operation, type Policy } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { isDead, isForPerson, isMoneyMoved, isOpen, type Kind } from "./Status.ts"
import { noted, review } from "./staying.ts"

/** What was left behind at this account under this id; undefined where nothing was. */
export const at = (
  { leftBehind }: Pick<Facts, "leftBehind">,
  { fingerprint }: Pick<Account, "fingerprint">,
  id: string
): LeftBehind | undefined =>
  leftBehind.find(
    (each) =>
      each.fingerprint === fingerprint &&
      each.providerReference !== null &&
      Reference.sameProviderId(each.providerReference, id)
  )

/** Where something is left that nobody knows to be dead: nothing is called failed by itself meanwhile, nor sent elsewhere. */
export const mayPay = ({ leftBehind }: Pick<Facts, "leftBehind">): ReadonlyArray<string> => [
  ...new Set(leftBehind.flatMap(({ instance, isDead: isOver }) => (isOver === true ? [] : [instance])))
]

/** The instances that have paid what was given up there. */
export const payers = ({ leftBehind }: Facts): ReadonlyArray<string> =>
  leftBehind.flatMap(({ instance, isPaid }) => (isPaid === true ? [instance] : []))

const marked = ({ leftBehind }: Facts, left: LeftBehind, change: Pick<LeftBehind, "isDead" | "isPaid">) => ({
  leftBehind: leftBehind.map((each) => (each === left ? { ...each, ...change } : each))
})

// Not dead after all.
const without = ({ leftBehind }: Facts, left: LeftBehind, change: Pick<LeftBehind, "isPaid"> = {}) => ({
  leftBehind: leftBehind.map((each) => {
    const { isDead: _, ...rest } = each
    return each === left ? { ...rest, ...change } : each
  })
})

/** It was paid there after all: a person is told, once, and it is never sent again. */
export const paid = (operation: Operation, left: LeftBehind, providerStatus: string, change: Change): Decision => {
  const { entries = [] } = change
  if (left.isPaid === true) return kept(operation, { entries })
  const why = `${left.instance} has paid what was given up there`
  const { providerReference } = left
  return review(operation, why, {
    entries: [...entries, anomaly(why, { anomaly: "PaidAfterAll", providerReference, providerStatus })],
    // Whoever waits for a person already is told as well.
    isNews: isForPerson(operation.status),
    facts: { ...without(operation.facts, left, { isPaid: true }), again: { _tag: "Never", why } }
  })
}

// It was read as dead, or passed over at a risk, and can be paid there.
const alive = (operation: Operation, left: LeftBehind, { providerStatus, status }: Observation): Decision => {
  const { facts } = operation
  const why = `what was given up at ${left.instance} is ${isLeft(status) ? "not dead" : "carried out"} there`
  const entry = anomaly(why, { anomaly: "AliveAfterAll", providerReference: left.providerReference, providerStatus })
  const isSettling = isOpen(operation.status) && facts.holding !== "holder"
  if (left.isDead === true && isSettling) {
    return review(operation, why, {
      entries: [entry],
      facts: { ...without(facts, left), again: { _tag: "Never", why } }
    })
  }
  const news = noted(operation, [entry])
  return kept(operation, { entries: news.entries, facts: { ...news.facts, ...without(facts, left) } })
}

/** It was read by its own id. Only an answer that names no other one speaks of it. */
export const found = (operation: Operation, event: LeftFound): Decision => {
  const { facts } = operation
  const { observation, providerReference } = event
  const { providerReference: named, providerStatus, status } = observation
  const left = at(facts, event, providerReference)
  if (left === undefined) return illegal("nothing was left behind there under this id")
  if (named !== null && !Reference.sameProviderId(named, providerReference)) return illegal("it tells of another one")
  const differences = Compare.differences({ ...operation, providerReference }, observation)
  const entries = differences.map(({ kind, message }) => anomaly(message, { anomaly: kind, providerReference }))
  if (isMoneyMoved(status)) return paid(operation, left, providerStatus, { entries })
  const isOther = differences.some(Compare.isMismatch)
  // What does not fit is not the end of what was left there.
  if (isOther || status === "unrecognised") return kept(operation, noted(operation, entries))
  if (isDead(status))
    return left.isDead === true ? kept(operation) : kept(operation, { facts: marked(facts, left, { isDead: true }) })
  return alive(operation, left, observation)
}

/** How one is looked after. */
export interface Looked {
  /** Since when its time runs: since it was given up, or has reported its end. */
  readonly since: number
  /** How often it was read. */
  readonly count: number
}

const endOf = (isOver: boolean) => ({ status: "failed", isReported: isOver }) as const

/** How long after `since` a callback about it counts. */
export const mayChangeFor = (policy: Policy, isOver: boolean): number => Schedule.mayChangeFor(policy, endOf(isOver))

/** When it is read next: within the time of its manifest, and once when that is over; null when it is not any more. */
export const next = (
  kind: Kind,
  policy: Policy,
  { count, since }: Looked,
  isOver: boolean,
  now: number
): number | null => Schedule.left(kind, policy, endOf(isOver), now, { since, watched: count })

/** Whether it is still read again when that could not be done. */
export const isLookedAfter = (
  policy: Policy,
  { since }: Pick<Looked, "since">,
  isOver: boolean,
  now: number
): boolean => now - since <= Schedule.isLookedAfterFor(policy, endOf(isOver))
