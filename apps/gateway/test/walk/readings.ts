/** How a provider may answer a read, by what it truly holds: the truth, or one of the ways in which reads go wrong. */
import { Money, type Reason, Settling } from "@switchyard/core"
import type { Event } from "../../src/lifecycle/Event.ts"
import type { Observation, Operation } from "../../src/lifecycle/Operation.ts"
import * as Schedule from "../../src/lifecycle/Schedule.ts"
import type { Kind } from "../../src/lifecycle/Status.ts"
import { isApart, now, sendingOf } from "./clocks.ts"
import { apart, finalAfter } from "./providers.ts"
import type { Walk } from "./Walk.ts"
import { type Copy, type LateRead, put, type Which, type World } from "./World.ts"

const statuses: Readonly<Record<Kind, Readonly<Record<Copy["is"], Observation["status"]>>>> = {
  payout: {
    draft: "uncommitted",
    declined: "declined",
    alive: "processing",
    paid: "paid",
    dead: "failed",
    returning: "returning",
    returned: "returned"
  },
  payment: {
    draft: "uncommitted",
    declined: "declined",
    alive: "awaiting_payer",
    paid: "paid",
    dead: "expired",
    returning: "refunding",
    returned: "refunded"
  },
  refund: {
    draft: "uncommitted",
    declined: "declined",
    alive: "processing",
    paid: "succeeded",
    dead: "failed",
    returning: "processing",
    returned: "failed"
  }
}

/** What it calls a copy. */
export const statusOf = (kind: Kind, is: Copy["is"]): Observation["status"] => statuses[kind][is]

const amount = Money.unsafe("10.00", "RUB")

/** The provider's own id of a copy. */
export const idOf = (which: Which, place: number): string => `${which === 0 ? "A" : "B"}-${place + 1}`

/** What an answer shows. */
export const observationOf = (
  kind: Kind,
  is: Copy["is"],
  id: string,
  rest: Partial<Observation> = {}
): Observation => ({
  status: statusOf(kind, is),
  providerStatus: is,
  reference: "r-1",
  providerReference: id,
  amount,
  sameAccount: null,
  hasNext: false,
  failure: null,
  debited: null,
  isOneOfSeveral: false,
  anomalies: [],
  ...rest
})

/** The copy that is shown: the one with the id that is known, or the latest. */
export const heldBy = (
  world: World,
  which: Which,
  id: string | null
): { readonly copy: Copy; readonly id: string } | null => {
  const copies = world.copies[which]
  const own = copies.findIndex((_, place) => idOf(which, place) === id)
  const place = own >= 0 ? own : copies.length - 1
  const copy = copies[place]
  return copy === undefined ? null : { copy, id: idOf(which, place) }
}

/** One answer. */
export interface Reading {
  readonly label: string
  readonly cost: 0 | 1
  readonly isHonest: boolean
  /** Null where it reaches the records later. */
  readonly event: Event | null
  readonly after: World
}

const notFound = (instance: string, readAt = now): Event => ({ _tag: "NotFound", instance, message: "no such", readAt })

const failed = (instance: string, reason: Reason.Reason, neverSent = false): Event => ({
  _tag: "ReadFailed",
  instance,
  reason,
  message: reason,
  retryAfter: null,
  neverSent
})

/**
 * Whether it may deny what it holds. Before the time from which denials count it may always; after it, all answers together
 * that the manifest asks for are right, so one of the two may be wrong, and any that come too soon after one that counted.
 */
const denying = (walk: Walk, world: World, which: Which): World | null => {
  const { operation } = world.records
  if (sendingOf(operation) !== "final") return world
  // The one answer that is believed of a payment that no record says was sent (`oldPayment`) is taken to be right.
  if (operation.kind === "payment" && operation.attempts === 0) return null
  if (
    Settling.notFoundIsFinal(Settling.of(walk.providers[which].policy, "create")) === undefined ||
    !isApart(operation)
  )
    return world
  return world.lied[which] ? null : { ...world, lied: put(world.lied, which, true) }
}

/**
 * Whether it may show as not committed what was committed or abandoned meanwhile. All answers together that the manifest asks
 * for before it is abandoned are right; later than that it proves nothing.
 */
const notYet = (walk: Walk, world: World, which: Which): World | null => {
  const { operation } = world.records
  const { facts } = operation
  const unpaid = facts.stage?.unpaid ?? null
  const counts = sendingOf(operation) === "final" && (unpaid === null || now - unpaid.lastAt >= apart)
  if (!counts || facts.stage?.abandon != null || walk.providers[which].policy.stages === undefined) return world
  return world.lied[which] ? null : { ...world, lied: put(world.lied, which, true) }
}

