/**
 * That nothing is looked up for ever, with a clock that runs: from every undecided operation that the walk has met, the steps
 * come when they are due and nobody ever says anything that decides. By then it has ended or is with a person. What a
 * provider has accepted is followed for as long as it is under way there, and is part of this only where its provider answers, and
 * never about it.
 */
import { due } from "../../src/lifecycle/due.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { isHeld, isOpen } from "../../src/lifecycle/Status.ts"
import { type Answering, answerings, type Silence } from "./answerings.ts"
import { now } from "./clocks.ts"
import { isStaged } from "./leftLaws.ts"
import { named, questionOf } from "./shell.ts"
import { beginning } from "./turns.ts"
import { accountOf, policyOf, type Walk } from "./Walk.ts"
import type { World } from "./World.ts"

const mostSteps = 2_000

const isOver = ({ facts, status }: Operation, silence: Silence): boolean =>
  !isOpen(status) || (facts.holding === "holder" && !(silence === "not understood" && isHeld(status)))

// Where reads never leave, replays do not either.
const neverLeaves = (answering: Answering, at: number, n: number): boolean => {
  const event = answering("", at, n)
  return event._tag === "ReadFailed" && event.neverSent
}

// What happens at its next step: creates are never answered.
const next = (walk: Walk, world: World, at: number, answering: Answering, n: number): Event | number => {
  const { operation } = world.records
  const sendUntil = at + 30_000
  const own = accountOf(walk, world, operation.provider)
  const step = due(operation, undefined, at, { policy: policyOf(walk, world), at, sendUntil })
  if (step._tag === "ReplaysOver") return step
  if (step._tag === "BeingSent") return step.until
  if ("asksFirst" in step && step.asksFirst) {
    const question = questionOf(walk, world, at)
    if (question !== null) return question
  }
  if (step._tag === "Unfinished") {
    const { latest } = operation.facts
    const isReplay = operation.status === "unknown" && operation.facts.replays?._tag === "Open"
    if (!isReplay || !neverLeaves(answering, at, n) || own === undefined) return { _tag: "Interrupted" }
    const request = { ...named(walk, own), attempt: step.attempt, sendUntil: latest?.until ?? at }
    return { _tag: "NotReplayed", ...request, why: "NeverSent", retryAfter: null }
  }
  if (step._tag === "Read") return answering(operation.provider ?? "", at, n)
  const tried = new Set(operation.facts.tried.map(({ instance }) => instance))
  if (step._tag === "Replay" && own !== undefined) {
    return { _tag: "ReplayPlanned", ...named(walk, own), sendUntil, clocksApartMillis: 0 }
  }
  if (step._tag === "Abandon" && own !== undefined) {
    return { _tag: "AbandonPlanned", ...named(walk, own), sendUntil }
  }
  const which = step._tag === "Send" ? own : world.routes.find((each) => !tried.has(walk.providers[each].instance))
  return which === undefined
    ? { _tag: "NobodyLeft", message: "nobody", isBlocked: false }
    : { _tag: "SendPlanned", ...named(walk, which), sendUntil, isStaged: isStaged(walk, which) }
}

/** The last of what happens where it goes on for ever, or null where it comes to an end. */
export const withoutAnEnd = (walk: Walk, operation: Operation, silence: Silence): ReadonlyArray<string> | null => {
  const answering = answerings[silence]
  let world: World = { ...beginning(walk), gone: [false, false] }
  world = { ...world, records: { ...world.records, operation } }
  const last: Array<string> = []
  let at = now
  for (let n = 0; n < mostSteps; n += 1) {
    const { operation: before } = world.records
    if (isOver(before, silence)) return null
    const event = next(walk, world, at, answering, n)
    if (typeof event === "number") {
      at = event
      continue
    }
    const decision = walk.decide(before, event, policyOf(walk, world), at)
    last.push(`${event._tag}, ${Math.round((at - now) / 1000)} s later`)
    if (decision._tag === "Illegal") return [...last.slice(-3), decision.why]
    const { announce: _, delay, entries: __, ...state } = decision
    at += typeof delay === "number" ? delay : 0
    world = { ...world, records: { ...world.records, operation: { ...before, ...state } } }
  }
  return last.slice(-3)
}
