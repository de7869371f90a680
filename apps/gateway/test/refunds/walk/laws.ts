/** The laws that each step is held against, by what is truly there and not by what the records say. */
import { Settling } from "@switchyard/core"
import type { Delay } from "../../../src/lifecycle/Decision.ts"
import type { Event } from "../../../src/lifecycle/Event.ts"
import { isAnnounced, isEnded } from "../../../src/lifecycle/Status.ts"
import type { Row } from "../../../src/store/Row.ts"
import { brokenAlone } from "../../walk/laws.ts"
import type { Walk } from "./Walk.ts"
import { captured, copiesOf, type Held, isAlive, isComing, type World } from "./World.ts"

const sumOf = (held: ReadonlyArray<Held>): number => held.reduce((sum, { amount }) => sum + amount, 0)

// What its account may still pay back under this reference, or has: one that was revived after its place was free only where that
// could be known.
const taken = (world: World, reference: string, amount: number): number => {
  const { calls, held, records, risks } = world
  if (risks.has(reference)) return 0
  const isHeld = Number(records.refunds.get(reference)?.reserved ?? 0) > 0
  const shown = new Set(records.seen?.held.filter(isAlive).map(({ id }) => id))
  const alive = copiesOf(held, reference).filter(isAlive)
  const counted = alive.filter(({ id, isRevived }) => !isRevived || isHeld || shown.has(id))
  const isOnItsWay = calls.some((call) => call.reference === reference && isComing(world, call))
  return counted.length === 0 && copiesOf(held, reference).length === 0 && isOnItsWay ? amount : sumOf(counted)
}

/** What must hold when a refund is sent, or replayed; `world` is as it was before that was written down. */
export const sends = (walk: Walk, world: World, row: Row, isReplay: boolean): string | null => {
  const { attempts, createdAt, facts, reference } = row
  const { calls, held, records, risks } = world
  const { seen } = records
  if (seen === null || seen.at <= createdAt)
    return `${reference} is sent, and its payment was not read since it was made`
  if (facts.latest !== null && seen.at <= facts.latest.until)
    return `${reference} is sent again, and its payment was not read since it was sent before`
  if (risks.has(reference)) return null
  const refuses = Settling.refusesDuplicates(Settling.of(walk.policy, "create"))
  if (attempts > 0 && facts.holding !== "nobody" && !isReplay && !refuses)
    return `${reference} is sent again where nobody knows what becomes of that`
  const isThere = copiesOf(held, reference).some(isAlive)
  const mayCome = calls.some((call) => call.reference === reference && isComing(world, call))
  if (!isReplay && (isThere || mayCome)) return `${reference} is sent, and is there or may still come`
  const own = isReplay && isThere ? 0 : (walk.amounts[reference] ?? 0)
  const others = Object.entries(walk.amounts).filter(([each]) => each !== reference)
  const ours = others.reduce((sum, [each, amount]) => sum + taken(world, each, amount), 0)
  const office = sumOf(seen.held.filter((each) => each.reference === null && isAlive(each)))
  const disputed = seen.dispute === "open" ? 60 : 0
  const sum = own + ours + office + disputed
  return own > 0 && sum > captured ? `${reference} is sent, and ${sum} of ${captured} would be paid back` : null
}

const freed = (walk: Walk, world: World, { after, event }: Decision): string | null => {
  const { now, records } = world
  const { facts, reference } = after
  if (event._tag === "Resolved" && event.acceptDuplicateRisk) return null
  if (world.risks.has(reference)) return null
  const said = records.dead.get(reference)?.times ?? 0
  const over = facts.since + (walk.policy.finality?.failedMayChangeForMillis ?? 0)
  if (said > 1 || (said === 1 && now >= over)) return null
  const mayBe =
    copiesOf(world.held, reference).length > 0 ||
    world.calls.some((call) => call.reference === reference && isComing(world, call))
  return mayBe ? `${reference} gives its place free, and nothing final was said of it` : null
}

