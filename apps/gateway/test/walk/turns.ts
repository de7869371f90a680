/** What happens by itself: time passes, providers pay or end what they hold, records are set back, the config changes. */
import { Settling } from "@switchyard/core"
import { type Facts, forEver, isSending, unsearched } from "../../src/lifecycle/Facts.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { isEnded, isOpen } from "../../src/lifecycle/Status.ts"
import { isHanging, withoutLost } from "./calls.ts"
import { lastTry, lastWatch } from "./canonical.ts"
import { created, growingOlder, longSent, mayChange, now, sendingOf, sentUntil } from "./clocks.ts"
import { isTimeOver } from "./lateness.ts"
import { paysTwice } from "./laws.ts"
import { isStaged } from "./leftLaws.ts"
import { behind } from "./leftReads.ts"
import { remembered } from "./Registry.ts"
import { heldBy, lateEvent, statusOf } from "./readings.ts"
import { apply, obstacle, settled } from "./shell.ts"
import { accountOf, type Move, type Walk } from "./Walk.ts"
import { both, type Copy, put, type Records, type Two, type Which, type World } from "./World.ts"

const withOperation = (walk: Walk, world: World, operation: Records["operation"]): World => ({
  ...world,
  records: { ...world.records, operation: settled(walk, operation) }
})

const isSent = (one: Operation, other: Operation): boolean => one.facts.latest?.until === other.facts.latest?.until

// What the backup tells of was sent no later, and gets as old.
const withAged = (backup: Records | null, { facts }: Operation): Records | null => {
  const own = backup?.operation.facts.latest ?? null
  const { latest } = facts
  if (backup === null || own === null || latest === null || own.until <= latest.until) return backup
  const aged = { ...backup.operation.facts, latest: sentUntil(own, latest.until) }
  return { ...backup, operation: { ...backup.operation, facts: aged } }
}

// Whatever was sent under a key has arrived before that is forgotten, or never does.
const forgotten = (walk: Walk, world: World): World => {
  const { fingerprint } = world.records.operation
  const which = both.find((each) => walk.providers[each].fingerprint === fingerprint) ?? 0
  const calls = world.calls.flatMap((call) =>
    call.to !== which || !call.isTravelling ? [call] : call.isAwaited ? [{ ...call, isTravelling: false }] : []
  )
  return { ...world, calls, keys: put(world.keys, which, "forgotten") }
}

/** The boundaries that pass. */
export const time = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { operation } = world.records
  const own = walk.providers.find(({ fingerprint }) => fingerprint === operation.fingerprint) ?? walk.providers[0]
  const isUnderWay = world.calls.some(({ isTravelling }) => isTravelling)
  // Nobody asks how long ago it ended where nothing can happen to it any more.
  const mayChangeLate = walk.incidents.has("late changes") || walk.incidents.has("callbacks")
  const hangs = isHanging(world)
  const older = remembered(walk.registry.aged, operation, `${isUnderWay} ${mayChangeLate}`, () =>
    growingOlder(own.policy, operation, isUnderWay, mayChangeLate).map((each) => ({
      ...each,
      operation: settled(walk, each.operation)
    }))
  )
  const moves = older.flatMap(({ forgets, isFinal, isLong, operation: after, label }): Array<Move> => {
    // Whoever sends has its answer by then, or hangs.
    const isIncident = hangs && !isSent(after, operation)
    if (isIncident && !walk.incidents.has("messages")) return []
    const backup = isSent(after, operation) ? world.backup : withAged(world.backup, after)
    const aged: World = { ...world, backup, records: { ...world.records, operation: after } }
    const rest: World = isLong === true ? { ...aged, calls: [], late: null } : aged
    if (forgets === true) return [{ label, cost: 0, isHonest: true, to: forgotten(walk, rest) }]
    const to = isFinal === true ? withoutLost(walk, rest, ({ isCovered }) => isCovered) : rest
    return [
      {
        label: isIncident ? "the node that sends it hangs" : label,
        cost: isIncident ? 1 : 0,
        isHonest: !isIncident,
        to
      }
    ]
  })
  const { watch } = operation.facts
  if (watch !== null && watch.at !== null && watch.count < lastWatch && own.policy.callbacks === "verified") {
    const last = { ...operation, facts: { ...operation.facts, watch: { ...watch, count: lastWatch, at: now } } }
    const label = "it was looked after so often that the next time is the last one"
    moves.push({ label, cost: 0, isHonest: true, to: withOperation(walk, world, last) })
  }
  // Whatever the records tell was sent before they went back.
  const isSentLongAgo = operation.facts.latest === null || sendingOf(operation) === "final"
  if (operation.recovery === null || world.isRecoveryOld || !isSentLongAgo) return moves
  const old = withoutLost(walk, { ...world, isRecoveryOld: true }, ({ isCovered }) => !isCovered)
  return [...moves, { label: "it is long ago that the records went back", cost: 0, isHonest: true, to: old }]
}

