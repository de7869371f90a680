/** Reads of a refund and of the payment: answered at once with the truth, later, too early, or not at all. */
import type { Event } from "../../../src/lifecycle/Event.ts"
import type { Row } from "../../../src/store/Row.ts"
import { apply, applyRead, later } from "./apply.ts"
import { honest, incident, type Move } from "./move.ts"
import { found, observed } from "./provider.ts"
import { canAsk, lagOf, type Walk } from "./Walk.ts"
import { type Asked, account, type Shown, type World } from "./World.ts"

/** What a read shows that is asked now. */
export const shownNow = ({ dispute, held, now }: World): Shown => ({ at: now, held, dispute })

// What is not so old that every read shows it.
const lagging = (walk: Walk, { dispute, held, now }: World): Shown | undefined => {
  const old = held.filter(({ madeAt }) => madeAt + lagOf(walk) <= now)
  return old.length === held.length ? undefined : { at: now, held: old, dispute }
}

/** The event of an answer about a refund. */
export const answerOf = (row: Row, { at, held }: Shown): Event => {
  const { instance } = account
  const there = found(held, row.reference, row.providerReference)
  return there === undefined
    ? { _tag: "NotFound", instance, message: "none", readAt: at }
    : { _tag: "Found", instance, readAt: at, observation: observed(there) }
}

const failed = (neverSent: boolean): Event => ({
  _tag: "ReadFailed",
  instance: account.instance,
  reason: neverSent ? "ConnectionLost" : "TimedOut",
  message: "",
  retryAfter: null,
  neverSent
})

const isLate = (walk: Walk, world: World): boolean =>
  walk.incidents.has("late reads") && world.asked.length < walk.mostLate

/** A refund is read. */
export const refund = (walk: Walk, world: World, row: Row, label: string): ReadonlyArray<Move> => {
  const { id } = row
  if (!canAsk(walk) && row.providerReference === null) {
    const event: Event = { _tag: "Unsupported", instance: account.instance, message: "no such operation" }
    return honest(`${label}, which nobody knows by our name`, apply(walk, world, id, event))
  }
  const now = shownNow(world)
  const truth = honest(label, apply(walk, world, id, answerOf(row, now)))
  const late = isLate(walk, world) ? incident(`${label}; the answer comes late`, later(world, { ...now, of: id })) : []
  const early = walk.incidents.has("lag") ? lagging(walk, world) : undefined
  return [
    ...truth,
    ...late,
    ...(early === undefined
      ? []
      : incident(`${label}, which does not show it yet`, apply(walk, world, id, answerOf(row, early)))),
    ...(walk.incidents.has("reads") ? unread(walk, world, row, label) : [])
  ]
}

// Nothing of use is heard.
const unread = (walk: Walk, world: World, row: Row, label: string): ReadonlyArray<Move> => {
  const { id } = row
  const now = shownNow(world)
  const there = found(now.held, id, row.providerReference)
  return [
    ...[false, true].flatMap((neverSent) =>
      incident(
        `${label}, ${neverSent ? "which never leaves" : "and hears nothing"}`,
        apply(walk, world, id, failed(neverSent))
      )
    ),
    ...(there === undefined
      ? []
      : incident(
          `${label}, and hears what no document lists`,
          apply(walk, world, id, {
            _tag: "Found",
            instance: account.instance,
            readAt: now.at,
            observation: observed(there, { status: "unrecognised" })
          })
        ))
  ]
}

/** The payment is read. */
export const payment = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const now = shownNow(world)
  const early = walk.incidents.has("lag") ? lagging(walk, world) : undefined
  return [
    ...honest("the payment is read", applyRead(walk, world, now)),
    ...(early === undefined
      ? []
      : incident("the payment is read, which does not show what is new", applyRead(walk, world, early))),
    ...(isLate(walk, world)
      ? incident("the payment is read; the answer comes late", later(world, { ...now, of: null }))
      : [])
  ]
}

/** Answers that come late. */
export const lateAnswers = (walk: Walk, world: World): ReadonlyArray<Move> =>
  world.asked.flatMap((asked) => {
    const rest: World = { ...world, asked: world.asked.filter((each: Asked) => each !== asked) }
    if (asked.of === null) return honest("the late answer about the payment is recorded", applyRead(walk, rest, asked))
    const row = rest.records.refunds.get(asked.of)
    const to = row && apply(walk, rest, asked.of, answerOf(row, asked))
    return honest(`the late answer about ${asked.of} is recorded`, to ?? rest)
  })
