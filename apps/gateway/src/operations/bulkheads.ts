/**
 * The bulkhead of an operation: the instance that its next step will call, and whether that sends, reads, or looks after what has ended. What is to be
 * submitted waits for its first candidate that is healthy. It says where an operation waits, and binds nobody: who calls
 * somebody else after all goes over to the bulkhead of that one first.
 */
import type { Routing } from "@switchyard/facade"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Service as Health } from "../health/Health.ts"
import { stateOf } from "../lifecycle/State.ts"
import type { Kind } from "../lifecycle/Status.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import type { Row } from "../store/Row.ts"
import type { KindPort } from "./kinds.ts"

type Guard = Pick<Health, "isUnhealthy">

/** Where it waits to be submitted for the first time, or after some have refused it. */
export const ofCandidates = Effect.fnUntraced(function* (
  guard: Guard,
  candidates: ReadonlyArray<Routing.Candidate>,
  refused: ReadonlyArray<string> = []
): Effect.fn.Return<string> {
  const left = candidates.filter((candidate) => candidate.in && !refused.includes(candidate.instance))
  const healthy = yield* Effect.filter(left, ({ instance }) =>
    Effect.map(guard.isUnhealthy(instance), (isUnhealthy) => !isUnhealthy)
  )
  const first = healthy[0] ?? left[0]
  return first === undefined ? Bulkhead.other : Bulkhead.of(first.instance, "send")
})

/** Where an operation in this state waits for its next step. */
export const ofNextStep = Effect.fnUntraced(function* (
  { guard, kinds }: { readonly guard: Guard; readonly kinds: Readonly<Record<Kind, KindPort>> },
  row: Row
): Effect.fn.Return<string> {
  const { facts, kind, provider } = row
  const state = stateOf(row)
  if (state._tag === "Closed" && !state.isWatched) return row.bulkhead
  if (state._tag === "Replay" || state._tag === "Abandon" || state._tag === "Change")
    return provider === null ? Bulkhead.other : Bulkhead.of(provider, "send")
  // Of these there are many, and none of them is waited for.
  if (state._tag === "Closed") return provider === null ? Bulkhead.other : Bulkhead.of(provider, "ended")
  if (state._tag !== "Submit") return provider === null ? Bulkhead.other : Bulkhead.of(provider, "read")
  if (state.isAgain) return provider === null ? Bulkhead.other : Bulkhead.of(provider, "send")
  const opened = yield* Effect.result(kinds[kind].open(row))
  if (Result.isFailure(opened)) return Bulkhead.other
  const refused = facts.tried.map(({ instance }) => instance)
  return yield* ofCandidates(guard, opened.success.candidates(), refused)
})
