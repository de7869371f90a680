/**
 * Those who wait for an operation to be submitted, all of this process together: one look at the records every moment,
 * however many they are, and none while nobody waits.
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { isSubmitted } from "../lifecycle/Status.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { Service as Store } from "../store/Store.ts"

/** Ends with the operation once it has left `created` and `submitting`. */
export type Settling = (id: string) => Effect.Effect<Row, StoreUnavailable>

type Resume = (answer: Effect.Effect<Row, StoreUnavailable>) => void

const every = "50 millis"

/** Whether it has still to be submitted. */
export const isPending = ({ status }: Row): boolean => !isSubmitted(status)

/** Looks for all of them until the scope is closed. */
export const make = Effect.fnUntraced(function* (
  store: Pick<Store, "submittedOf">
): Effect.fn.Return<Settling, never, Scope.Scope> {
  const waiting = new Map<string, Set<Resume>>()
  const somebody = Latch.makeUnsafe(false)

  const answer = (id: string, row: Effect.Effect<Row, StoreUnavailable>) => {
    for (const resume of waiting.get(id) ?? []) resume(row)
    waiting.delete(id)
  }
  const look = Effect.gen(function* () {
    const ids = [...waiting.keys()]
    const found = yield* Effect.result(store.submittedOf(ids))
    // Whoever cannot be notified is answered with what was created.
    if (Result.isFailure(found)) for (const id of ids) answer(id, Effect.fail(found.failure))
    else for (const row of found.success) answer(row.id, Effect.succeed(row))
  })
  const turn = Effect.gen(function* () {
    if (waiting.size === 0) somebody.closeUnsafe()
    yield* somebody.await
    yield* Effect.sleep(every)
    if (waiting.size > 0) yield* look
  })
  yield* turn.pipe(
    Effect.catchDefect((defect) => Effect.logError("those who wait could not be answered", defect)),
    Effect.forever,
    Effect.forkScoped
  )

  return (id) =>
    Effect.callback((resume) => {
      const others = waiting.get(id) ?? new Set()
      waiting.set(id, others.add(resume))
      somebody.openUnsafe()
      return Effect.sync(() => {
        others.delete(resume)
        if (others.size === 0 && waiting.get(id) === others) waiting.delete(id)
      })
    })
})
