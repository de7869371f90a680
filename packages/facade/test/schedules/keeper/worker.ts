/**
 * Carries out what the keeper decides for one payout that is due, one step: read the row, decide, write, act, write. A
 * process may die or stand still between any two of these; every write is a compare-and-set on the row's version, so
 * whoever comes late changes nothing. This is about what a gateway's worker does.
 */
import { compact } from "@switchyard/core/Optional"
import type * as Stages from "@switchyard/core/Stages"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Node } from "../world/nodes.ts"
import { asking, askWithinMillis, type Step, type View } from "./decide.ts"
import type { Keeper } from "./keeper.ts"
import type { Row } from "./row.ts"
import * as Staging from "./staging.ts"
import type { Store } from "./store.ts"

/** What a worker works with. */
export interface Work {
  readonly node: Node
  readonly keeper: Keeper
  readonly store: Store
  readonly now: () => number
  readonly record: (who: string, text: string) => void
}

/** What a node's config allows at this moment. */
export const viewOf = ({ switchyard }: Node): View => ({
  accounts: new Map(
    switchyard.instances.flatMap(({ capabilities: { payouts }, fingerprint, name }) =>
      payouts === undefined ? [] : [[name, { fingerprint, manifest: payouts }]]
    )
  ),
  candidates: (request) =>
    switchyard.payouts.candidates(request).flatMap((candidate) => (candidate.in ? [candidate.instance] : []))
})

const send = Effect.fnUntraced(function* (work: Work, row: Row, step: Extract<Step, { do: "send" }>) {
  const { keeper, node, now, store } = work
  const { account, instance } = step
  const { payouts } = node.switchyard
  const key = yield* payouts.hashOn(instance, row.request)
  const recorded = store.replace(row, keeper.begun(row, { ...step, key }, now()))
  if (recorded === undefined) return
  yield* node.point("recorded")
  const sendUntil = DateTime.makeUnsafe(keeper.sendUntil(recorded.attempts.at(-1)?.sendUntil ?? 0, now()))
  let latest = recorded
  // At a provider with stages: what was prepared is stored, or nothing is committed.
  const beforeCommit: Stages.BeforeCommit = Effect.fnUntraced(function* (committing) {
    const stored = store.replace(recorded, keeper.prepared(recorded, committing, account))
    if (stored === undefined) return false
    latest = stored
    yield* node.point("recorded")
    return true
  })
  const { stage } = recorded
  const options = {
    sendUntil,
    ...compact({ replayKey: key }),
    ...(stage && { generation: stage.generation, beforeCommit })
  }
  const end = yield* Effect.result(payouts.createOn(instance, recorded.request, options))
  yield* node.point("answered")
  const outcome = Result.merge(end)
  work.record(node.name, `create on ${instance} ended: ${labelOf(outcome)}`)
  store.replace(latest, keeper.ended(latest, outcome, account, now()))
})

const replay = Effect.fnUntraced(function* (work: Work, row: Row, step: Extract<Step, { do: "replay" }>) {
  const { keeper, node, now, store } = work
  const { instance } = step
  const { payouts } = node.switchyard
  const repeat = yield* keeper.repeat(row, (request) => payouts.hashOn(instance, request))
  if (repeat === undefined) return
  let recorded: Row | undefined = row
  const end = yield* Effect.result(
    payouts.replayOn(instance, repeat.request, repeat.record, {
      // Every process of ours has the same clock.
      clocksApartMillis: 0,
      beforeReplay: Effect.fnUntraced(function* (next) {
        recorded = store.replace(row, keeper.replayed(row, step, next, now()))
        if (recorded === undefined) return yield* Effect.fail("somebody else was faster" as const)
        yield* node.point("recorded")
      })
    })
  )
  yield* node.point("answered")
  const ended = Result.merge(end)
  work.record(node.name, `replay at ${instance} ended: ${labelOf(ended)}`)
  if (ended._tag === "ReplayNotRecorded" || recorded === undefined) return
  store.replace(recorded, keeper.replayEnded(recorded, ended, now()))
})