const changed = (world: World, which: Which, place: number, is: Copy["is"]): World => {
  const copies = world.copies[which].map((copy, each) => (each === place ? { ...copy, is } : copy))
  const after = { ...world, copies: put(world.copies, which, copies) }
  return { ...after, broken: world.broken ?? paysTwice(after) }
}

// Anybody in the office may commit what is only prepared, and what nobody commits is over some day.
const draft = (walk: Walk, world: World, which: Which, place: number): ReadonlyArray<Move> => {
  const { instance, policy } = walk.providers[which]
  const move = (label: string, is: Copy["is"]): Move => ({
    label: `${instance}: ${label}`,
    cost: 0,
    isHonest: false,
    to: changed(world, which, place, is)
  })
  const isPayable = policy.stages?.create?.prepared === "payable"
  return [
    ...(isPayable ? [move("somebody in the office commits it", "alive")] : []),
    move("what was prepared expires", "dead")
  ]
}

// It is not counted as one that may pay, because nobody can know it; that it was paid must be told.
const revived = (walk: Walk, world: World, which: Which, place: number): ReadonlyArray<Move> => {
  const { instance, policy } = walk.providers[which]
  const isBehind = behind(walk, world).some((each) => each.which === which && each.copy === world.copies[which][place])
  const mayPay = walk.incidents.has("late changes") && (policy.finality?.failedMayChangeForMillis ?? 0) > 0
  if (!isBehind || !mayPay) return []
  const copies = world.copies[which].map(
    (copy, each): Copy => (each === place ? { ...copy, is: "paid", isRogue: true } : copy)
  )
  const to = { ...world, copies: put(world.copies, which, copies) }
  return [{ label: `${instance}: what was given up there is paid`, cost: 1, isHonest: false, to }]
}

/** What providers do with what they hold. */
export const deeds = (walk: Walk, world: World): ReadonlyArray<Move> =>
  both.flatMap((which) => {
    const { instance, policy } = walk.providers[which]
    const { operation } = world.records
    const { failedMayChangeForMillis = 0, paidMayChangeForMillis = 0 } = policy.finality ?? {}
    const isOver = isTimeOver(walk, world, which) ?? (isEnded(operation.status) && !mayChange(policy, operation))
    return world.copies[which].flatMap(({ generation, is }, place): ReadonlyArray<Move> => {
      const move = (to: Copy["is"], cost: 0 | 1): Move => ({
        label: `${instance} ${to === "paid" ? "pays it" : `calls it ${statusOf(operation.kind, to)}`}`,
        cost,
        isHonest: cost === 0,
        to: changed(world, which, place, to)
      })
      if (is === "alive") return [move("paid", 0), move("dead", 0)]
      if (is === "draft") return draft(walk, world, which, place)
      if (is === "declined")
        return [{ ...move("alive", 0), label: `its payer tries it again at ${instance}`, isHonest: false }]
      // What was abandoned, or is of an earlier generation, is over, unless its provider breaks its word.
      if (is === "dead" && generation !== undefined) return revived(walk, world, which, place)
      // Only what its manifest says of it may still happen.
      if (!walk.incidents.has("late changes") || isOver) return []
      if (is === "dead") return failedMayChangeForMillis > 0 ? [move("paid", 1)] : []
      if (is === "returning") return [move("paid", 0), move("returned", 0)]
      return is === "paid" && paidMayChangeForMillis > 0 ? [move("returning", 1), move("returned", 1)] : []
    })
  })

/** An answer to a read comes late. */
export const lateAnswers = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { late } = world
  if (late === null) return []
  const rest = { ...world, late: null }
  const to = apply(walk, rest, lateEvent(walk, world, late), { from: late.from, isOld: true }) ?? rest
  return [
    {
      label: `the late answer of ${walk.providers[late.from].instance} is recorded: ${late.reports}`,
      cost: 0,
      isHonest: true,
      to
    }
  ]
}

