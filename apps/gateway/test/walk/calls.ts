/**
 * Requests on their way: how a provider acts on one, how its answer is recorded or lost, and nodes that die or hang between
 * any two of these. A request that nobody waits for may still arrive: until "not found" counts where the manifest says so,
 * else whenever it likes.
 */

import type { Reason } from "@switchyard/core"
import { Settling } from "@switchyard/core"
import type { Event } from "../../src/lifecycle/Event.ts"
import { now, sendingOf } from "./clocks.ts"
import { paysTwice, takesAnother } from "./laws.ts"
import { idOf, observationOf } from "./readings.ts"
import { apply, named } from "./shell.ts"
import { stagedCall } from "./stagedCalls.ts"
import type { Move, Walk } from "./Walk.ts"
import { type Answer, type Call, type Copy, type Key, put, type World } from "./World.ts"

const alive: Copy = { is: "alive", isRogue: false }
const rogue: Copy = { is: "alive", isRogue: true }

const replaced = (world: World, call: Call, by: Call | null): World => ({
  ...world,
  calls: world.calls.flatMap((each) => (each !== call ? [each] : by === null ? [] : [by]))
})

const acted = (world: World, call: Call, answer: Answer, copy: Copy | null, key?: Key): World => {
  const { isAwaited, to } = call
  const keys = key === undefined ? world.keys : put(world.keys, to, key)
  const copies = copy === null ? world.copies : put(world.copies, to, [...world.copies[to], copy])
  const after = replaced({ ...world, copies, keys }, call, isAwaited ? { ...call, isTravelling: false, answer } : null)
  return { ...after, broken: world.broken ?? paysTwice(after) }
}

const refusals = ["rejected", "rejected for all", "not executed", "asked to wait"] as const

// That it was refused for a while only changes when it is tried again.
const keeping = ["rejected", "rejected for all", "not executed"] as const

const arrivals = (walk: Walk, world: World, call: Call): ReadonlyArray<Move> => {
  const { instance, policy } = walk.providers[call.to]
  const held = world.copies[call.to].length
  const move = (label: string, to: World, cost: 0 | 1 = 0, isHonest = false): Move => ({
    label: `${instance} ${label}`,
    cost,
    isHonest,
    to
  })
  const moves: Array<Move> = []
  const stated = Settling.of(policy, "create").duplicates
  if (stated.kind === "replayed") return replayed(walk, world, call, stated.refusals === "stored")
  if (stated.kind === "revealed") return revealed(walk, world, call)
  if (held === 0 || !Settling.refusesDuplicates(Settling.of(policy, "create"))) {
    moves.push(move(held === 0 ? "takes it" : "takes it once more", acted(world, call, "accepted", alive), 0, true))
  }
  if (held > 0 && Settling.of(policy, "create").duplicates.kind !== "accepted") {
    moves.push(move("has it already", acted(world, call, "duplicate", null), 0, true))
  }
  // What nobody waits for and does nothing is as good as on its way for ever.
  if (!call.isAwaited) return moves
  for (const refusal of refusals) {
    moves.push(move(`answers "${refusal}"`, acted(world, call, refusal, null), refusal === "asked to wait" ? 1 : 0))
  }
  if (walk.incidents.has("refused and kept") && held === 0 && !world.copies.flat().some(({ isRogue }) => isRogue)) {
    for (const refusal of keeping) {
      moves.push(move(`answers "${refusal}", and keeps it all the same`, acted(world, call, refusal, rogue), 1))
    }
  }
  return moves
}

const moveOf = (walk: Walk, { to: which }: Call, label: string, to: World, cost: 0 | 1, isHonest: boolean): Move => ({
  label: `${walk.providers[which].instance} ${label}`,
  cost,
  isHonest,
  to
})

const remembered = {
  accepted: "accepted, remembered",
  rejected: "rejected, remembered",
  "rejected for all": "rejected for all, remembered"
} as const

// What is refused for the first time is remembered where the manifest says so, but not that it could not be taken just now.
const firstRefusals = (walk: Walk, world: World, call: Call, isStored: boolean): ReadonlyArray<Move> =>
  refusals.flatMap((refusal) => {
    const isKept = isStored && (refusal === "rejected" || refusal === "rejected for all")
    if (!call.isAwaited && !isKept) return []
    const to = acted(world, call, refusal, null, isKept ? refusal : undefined)
    return [moveOf(walk, call, `answers "${refusal}"`, to, refusal === "asked to wait" ? 1 : 0, false)]
  })

// Under a key that it remembers it repeats its answer; under any other it carries it out.
const replayed = (walk: Walk, world: World, call: Call, isStored: boolean): ReadonlyArray<Move> => {
  const key = world.keys[call.to]
  if (key === null || key === "forgotten") {
    const to = acted(world, call, "accepted", alive, "accepted")
    return [moveOf(walk, call, "takes it", to, 0, true), ...firstRefusals(walk, world, call, isStored)]
  }
  const answer = remembered[key]
  return [moveOf(walk, call, `repeats its answer: ${key}`, acted(world, call, answer, null), 0, true)]
}

// It names what exists, of several the first or the last.
const revealed = (walk: Walk, world: World, call: Call): ReadonlyArray<Move> => {
  const held = world.copies[call.to].length
  if (takesAnother(walk, world, call.to)) {
    const to = acted(world, call, "accepted", alive, "accepted")
    const label = held === 0 ? "takes it" : "takes it once more"
    return [moveOf(walk, call, label, to, 0, true), ...firstRefusals(walk, world, call, false)]
  }
  const names = held > 1 ? (["the last is named", "the first is named"] as const) : (["the last is named"] as const)
  return names.map((answer) => moveOf(walk, call, `has it: ${answer}`, acted(world, call, answer, null), 0, true))
}