interface Decision {
  readonly before: Row
  readonly after: Row
  readonly delay: Delay
  readonly event: Event
}

/** What a decision about a refund must not come to. */
export const ofDecision = (walk: Walk, to: World, decision: Decision): string | null => {
  const { after, before, delay } = decision
  const isFreed = Number(before.reserved) > 0 && Number(after.reserved) === 0
  return brokenAlone(before, after, delay) ?? (isFreed ? freed(walk, to, decision) : null)
}

interface Told {
  readonly refund?: Row
  readonly payment: Row
}

/** What is told of it: each move once, and nothing else. */
export const ofNews = (
  _: Walk,
  { after, before, told }: { readonly before: Told; readonly after: Told; readonly told: ReadonlyArray<string> }
): string | null => {
  if (new Set(told).size < told.length) return `told twice at once: ${told.join(", ")}`
  if (told.includes("payment.paid")) return "told a second time that it is paid"
  const isBack = after.payment.status === "refunded" && before.payment.status !== "refunded"
  if (told.includes("payment.refunded") !== isBack) return `told that it is refunded: ${!isBack}, and it is not so`
  const [wasDisputed, isDisputed] = [before, after].map(({ payment }) => payment.worth?.disputed ?? "0")
  const isNew = Number(wasDisputed) < Number(isDisputed)
  if (told.includes("payment.disputed") !== isNew) return `told that it is disputed: ${!isNew}, and it is not so`
  if (before.refund === undefined || after.refund === undefined) return null
  const { status: from } = before.refund
  const { status } = after.refund
  const isMove = from !== status
  const own = told.filter((each) => each.startsWith("refund."))
  if (isMove && isAnnounced(status) !== own.includes(`refund.${status}`))
    return `${from} became ${status}, and told is ${own.join()}`
  if (!isMove && own.length > 0) return `it stays ${status}, and told is ${own.join()}`
  return told.includes("payment.refund_failed") && !(isMove && from === "succeeded")
    ? "told that a refund has failed which had not succeeded"
    : null
}

/** What must hold at any time. */
export const broken = (walk: Walk, world: World): string | null => {
  const { called, held, records, risks } = world
  const refunds = [...records.refunds.values()]
  const holding = refunds.reduce((sum, { reserved }) => sum + Number(reserved), 0)
  if (Number(records.payment.reserved) !== holding) return "the payment holds another sum than its refunds"
  const ours = held.filter(({ reference }) => reference !== null && !risks.has(reference))
  for (const reference of Object.keys(walk.amounts)) {
    if (copiesOf(ours, reference).filter(isAlive).length > 1) return `${reference} was paid back twice`
  }
  const sum = sumOf(ours.filter((each) => isAlive(each) && !each.isRevived))
  if (sum > captured) return `${sum} of ${captured} was paid back by us`
  for (const { reference, reserved, status } of refunds) {
    const copies = copiesOf(held, reference)
    if (status === "succeeded" && copies.length === 0 && !called.has(reference))
      return `${reference} is called succeeded, and was never there`
    // What may have left and is not certain to be over keeps its place.
    if (Number(reserved) > 0 || risks.has(reference)) continue
    if (copies.some((each) => each.status === "processing")) return `${reference} is under way, and its place is free`
    const isOnItsWay = world.calls.some((call) => call.reference === reference && isComing(world, call))
    if (isOnItsWay && copies.length === 0) return `${reference} may still come, and its place is free`
  }
  return null
}

/** Whether the time is over in which the provider may change what has ended there. */
export const isPastChange = (walk: Walk, now: number, failedAt: number | null): boolean =>
  failedAt !== null && now > failedAt + (walk.policy.finality?.failedMayChangeForMillis ?? 0)

/** Whether something of it is open: neither at its end nor with a person. */
export const isOver = ({ records }: World): boolean =>
  [...records.refunds.values()].every(({ status }) => isEnded(status) || status === "needs_review")