const isEarly = (operation: Operation): boolean => sendingOf(operation) !== "final"

/** All that may come of a read at this account. */
export const readings = (walk: Walk, world: World, which: Which): ReadonlyArray<Reading> => {
  const { operation } = world.records
  const { kind } = operation
  const { instance } = walk.providers[which]
  const held = heldBy(world, which, operation.providerReference)
  const found = (observation: Observation): Event => ({ _tag: "Found", instance, observation })
  const isSeveral = kind === "payment" && world.copies[which].length > 1
  const truth: Reading =
    held === null
      ? { label: "not found", cost: 0, isHonest: true, event: notFound(instance), after: world }
      : {
          label: `found, ${statusOf(kind, held.copy.is)}`,
          cost: 0,
          isHonest: true,
          event: found(observationOf(kind, held.copy.is, held.id, { isOneOfSeveral: isSeveral })),
          after: world
        }
  // By our own id any generation of it may be shown.
  const [oldest] = world.copies[which]
  const older: ReadonlyArray<Reading> =
    operation.providerReference === null && oldest?.generation !== undefined && world.copies[which].length > 1
      ? [
          {
            ...truth,
            label: `found, the first of them: ${statusOf(kind, oldest.is)}`,
            event: found(observationOf(kind, oldest.is, idOf(which, 0)))
          }
        ]
      : []
  if (!walk.incidents.has("reads")) return [truth, ...older]
  const wrong = (label: string, event: Event | null, after = world): Reading => ({
    label,
    cost: 1,
    isHonest: false,
    event,
    after
  })
  const all: Array<Reading> = [
    truth,
    ...older,
    wrong("no answer", failed(instance, "TimedOut")),
    wrong("it never left", failed(instance, "ConnectionLost", true)),
    wrong("an answer that nobody understands", failed(instance, "UnrecognisedAnswer"))
  ]
  if (world.late === null) {
    const late: LateRead = {
      from: which,
      reports: held === null ? "not found" : held.copy.is,
      ...(held?.copy.generation === undefined ? {} : { id: held.id }),
      isEarly: isEarly(operation),
      isApart: isApart(operation)
    }
    all.push(wrong(`${truth.label}, but the answer comes late`, null, { ...world, late }))
  }
  if (held === null) return all
  const observation = observationOf(kind, held.copy.is, held.id)
  all.push(
    wrong("a status that no document lists", found({ ...observation, status: "unrecognised" })),
    wrong("something with another amount", found({ ...observation, amount: Money.unsafe("11.00", "RUB") }))
  )
  if (kind === "payment" && held.copy.is === "alive") {
    all.push({
      ...truth,
      label: `${truth.label}, with what its payer must do`,
      event: found({ ...observation, hasNext: true })
    })
  }
  if (held.copy.generation !== undefined && held.copy.is !== "draft" && held.copy.is !== "declined") {
    const lagging = notYet(walk, world, which)
    const event = found(observationOf(kind, "draft", held.id))
    if (lagging !== null) all.push(wrong("not committed, though it was meanwhile", event, lagging))
  }
  const after = denying(walk, world, which)
  if (after !== null) all.push(wrong("not found, though it is there", notFound(instance), after))
  return all
}

/** The event of an answer that comes late. */
export const lateEvent = (
  walk: Walk,
  world: World,
  { from, id, isApart: wasApart, isBefore = false, isEarly: wasEarly, reports }: LateRead
): Event => {
  const { operation } = world.records
  const { instance } = walk.providers[from]
  if (reports !== "not found") {
    const held = heldBy(world, from, operation.providerReference)
    const { until = now } = operation.facts.latest ?? {}
    const readAt = isBefore ? until - Schedule.sendMillis : wasEarly ? Math.min(now, until + finalAfter - 1) : now
    return {
      _tag: "Found",
      instance,
      readAt,
      observation: observationOf(operation.kind, reports, id ?? held?.id ?? idOf(from, 0))
    }
  }
  const { latest, search } = operation.facts
  const tooSoon = (latest?.until ?? now) + finalAfter - 1
  const tooNear = (search.absent?.lastAt ?? now) + apart - 1
  return notFound(instance, Math.min(now, wasEarly ? tooSoon : wasApart ? now : tooNear))
}
