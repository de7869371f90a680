/** What an event comes to, written down as the gateway writes it: a refund with its payment, or neither of them. */
import * as Effect from "effect/Effect"
import { reopened } from "../../../src/lifecycle/callback.ts"
import type { Decided } from "../../../src/lifecycle/Decision.ts"
import type { Event } from "../../../src/lifecycle/Event.ts"
import { isDead } from "../../../src/lifecycle/Status.ts"
import { left } from "../../../src/lifecycle/Worth.ts"
import * as Decimal from "../../../src/model/Decimal.ts"
import * as Instant from "../../../src/model/Instant.ts"
import * as PayingBack from "../../../src/operations/payingBack.ts"
import * as Relatives from "../../../src/operations/relatives.ts"
import type { Row } from "../../../src/store/Row.ts"
import * as Laws from "./laws.ts"
import { stated } from "./provider.ts"
import type { Walk } from "./Walk.ts"
import { type Asked, type Records, refundRow, type Shown, type World, withEntry } from "./World.ts"

const storeOf = ({ payment, refunds }: Records) => ({
  find: (id: string) => Effect.succeed(id === payment.id ? payment : refunds.get(id)),
  refundsOf: () => Effect.succeed([...refunds.values()])
})

const rowAfter = (row: Row, decision: Decided, now: number): Row => {
  const {
    announce: _,
    beside: __,
    delay,
    entries: ___,
    isSnapshot: ____,
    _tag: _____,
    ...state
  } = reopened(decision, null)
  const nextAt = delay === "keep" ? row.nextAt : delay === null ? null : Instant.of(now + delay)
  return { ...row, ...state, nextAt }
}

// How often in a row it was called dead, each time by another read.
const deadAfter = ({ dead }: Records, id: string, event: Event, now: number): Records["dead"] => {
  if (event._tag !== "Found" && event._tag !== "Accepted") return dead
  const { status } = event.observation
  const at = event._tag === "Found" ? (event.readAt ?? now) : now
  if (status === "unrecognised") return dead
  const before = dead.get(id) ?? { times: 0, at: 0 }
  if (!isDead(status)) return withEntry(dead, id, { times: 0, at })
  return withEntry(dead, id, { times: before.times + (at > before.at ? 1 : 0), at: Math.max(at, before.at) })
}

/** What an event comes to for a refund; undefined where it is refused. */
export const apply = (walk: Walk, world: World, id: string, event: Event): World | undefined => {
  const { now, records } = world
  const row = records.refunds.get(id)
  if (row === undefined) return undefined
  const { of, operation } = Effect.runSync(Relatives.of(storeOf(records), row, event))
  const decision = walk.machine.decide(operation, event, walk.policy, now)
  if (decision._tag === "Illegal") return undefined
  const after = rowAfter(row, decision, now)
  const moved =
    of === null ? undefined : PayingBack.after(of, row, after, { now: Instant.of(now), policy: walk.policy })
  const payment = moved?.payment ?? records.payment
  const to: World = {
    ...world,
    records: {
      ...records,
      payment,
      refunds: withEntry(records.refunds, id, after),
      dead: deadAfter(records, id, event, now)
    }
  }
  const told = [decision.announce, ...(decision.beside ?? []), moved?.news ?? null].filter((each) => each !== null)
  const broken =
    world.broken ??
    Laws.ofDecision(walk, to, { before: row, after, delay: decision.delay, event }) ??
    Laws.ofNews(walk, { before: { refund: row, payment: records.payment }, after: { refund: after, payment }, told })
  return { ...to, broken }
}

/** What an answer to a read of the payment comes to. */
export const applyRead = (walk: Walk, world: World, shown: Shown): World => {
  const { now, records } = world
  const { payment } = records
  const readAt = shown.at
  const observation = stated(walk, shown, [...records.refunds.values()].map(Relatives.oursOf))
  const event: Event = { _tag: "Found", instance: "a", readAt, observation }
  const { operation } = Effect.runSync(Relatives.of(storeOf(records), payment, event))
  const decision = walk.machine.decide(operation, event, walk.policy, now)
  if (decision._tag === "Illegal") return world
  const after = rowAfter(payment, decision, now)
  const told = [decision.announce, ...(decision.beside ?? [])].filter((each) => each !== null)
  const to: World = {
    ...world,
    records: { ...records, payment: after, seen: decision.worth === undefined ? records.seen : shown }
  }
  const broken = world.broken ?? Laws.ofNews(walk, { before: { payment }, after: { payment: after }, told })
  return { ...to, broken }
}

/** Its merchant asks for a refund; undefined where that is more than is left, as the statement says that makes it. */
export const create = (walk: Walk, world: World, reference: string): World | undefined => {
  const { records } = world
  const { payment } = records
  const amount = walk.amounts[reference] ?? 0
  const rest = left(payment.worth, payment.reserved)
  if (rest === null || (walk.machine.looksAtRoom && Decimal.isLess(rest, String(amount)))) return undefined
  return {
    ...world,
    records: {
      ...records,
      payment: { ...payment, reserved: Decimal.sum([payment.reserved, String(amount)]) },
      refunds: withEntry(records.refunds, reference, refundRow(world, reference, amount))
    }
  }
}

/** Asked now, and answered later; what happens next may be in the same millisecond. */
export const later = (world: World, asked: Asked): World => ({
  ...world,
  now: world.now - 1,
  asked: [...world.asked, asked]
})
