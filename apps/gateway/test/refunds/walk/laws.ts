/** The laws that each step is held against, by what is truly there and not by what the records say. */
import type { Operation, Policy } from "../../../src/lifecycle/Operation.ts"
import * as Decimal from "../../../src/model/Decimal.ts"
import { amounts, captured, isAlive, oursOf, type World } from "./World.ts"

/** What must hold when a refund is sent; `world` is as it was before that was written down. */
export const sends = (
  world: World,
  reference: string,
  { attempts, createdAt, facts }: Operation,
  policy: Policy
): string | null => {
  const { calls, held, read, records, risks } = world
  if (read === null || read.at <= createdAt)
    return `${reference} is sent, and its payment was not read since it was made`
  if (facts.latest !== null && read.at <= facts.latest.until)
    return `${reference} is sent again, and its payment was not read since it was sent before`
  if (risks.size > 0) return null
  if (attempts > 0 && policy.duplicates.create?.kind !== "refused")
    return `${reference} is sent again where nobody knows what becomes of that`
  const isThere = held.some((each) => each.reference === reference && isAlive(each))
  const isComing = calls.some((call) => call.reference === reference && call.isTravelling && world.now <= call.until)
  if ((isThere || isComing) && (world.recovery === null || isThere))
    return `${reference} is sent, and is there or may still come`
  // What was there when its payment was read, and what else is held by the records and not among that.
  const seen = read.held.filter((each) => each.reference !== reference && isAlive(each))
  const listed = new Set(seen.map((each) => each.reference))
  const other = oursOf(records).filter(
    (each) => each.reference !== reference && Decimal.isPositive(each.reserved) && !listed.has(each.reference)
  )
  const sum =
    seen.reduce((total, { amount }) => total + amount, 0) +
    other.reduce((total, { amount }) => total + Number(amount), 0) +
    (amounts[reference] ?? 0)
  return sum > captured ? `${reference} is sent, and ${sum} of ${captured} would be paid back` : null
}

/** What must hold at any time. */
export const broken = ({ held, records, risks }: World): string | null => {
  const ours = oursOf(records)
  if (!Decimal.isSame(records.reserved, Decimal.sum(ours.map(({ reserved }) => reserved))))
    return "the payment holds another sum than its refunds"
  if (risks.size === 0) {
    for (const reference of Object.keys(amounts)) {
      if (held.filter((each) => each.reference === reference).length > 1) return `${reference} was paid back twice`
    }
  }
  for (const { reference, status } of ours) {
    if (status === "succeeded" && !held.some((each) => each.reference === reference))
      return `${reference} is called succeeded, and was never there`
  }
  // What may have left and is not certain to be over keeps its place.
  for (const { reference, reserved } of ours) {
    const there = held.filter((each) => each.reference === reference && each.status === "processing")
    if (there.length > 0 && !Decimal.isPositive(reserved) && !risks.has(reference))
      return `${reference} is under way, and its place is free`
  }
  return null
}