const abandon = Effect.fnUntraced(function* (work: Work, row: Row, step: Extract<Step, { do: "abandon" }>) {
  const { keeper, node, now, store } = work
  const { account, instance } = step
  const recorded = store.replace(row, keeper.abandoning(row, instance, account, now()))
  const { providerReference, stage } = recorded ?? {}
  if (recorded === undefined || providerReference === undefined || stage?.abandon === undefined) return
  // Or a person decides.
  if (recorded.state !== "unknown") return
  yield* node.point("recorded")
  const { generation } = stage
  const asked = stage.abandon.asked - 1
  const deadline = DateTime.makeUnsafe(recorded.attempts.at(-1)?.sendUntil ?? 0)
  const left = { providerReference, generation, asked, deadline }
  const ended = Result.merge(yield* Effect.result(node.switchyard.payouts.abandonOn(instance, row.request, left)))
  yield* node.point("answered")
  work.record(node.name, `abandonment at ${instance} ended: ${labelOf(ended)}`)
  store.replace(recorded, keeper.abandoned(recorded, ended, now()))
})

/** Nobody can look it up without an id: preparing again tells it. */
const identify = Effect.fnUntraced(function* (
  work: Work,
  asked: Row,
  { account, instance }: Extract<Step, { do: "ask" }>
) {
  const { node, now, store } = work
  const { generation = 0 } = asked.stage ?? {}
  const ended = Result.merge(
    yield* Effect.result(node.switchyard.payouts.prepareOn(instance, asked.request, { generation }))
  )
  yield* node.point("observed")
  work.record(node.name, `preparing again at ${instance} ended: ${labelOf(ended)}`)
  store.replace(asked, Staging.identified(asked, ended, account, now()))
})

const labelOf = (ended: { readonly _tag: string; readonly reason?: string; readonly why?: string }): string => {
  const why = ended.why ?? ended.reason
  return why === undefined ? ended._tag : `${ended._tag} (${why})`
}

const ask = Effect.fnUntraced(function* (work: Work, row: Row, step: Extract<Step, { do: "ask" }>) {
  const { keeper, node, now, store } = work
  const { account, instance } = step
  const hints = store.hints(row.reference)
  store.forget(row.reference)
  for (const { event } of hints.filter((hint) => hint.instance === instance)) {
    const decided = keeper.onCallback(row, event)
    if (decided !== undefined) return void store.replace(row, decided)
  }
  const asked = store.replace(row, asking(row, account, now()))
  if (asked === undefined) return
  yield* node.point("asking")
  if (now() > (asked.askedAt ?? 0) + askWithinMillis) return
  const { providerReference, reference } = asked
  if (asked.stage !== undefined && providerReference === undefined) return yield* identify(work, asked, step)
  const query = providerReference === undefined ? { reference } : { reference, providerReference }
  const answer = yield* Effect.result(node.switchyard.payouts.get(instance, query))
  yield* node.point("observed")
  store.replace(
    asked,
    Result.isSuccess(answer)
      ? keeper.found(asked, answer.success, account, now())
      : keeper.unfound(asked, answer.failure, account, now())
  )
})

/** One step for one payout. */
export const work = Effect.fnUntraced(function* (work: Work, reference: string) {
  const { keeper, node, now, store, record } = work
  const row = store.get(reference)
  if (row === undefined) return
  yield* node.point("picked")
  const step = keeper.decide(row, viewOf(node), now())
  if (step === undefined) return
  switch (step.do) {
    case "write":
      store.replace(row, step.row)
      return
    case "send":
      record(node.name, `sends ${reference} to ${step.instance} (${step.why})`)
      return yield* send(work, row, step)
    case "abandon":
      record(node.name, `abandons what is left of ${reference} at ${step.instance}`)
      return yield* abandon(work, row, step)
    case "replay":
      record(node.name, `replays ${reference} at ${step.instance}`)
      return yield* replay(work, row, step)
    case "ask":
      record(node.name, `looks ${reference} up at ${step.instance}`)
      return yield* ask(work, row, step)
  }
})
