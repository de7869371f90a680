/** Requests on their way, what the provider does with them, and what is heard of that. */
import { Settling } from "@switchyard/core"
import type { Event } from "../../../src/lifecycle/Event.ts"
import { apply } from "./apply.ts"
import { chance, honest, incident, type Move } from "./move.ts"
import { observed } from "./provider.ts"
import type { Walk } from "./Walk.ts"
import { account, type Call, copiesOf, type Held, isComing, type World, withEntry } from "./World.ts"

const changed = (world: World, call: Call, change: Partial<Call>): World => ({
  ...world,
  calls: world.calls.map((each) => (each === call ? { ...call, ...change } : each))
})

// Nobody waits for it, and nothing of it arrives any more.
const withoutDone = (world: World): World => ({
  ...world,
  calls: world.calls.filter(({ isAwaited, isTravelling }) => isAwaited || isTravelling)
})

const withinOf = (walk: Walk): number | null => {
  const stated = Settling.of(walk.policy, "create").duplicates
  return Settling.isRepeatable(stated) ? stated.withinMillis : null
}

const made = (walk: Walk, world: World, call: Call): World => {
  const { held, now } = world
  const id = `r-${held.length + 1}`
  const { reference } = call
  const refund: Held = {
    id,
    reference,
    amount: walk.amounts[reference] ?? 0,
    status: "processing",
    madeAt: now,
    failedAt: null,
    isRevived: false
  }
  const there = changed(world, call, { isTravelling: false, answer: "accepted", id })
  return {
    ...there,
    held: [...held, refund],
    keys: withinOf(walk) === null ? world.keys : withEntry(world.keys, reference, { at: now, answer: "accepted" })
  }
}

const arrives = (walk: Walk, world: World, call: Call): ReadonlyArray<Move> => {
  const { held, keys, now } = world
  const { isReplay, reference } = call
  const label = `the request of ${reference} arrives`
  const copies = copiesOf(held, reference)
  const within = withinOf(walk)
  const key = keys.get(reference)
  if (within !== null && key !== undefined && now < key.at + within) {
    const answer = key.answer === "accepted" ? "accepted" : "rejected, remembered"
    const id = copies[0]?.id ?? null
    return honest(`${label}, and is known`, changed(world, call, { isTravelling: false, answer, id }))
  }
  if (copies.length > 0 && Settling.refusesDuplicates(Settling.of(walk.policy, "create")) && within === null)
    return honest(`${label}, and is a duplicate`, changed(world, call, { isTravelling: false, answer: "duplicate" }))
  const refused = changed(world, call, { isTravelling: false, answer: "rejected" })
  return [
    ...honest(label, made(walk, world, call)),
    ...(isReplay
      ? []
      : chance(
          `the request of ${reference} is refused`,
          within === null
            ? refused
            : { ...refused, keys: withEntry(refused.keys, reference, { at: now, answer: "rejected" }) }
        )),
    ...(walk.incidents.has("messages")
      ? incident(
          `the request of ${reference} is put off`,
          changed(world, call, { isTravelling: false, answer: "wait" })
        )
      : [])
  ]
}

const base = { reason: "ConnectionLost" as const, message: "m", providerCode: null }

const eventOf = (world: World, call: Call): Event | undefined => {
  const { answer, attempt, id, until } = call
  const request = { ...account, attempt, sendUntil: until }
  const refused = { ...request, ...base, transient: false, failover: false, retryAfter: null }
  switch (answer) {
    case null:
      return { _tag: "OutcomeUnknown", ...request, ...base, providerReference: null }
    case "duplicate":
      return { _tag: "OutcomeUnknown", ...request, ...base, reason: "DuplicateReference", providerReference: null }
    case "wait":
      return { ...refused, _tag: "NotExecuted", reason: "RateLimited", transient: true }
    case "rejected":
      return { ...refused, _tag: "Rejected", reason: "InvalidRequest" }
    case "rejected, remembered":
      // Of what is no replay it is an answer like any other.
      if (!call.isReplay) return { ...refused, _tag: "Rejected", reason: "InvalidRequest" }
      return { _tag: "ReplayRefused", ...request, ...base, reason: "InvalidRequest", failover: false }
    case "accepted": {
      const there = world.held.find((each) => each.id === id)
      return there && { _tag: "Accepted", ...request, observation: observed(there) }
    }
  }
}

const ofCall = (walk: Walk, world: World, call: Call): ReadonlyArray<Move> => {
  const { answer, isAwaited, isHanging, isTravelling, reference } = call
  const goesWrong = walk.incidents.has("messages")
  const lost = changed(world, call, { isTravelling: false })
  const event = isAwaited && !isTravelling ? eventOf(world, call) : undefined
  const heard = withoutDone(changed(world, call, { isAwaited: false }))
  return [
    ...(isTravelling && isComing(world, call) ? arrives(walk, world, call) : []),
    // What nobody sends any more never arrives.
    ...(isTravelling && !isComing(world, call)
      ? honest(`the request of ${reference} is too late`, withoutDone(lost))
      : []),
    ...(isTravelling && goesWrong ? incident(`the request of ${reference} is lost`, withoutDone(lost)) : []),
    ...(event === undefined
      ? []
      : honest(
          `the answer about ${reference} comes: ${answer ?? "nothing is heard"}`,
          apply(walk, heard, reference, event) ?? heard
        )),
    ...(isAwaited && goesWrong ? incident(`whoever waits for the answer about ${reference} dies`, heard) : []),
    ...(isAwaited && !isHanging && goesWrong
      ? incident(`whoever waits for the answer about ${reference} hangs`, changed(world, call, { isHanging: true }))
      : [])
  ]
}

/** What may become of each request. */
export const calls = (walk: Walk, world: World): ReadonlyArray<Move> =>
  world.calls.flatMap((call) => ofCall(walk, world, call))