const errorOf = (reason: Reason.Reason) => ({ reason, message: reason, providerCode: null })

// When another request was sent last; any time but that of the latest one.
const another = now - 30 * 86_400_000

const ended = (walk: Walk, world: World, { answer, attempt, isOwn, isReplay = false, to }: Call): Event => {
  const { facts, kind } = world.records.operation
  const account = { ...named(walk, to), attempt, sendUntil: isOwn ? (facts.latest?.until ?? another) : another }
  const refused = (
    tag: "NotExecuted" | "Rejected",
    reason: Reason.Reason,
    failover: boolean,
    retryAfter: number | null = null
  ): Event =>
    // Without the mark nothing says that it was the first request which was refused.
    isReplay
      ? { _tag: "OutcomeUnknown", ...account, ...errorOf(reason), providerReference: null, retryAfter }
      : { _tag: tag, ...account, ...errorOf(reason), transient: tag === "NotExecuted", failover, retryAfter }
  const there = (providerReference: string | null): Event => ({
    _tag: "OutcomeUnknown",
    ...account,
    ...errorOf("DuplicateReference"),
    providerReference
  })
  const repeated = (reason: Reason.Reason, failover: boolean): Event =>
    isReplay ? { _tag: "ReplayRefused", ...account, ...errorOf(reason), failover } : there(null)
  switch (answer) {
    case "accepted": {
      const place = world.copies[to].length - 1
      return {
        _tag: "Accepted",
        ...account,
        observation: observationOf(kind, "alive", idOf(to, place), { hasNext: true })
      }
    }
    case "rejected":
      return refused("Rejected", "InsufficientFunds", true)
    case "rejected for all":
      return refused("Rejected", "DestinationInvalid", false)
    case "not executed":
      return refused("NotExecuted", "ProviderUnavailable", true)
    case "asked to wait":
      return refused("NotExecuted", "RateLimited", true, 3_600_000)
    case "duplicate":
      return there(null)
    case "accepted, remembered":
      return isReplay
        ? { _tag: "Accepted", ...account, observation: observationOf(kind, "alive", idOf(to, 0), { hasNext: true }) }
        : there(null)
    case "rejected, remembered":
      return repeated("InsufficientFunds", true)
    case "rejected for all, remembered":
      return repeated("DestinationInvalid", false)
    case "the first is named":
      return there(idOf(to, 0))
    case "the last is named":
      return there(idOf(to, world.copies[to].length - 1))
    case "NeverSent":
    case "Changed":
    case "AnotherAccount":
      return { _tag: "NotReplayed", ...account, why: answer, retryAfter: null }
    default:
      return { _tag: "OutcomeUnknown", ...account, ...errorOf("TimedOut"), providerReference: null }
  }
}

const recorded = (walk: Walk, world: World, call: Call, isLost: boolean): World => {
  const heard = isLost ? { ...call, answer: null } : call
  const rest = replaced(world, call, call.isTravelling ? { ...call, isAwaited: false } : null)
  // "Accepted" speaks of then: meanwhile it may have ended.
  return (
    apply(walk, rest, ended(walk, world, heard), {
      from: call.to,
      isOld: heard.answer?.startsWith("accepted") === true
    }) ?? rest
  )
}

/** Everything that may become of the requests on their way. */
export const calls = (walk: Walk, world: World): ReadonlyArray<Move> =>
  world.calls.flatMap((call) => {
    if (call.part !== undefined) return stagedCall(walk, world, call)
    const { answer, attempt, isAwaited, isTravelling, to } = call
    const { instance } = walk.providers[to]
    const moves: Array<Move> = []
    if (isTravelling) moves.push(...arrivals(walk, world, call))
    if (isAwaited && answer !== null) {
      const label = `the answer to attempt ${attempt} is recorded: ${answer} by ${instance}`
      moves.push({ label, cost: 0, isHonest: true, to: recorded(walk, world, call, false) })
    }
    if (!isAwaited || !walk.incidents.has("messages")) return moves
    moves.push({
      label: `attempt ${attempt} ends without an answer of ${instance}`,
      cost: 1,
      isHonest: false,
      to: recorded(walk, world, call, true)
    })
    const dead = replaced(world, call, isTravelling ? { ...call, isAwaited: false } : null)
    moves.push({ label: `the node that sent attempt ${attempt} dies`, cost: 1, isHonest: false, to: dead })
    return moves
  })

/** Without what cannot arrive any more, because "not found" counts from now on. */
export const withoutLost = (walk: Walk, world: World, isGone: (call: Call) => boolean): World => ({
  ...world,
  calls: world.calls.flatMap((call) => {
    const ends =
      Settling.notFoundIsFinal(Settling.of(walk.providers[call.to].policy, "create")) !== undefined ||
      world.records.operation.kind === "payment"
    if (!call.isTravelling || !ends || !isGone(call)) return [call]
    return call.isAwaited ? [{ ...call, isTravelling: false }] : []
  })
})

/** Whether the node that sent it last would wait for longer than it may take. */
export const isHanging = (world: World): boolean =>
  world.calls.some(({ isAwaited, isOwn }) => isAwaited && isOwn) && sendingOf(world.records.operation) === "ending"