/** Nobody answers for so long that the next look-up is the last one. */
export const silence = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { operation } = world.records
  const { facts, status, step } = operation
  const isLookedUp = status === "unknown" && step === "look_up" && !isSending(facts)
  if (!isLookedUp || facts.tries >= lastTry || obstacle(walk, world) !== undefined) return []
  const to = withOperation(walk, world, {
    ...operation,
    facts: { ...facts, tries: lastTry, search: { ...facts.search, unaskedSince: null } }
  })
  const which = accountOf(walk, world, operation.provider)
  const held = which === undefined ? null : heldBy(world, which, operation.providerReference)
  // What is left, or cannot be told from what was given up, decides nothing however often it is found.
  const isLeft =
    which !== undefined &&
    isStaged(walk, which) &&
    (operation.providerReference === null || held?.copy.is === "draft" || held?.copy.is === "declined")
  const isHonest =
    isLeft ||
    (which !== undefined &&
      world.copies[which].length === 0 &&
      Settling.notFoundIsFinal(Settling.of(walk.providers[which].policy, "create")) === undefined)
  // Where nothing is there and denials never count, that is what honest answers come to.
  const label = isHonest
    ? "it is denied for as long as is looked for it"
    : "no look-up tells anything for as long as is waited for one"
  return [{ label, cost: isHonest ? 0 : 1, isHonest, to }]
}

const orders: ReadonlyArray<ReadonlyArray<Which>> = [[0, 1], [1, 0], [0], [1]]

/** Routes and names change. Two accounts with one name take turns. */
export const config = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const [{ instance: first }, { instance: second }] = walk.providers
  const move = (label: string, change: Partial<World>, cost: 0 | 1 = 1): Move => ({
    label,
    cost,
    isHonest: false,
    to: { ...world, ...change }
  })
  if (first === second) {
    const [goneFirst] = world.gone
    const gone: Two<boolean> = [!goneFirst, goneFirst]
    return [move(`${first} leads to account ${goneFirst ? "A" : "B"} now`, { gone })]
  }
  const routed = orders.filter((order) => order.join() !== world.routes.join())
  return [
    ...routed.map((routes) =>
      move(`the routes are ${routes.map((which) => walk.providers[which].instance).join(", ")} now`, { routes })
    ),
    ...both.map((which) => {
      const gone = put(world.gone, which, !world.gone[which])
      const { instance } = walk.providers[which]
      return world.gone[which]
        ? move(`${instance} is configured again`, { gone }, 0)
        : move(`${instance} is not configured any more`, { gone })
    })
  ]
}

// What an earlier recovery had settled is as old as the backup.
const older = (operation: Records["operation"]): Records["operation"] => {
  const { cleared, doubt } = operation.facts
  return {
    ...operation,
    recovery: 1,
    facts: {
      ...operation.facts,
      cleared: cleared && { ...cleared, recovery: 0 },
      doubt: doubt && { ...doubt, recovery: 0 }
    }
  }
}

/**
 * A backup without what a recovery sets anew before anything is sent: what was counted of look-ups and resends, and when it
 * was sent last, which the start of the recovery takes the place of.
 */
const levelled = (records: Records): Records => {
  const { operation } = records
  if (!isOpen(operation.status)) return records
  const { facts } = operation
  const unrefused = facts.again?._tag === "Refused" ? null : facts.again
  const fresh: Partial<Facts> = {
    again: unrefused,
    tries: 0,
    search: { ...facts.search, absent: null, unaskedSince: null },
    resends: { count: 0, why: null }
  }
  const again: Partial<Facts> = operation.attempts === 0 ? {} : { tried: [], search: unsearched, again: forEver(facts) }
  const older = { ...operation, facts: { ...facts, ...fresh, ...again } }
  return { ...records, operation: operation.attempts === 0 ? older : longSent({ ...older, createdAt: now }) }
}

/** The records are kept, or set back to what was kept. One from before it was created is the one it begins with. */
export const backups = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { backup, calls, records } = world
  if (backup === null) {
    const backup = walk.levelsBackups ? levelled(records) : records
    const kept = { ...world, backup, calls: calls.map((call) => ({ ...call, isKept: call.isOwn })) }
    return [{ label: "a backup is made", cost: 1, isHonest: false, to: kept }]
  }
  const back: World = {
    ...world,
    records: { ...backup, operation: settled(walk, older(backup.operation)) },
    backup: null,
    isRecoveryOld: false,
    calls: calls.map((call) => ({ ...call, isCovered: false, isOwn: call.isKept, isKept: false }))
  }
  return [{ label: "the records go back to the backup, and recovery begins", cost: 0, isHonest: false, to: back }]
}

/** Where a walk begins. */
export const beginning = ({ kind, providers }: Walk): World => ({
  records: {
    operation: created(kind),
    isReadRequested: false,
    sides: [null, null],
    had: [false, false],
    called: [false, false],
    paid: [false, false],
    known: [false, false]
  },
  copies: [[], []],
  keys: [null, null],
  lied: [false, false],
  isPast: [false, false],
  calls: [],
  late: null,
  backup: null,
  isRecoveryOld: false,
  routes: [0, 1],
  gone: [false, providers[0].instance === providers[1].instance],
  risk: null,
  isUnwanted: false,
  broken: null
})
