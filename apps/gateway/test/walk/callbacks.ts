/**
 * Callbacks, as the inbox handles them (`operations/inbox.ts`) and as the database marks what they ask for (`store/readRequests.ts`,
 * `store/sideReads.ts`), and the reads at instances that are not taken to hold it (`worker/sideReads.ts`).
 */

import { Anomaly } from "@switchyard/core"
import { isHolder, needsAttempt, reopens } from "../../src/lifecycle/callback.ts"
import { isAtRisk } from "../../src/lifecycle/Facts.ts"
import { isOpen } from "../../src/lifecycle/Status.ts"
import { now } from "./clocks.ts"
import { heldBy, statusOf } from "./readings.ts"
import { apply, named } from "./shell.ts"
import { type Move, policyOf, slotOf, type Walk } from "./Walk.ts"
import { both, put, type Records, type Side, type Which, type World } from "./World.ts"

type Trust = "verified" | "hint"

const withRecords = (world: World, change: Partial<Records>): World => ({
  ...world,
  records: { ...world.records, ...change }
})

const asked: Side = { is: "asked", isLast: false }

/** What a hint changes: the next read comes sooner, what has ended is read again where it may, and nothing is resent first. */
export const readRequested = (walk: Walk, world: World, mayReopen: boolean): World => {
  const { isReadRequested, operation, sides } = world.records
  const { provider, status, step } = operation
  const takes = isOpen(status) ? step !== "submit" && step !== "none" : mayReopen && status !== "needs_review"
  if (!takes || isReadRequested) return world
  const to = step === "none" ? "sweep" : step === "send" ? "look_up" : step
  const which = both.find((one) => walk.providers[one].instance === provider)
  const slot = which === undefined ? undefined : slotOf(walk, which)
  return withRecords(world, {
    isReadRequested: true,
    operation: step === to ? operation : { ...operation, step: to },
    // What was read there before is older than this.
    sides: slot === undefined || sides[slot]?.is !== "done" ? sides : put(sides, slot, null)
  })
}

const toHolder = (walk: Walk, world: World, which: Which, trust: Trust): World => {
  const { operation } = world.records
  const policy = policyOf(walk, world)
  const mayReopen = reopens(operation, policy, trust, now)
  const event = { _tag: "CalledElsewhere", ...named(walk, which), trust, providerStatus: null } as const
  const retold = isAtRisk(operation.facts) ? (apply(walk, world, event) ?? world) : world
  return readRequested(walk, retold, mayReopen)
}

const toOther = (walk: Walk, world: World, which: Which, trust: Trust): World => {
  const { called, had, operation, sides } = world.records
  const slot = slotOf(walk, which)
  const event = { _tag: "CalledElsewhere", ...named(walk, which), trust, providerStatus: null } as const
  if (operation.facts.doubt === null) {
    if (needsAttempt(operation, trust) && !had[which]) return withRecords(world, { called: put(called, slot, true) })
    const side = sides[slot]
    if (side !== null && side.is !== "done") return world
    const waiting = withRecords(world, { sides: put(sides, slot, asked) })
    return apply(walk, waiting, event) ?? waiting
  }
  return apply(walk, world, event) ?? world
}

/** A callback of this account, told to whom it is about. */
export const calledBack = (walk: Walk, world: World, which: Which, trust: Trust): World =>
  isHolder(world.records.operation, named(walk, which))
    ? toHolder(walk, world, which, trust)
    : toOther(walk, world, which, trust)

/** The callbacks that may come: verified ones only from who was given it, the others from anybody. */
export const callbacks = (walk: Walk, world: World): ReadonlyArray<Move> =>
  both.flatMap((which) => {
    const { instance, policy } = walk.providers[which]
    const isKnown = world.copies[which].length > 0 || world.records.had[which]
    const trust = policy.callbacks
    if (trust === "none" || world.gone[which] || (trust === "verified" && !isKnown)) return []
    const move = (label: string, to: World): Move => ({ label, cost: 1, isHonest: false, to })
    const to = calledBack(walk, world, which, trust)
    const plain = move(`${instance} calls back (${trust})`, to)
    if (!isHolder(world.records.operation, named(walk, which))) return [plain]
    const anomalies = [Anomaly.make("AmountDiffers", "another amount")]
    const strange = apply(walk, to, { _tag: "Mismatch", trust, anomalies }) ?? to
    return [plain, move(`${instance} calls back (${trust}) with another amount`, strange)]
  })

const ofSlot = (walk: Walk, world: World, slot: Which): Which | undefined =>
  both.find((which) => slotOf(walk, which) === slot && !world.gone[which])

const withSide = (world: World, slot: Which, side: Side): World =>
  withRecords(world, { sides: put(world.records.sides, slot, side) })

const done: Side = { is: "done", isLast: false }

/** Reads at instances that are not taken to hold it. How often they are repeated is levelled to once, and the last time. */
export const sideReads = (walk: Walk, world: World): ReadonlyArray<Move> =>
  both.flatMap((slot) => {
    const side = world.records.sides[slot]
    if (side === null || side.is === "done") return []
    const which = ofSlot(walk, world, slot)
    const instance = walk.providers[slot].instance
    const held = which === undefined ? null : heldBy(world, which, null)
    const moves: Array<Move> = []
    const add = (label: string, to: World, cost: 0 | 1 = 0) =>
      moves.push({ label: `${instance} is asked: ${label}`, cost, isHonest: cost === 0, to })
    if (held === null || walk.incidents.has("reads")) {
      const label = held === null ? "not found" : "no answer"
      const silent = side.isLast
        ? withSide(apply(walk, world, { _tag: "SilentElsewhere", instance }) ?? world, slot, done)
        : withSide(world, slot, { is: "asked", isLast: true })
      add(side.isLast ? `${label}, for the last time` : label, silent, held === null ? 0 : 1)
    }
    if (held === null || which === undefined) return moves
    const status = statusOf(world.records.operation.kind, held.copy.is)
    const { fingerprint } = named(walk, which)
    const event = { _tag: "FoundElsewhere", instance, fingerprint, status, providerStatus: held.copy.is } as const
    const after = apply(walk, world, event, { from: which }) ?? world
    const isAlive = held.copy.is === "alive"
    add(`found, ${status}`, withSide(after, slot, isAlive ? { is: "followed", isLast: false } : done))
    if (isAlive) add(`found, ${status}, for the last time`, withSide(after, slot, done))
    return moves
  })
