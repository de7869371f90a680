/**
 * What a refund holds of its payment: all of it, until it is certain that it pays nothing back (decision 0030, rule 11). One that
 * failed once may succeed after all, so another takes its place only when its provider has said so twice, or cannot say
 * otherwise any more. Pure.
 */
import * as Decimal from "../model/Decimal.ts"
import * as Compare from "./Compare.ts"
import type { Decided } from "./Decision.ts"
import type { Event } from "./Event.ts"
import { isSending } from "./Facts.ts"
import { endOf, isDoubtful, type Operation, type Policy } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { isDead, isWithoutMoney } from "./Status.ts"
import { traits } from "./traits.ts"

// Everything that was sent of it is proven to have done nothing.
const hasNeverLeft = (operation: Operation): boolean =>
  operation.facts.holding === "nobody" &&
  !isSending(operation.facts) &&
  !isDoubtful(operation) &&
  operation.facts.alsoAt.length === 0

// The same end, read once more.
const isConfirmed = (before: Operation, event: Event, after: Operation, policy: Policy, now: number): boolean => {
  const end = endOf(after)
  if (!end.isReported) return false
  if (now >= after.facts.since + Schedule.mayChangeFor(policy, end)) return true
  return (
    event._tag === "Found" &&
    event.observation.status === before.status &&
    before.status === after.status &&
    endOf(before).isReported &&
    (event.readAt ?? now) > before.facts.since &&
    !Compare.differences(before, event.observation).some(Compare.isMismatch)
  )
}

const isAlive = ({ provider }: Operation, event: Event): boolean =>
  (event._tag === "Found" || event._tag === "Accepted") &&
  event.instance === provider &&
  event.observation.status !== "unrecognised" &&
  !isDead(event.observation.status)

const holds = (before: Operation, event: Event, after: Operation, policy: Policy, now: number): boolean => {
  // Whatever it is called, its provider is at it.
  if (!isWithoutMoney(after.status) || isAlive(before, event)) return true
  if (event._tag === "Resolved" && event.acceptDuplicateRisk) return false
  if (hasNeverLeft(after) || isConfirmed(before, event, after, policy, now)) return false
  return Decimal.isPositive(before.reserved ?? "0")
}

/** What it holds after this decision; undefined for what is no refund. */
export const after = (
  operation: Operation,
  event: Event,
  decided: Decided,
  policy: Policy,
  now: number
): string | undefined => {
  if (!traits[operation.kind].isOfPayment) return undefined
  const { attempts, facts, fingerprint, provider, providerReference, status, step } = decided
  const next = { ...operation, attempts, facts, fingerprint, provider, providerReference, status, step }
  return holds(operation, event, next, policy, now) ? (operation.facts.asked.amount?.value ?? "0") : "0"
}
