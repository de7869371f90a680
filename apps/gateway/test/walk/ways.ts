/**
 * Ways on and ways back. Every open state has a way to an end or to a person on which everybody only does and says what is
 * true. Where the records call it failed and it was paid, there is a way on which that is found out: the reads that are due
 * anyhow, and callbacks of whoever paid it, as far as its manifest lets them count.
 */
import { due } from "../../src/lifecycle/due.ts"
import { isEnded, isOpen, isWithoutMoney } from "../../src/lifecycle/Status.ts"
import { calledBack, sideReads } from "./callbacks.ts"
import { calls } from "./calls.ts"
import { keyed } from "./canonical.ts"
import { mayChange, now } from "./clocks.ts"
import { isTimeOver } from "./lateness.ts"
import { isMisled } from "./laws.ts"
import { leftReads } from "./leftReads.ts"
import { idOf } from "./readings.ts"
import { type Reached, withoutWay } from "./search.ts"
import { claim, obstacle } from "./shell.ts"
import { time } from "./turns.ts"
import { slotOf, type Walk } from "./Walk.ts"
import { both, type Which, type World } from "./World.ts"

const isSettled = ({ records: { operation } }: World): boolean => !isOpen(operation.status)

// It waits for the config to be put right, which is written down and shown (`parked`); nobody else may be given it.
const isSuspended = (walk: Walk, world: World): boolean =>
  due(world.records.operation, obstacle(walk, world), now)._tag === "Suspended"

const hasNobody = (world: World): boolean => world.routes.every((which) => world.gone[which])

/** The open states from which no honest way leads to an end or to a person. */
export const withoutEnd = (walk: Walk, states: ReadonlyArray<Reached>): ReadonlyArray<Reached> => {
  // One that waits for the config is where it should be, and so is what leads there: in a recovery everybody may have denied
  // it, and it may only be sent to one that is not configured any more.
  const isThere = (world: World) => isSettled(world) || isSuspended(walk, world)
  return withoutWay(states, isThere).filter(({ world }) => !hasNobody(world))
}

const isFoundOut = (world: World): boolean => isSettled(world) && !isWithoutMoney(world.records.operation.status)

// What comes later than the manifest says is late for whoever goes by it, and whatever an operator has called failed is looked
// after everywhere for as long as that.
const isInTime = (walk: Walk, world: World, which: Which): boolean => {
  const { operation } = world.records
  if (!isEnded(operation.status)) return true
  const isOwn = walk.providers[which].fingerprint === operation.fingerprint
  if (!isOwn && !operation.facts.isResolved) return true
  const isOver = isTimeOver(walk, world, which)
  if (isOver !== undefined) return !isOver
  const own = walk.providers.find(({ fingerprint }) => fingerprint === operation.fingerprint)
  return mayChange((own ?? walk.providers[which]).policy, operation)
}

/**
 * Whoever has paid it in time, calls back, and shows that when asked. Of several under one id it shows one: where it takes
 * duplicates, and an operator has taken that risk or it did what it had called not done, no answer tells of the others.
 */
const payers = (walk: Walk, world: World, isRogue: boolean): ReadonlyArray<Which> =>
  both.filter((which) => {
    const [copy, another] = world.copies[which]
    const isAlone = another === undefined && !world.gone[which]
    const isHeard = !isMisled(world) || walk.providers[which].policy.callbacks !== "none"
    return isAlone && isHeard && copy?.is === "paid" && copy.isRogue === isRogue && isInTime(walk, world, which)
  })

const ways = (walk: Walk, world: World, from: ReadonlyArray<Which>): ReadonlyArray<World> => [
  ...[
    ...claim(walk, world),
    ...calls(walk, world),
    ...sideReads(walk, world),
    ...leftReads(walk, world),
    ...time(walk, world)
  ]
    .filter(({ isHonest }) => isHonest)
    .map(({ to }) => to),
  ...from.flatMap((which) => {
    const { callbacks } = walk.providers[which].policy
    return callbacks === "none" ? [] : [calledBack(walk, world, which, callbacks)]
  })
]

/** Finds those from which no such way leads to a state that is as it should be; what was found good is remembered. */
const search = (walk: Walk, isGood: (world: World) => boolean, from: (world: World) => ReadonlyArray<Which>) => {
  const good = new Set<string>()
  return (start: World): boolean => {
    const came = new Map<string, string | null>()
    const queue = [{ ...keyed(walk.registry, start), from: null as string | null }]
    for (const { from: before, key, world } of queue) {
      if (came.has(key)) continue
      came.set(key, before)
      if (isGood(world) || good.has(key)) {
        for (let each: string | null | undefined = key; each !== null && each !== undefined; each = came.get(each))
          good.add(each)
        return true
      }
      for (const next of ways(walk, world, from(world))) queue.push({ ...keyed(walk.registry, next), from: key })
    }
    return false
  }
}

/** The states that call it failed for ever although it was paid, by a provider that keeps to its manifest. */
export const withoutWayBack = (walk: Walk, states: ReadonlyArray<Reached>): ReadonlyArray<Reached> => {
  const comesBack = search(walk, isFoundOut, (world) => payers(walk, world, false))
  return states.filter(
    ({ world }) =>
      isWithoutMoney(world.records.operation.status) && payers(walk, world, false).length > 0 && !comesBack(world)
  )
}

const isNoticed =
  (walk: Walk) =>
  (world: World): boolean => {
    const { operation, paid } = world.records
    return (
      operation.status === "needs_review" ||
      payers(walk, world, true).every((which) => paid[which] && slotOf(walk, which) >= 0)
    )
  }

/**
 * The states in which a provider has paid what it had refused, calls back, and is never heard. One whose manifest says that
 * it does not call back, and that nobody takes to hold it, can only be found out by its settlement report.
 */
export const unnoticed = (walk: Walk, states: ReadonlyArray<Reached>): ReadonlyArray<Reached> => {
  const calling = (world: World) =>
    payers(walk, world, true).filter((which) => walk.providers[which].policy.callbacks !== "none")
  const notices = search(walk, isNoticed(walk), calling)
  return states.filter(({ world }) => calling(world).length > 0 && !isNoticed(walk)(world) && !notices(world))
}

// By what is there, and not by what the records say of it: those that forget it are wrong.
const isUntold = (walk: Walk, { copies, gone, records: { operation } }: World): boolean =>
  operation.recovery === null &&
  both.some((which) =>
    copies[which].some(
      ({ generation, is, isRogue }, place) =>
        generation !== undefined &&
        isRogue &&
        is === "paid" &&
        !gone[which] &&
        !operation.facts.leftBehind.some(
          ({ fingerprint, isPaid, providerReference }) =>
            isPaid === true &&
            fingerprint === walk.providers[which].fingerprint &&
            providerReference === idOf(which, place)
        )
    )
  )

/** The states in which what was given up was paid after all, and no person is ever told. */
export const untold = (walk: Walk, states: ReadonlyArray<Reached>): ReadonlyArray<Reached> => {
  const tells = search(
    walk,
    (world) => !isUntold(walk, world),
    () => []
  )
  return states.filter(({ world }) => isUntold(walk, world) && !tells(world))
}
