/** What the worker does with a refund that is due, through its own guards; and what its merchant begins. */
import { Settling } from "@switchyard/core"
import { due } from "../../../src/lifecycle/due.ts"
import type { Event, Recovered } from "../../../src/lifecycle/Event.ts"
import { isDoubtful } from "../../../src/lifecycle/Operation.ts"
import { question, stillToAsk, targetOf } from "../../../src/lifecycle/question.ts"
import * as Schedule from "../../../src/lifecycle/Schedule.ts"
import type { Row } from "../../../src/store/Row.ts"
import { apply, create } from "./apply.ts"
import * as Laws from "./laws.ts"
import { honest, type Move } from "./move.ts"
import * as Reads from "./reads.ts"
import { canAsk, type Walk } from "./Walk.ts"
import { account, type World } from "./World.ts"

const questionOf = (walk: Walk, { recovery }: World, row: Row): Recovered | null => {
  if (recovery === null || row.recovery === null || row.facts.doubt?.recovery === row.recovery) return null
  const suspects = canAsk(walk) ? { ask: [account], undecided: [] } : { ask: [], undecided: [account] }
  const left = stillToAsk(row, suspects)
  if (left === undefined) return null
  const refuses = Settling.refusesDuplicates(Settling.of(walk.policy, "create"))
  const target = targetOf(row, account.instance, () => (refuses ? account : null))
  return question(row, left, { recovery: recovery.id, startedAt: recovery.startedAt, called: [], target })
}

const leave = (
  walk: Walk,
  world: World,
  row: Row,
  event: Event & { readonly sendUntil: number }
): ReadonlyArray<Move> => {
  const { reference } = row
  const isReplay = event._tag === "ReplayPlanned"
  const to = apply(walk, world, row.id, event)
  const after = to?.records.refunds.get(row.id)
  if (to === undefined || after === undefined) return []
  const { attempts, facts } = after
  // What was decided instead is no leave to send.
  if (facts.latest?._tag !== "Sending" || attempts !== row.attempts + 1) return honest(`${reference} is not sent`, to)
  const call = {
    reference,
    attempt: attempts,
    until: event.sendUntil,
    isReplay,
    isTravelling: true,
    isAwaited: true,
    isHanging: false
  }
  const sent: World = {
    ...to,
    // More of them make no new state: a node that waits for so long has died, and what it has sent was lost.
    calls: [...to.calls.slice(-1), { ...call, answer: null, id: null }],
    broken: to.broken ?? Laws.sends(walk, world, row, isReplay)
  }
  return honest(`${reference} is ${isReplay ? "replayed" : "sent"}`, sent)
}

const submit = (walk: Walk, world: World, row: Row): ReadonlyArray<Move> => {
  const { now } = world
  if (row.step === "submit" && row.facts.tried.some(({ instance }) => instance === account.instance)) {
    const event: Event = { _tag: "NobodyLeft", message: "none", isBlocked: false }
    return honest(`nobody is left for ${row.reference}`, apply(walk, world, row.id, event))
  }
  const isReplayable = Settling.isRepeatable(Settling.of(walk.policy, "create").duplicates)
  return leave(walk, world, row, {
    _tag: "SendPlanned",
    ...account,
    sendUntil: now + Schedule.sendMillis,
    isReplayable
  })
}

const carriedOut = (walk: Walk, world: World, row: Row): ReadonlyArray<Move> => {
  const { now } = world
  const { id, reference } = row
  const sendUntil = now + Schedule.sendMillis
  const moment = { at: now, sendUntil, clocksApartMillis: Schedule.clocksApart }
  const next = due(row, undefined, now, { policy: walk.policy, ...moment })
  switch (next._tag) {
    case "Nothing":
    case "Suspended":
    case "Unaskable":
    case "BeingSent":
    case "Change":
    case "ChangeUnfinished":
      return []
    case "ReplaysOver":
      return honest(
        `${reference} is not replayed any more`,
        apply(walk, world, id, { _tag: "ReplaysOver", why: next.why })
      )
    default: {
      const asked = next.asksFirst ? questionOf(walk, world, row) : null
      const recovered = asked && apply(walk, world, id, asked)
      if (recovered) return honest(`${reference} is asked for after the recovery`, recovered)
    }
  }
  switch (next._tag) {
    case "Unfinished":
      return honest(`${reference} is found without an outcome`, apply(walk, world, id, { _tag: "Interrupted" }))
    case "Read":
      return Reads.refund(walk, world, row, `the worker reads ${reference}`)
    case "Replay":
      return leave(walk, world, row, {
        _tag: "ReplayPlanned",
        ...account,
        sendUntil,
        clocksApartMillis: Schedule.clocksApart
      })
    case "Submit":
    case "Send":
      return isDoubtful(row) ? [] : submit(walk, world, row)
    default:
      return []
  }
}

/** What is due of each refund, and those that are wanted. */
export const worker = (walk: Walk, world: World): ReadonlyArray<Move> =>
  Object.keys(walk.amounts).flatMap((reference): ReadonlyArray<Move> => {
    const row = world.records.refunds.get(reference)
    if (row !== undefined) return carriedOut(walk, world, row)
    const to = create(walk, world, reference)
    return to === undefined ? [] : [{ label: `${reference} is wanted`, cost: 0, isHonest: false, to }]
  })
