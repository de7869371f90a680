/**
 * A bound on the wait for an answer of the database. When it is over the connection is broken off, so that the statement
 * fails by itself and nothing that still comes is taken for its answer. It counts the machine's time, as the socket does.
 */
import * as Effect from "effect/Effect"

// The answer may be here already, and only this process have slept or been busy.
const graceMillis = 1_000

/** Runs a statement to its end; after `millis` without one, `breakOff` is called, once, and must make it fail. */
export const answering = <A, E, R>(
  statement: Effect.Effect<A, E, R>,
  millis: number,
  breakOff: () => void
): Effect.Effect<A, E, R> => {
  if (!Number.isFinite(millis)) return Effect.uninterruptible(statement)
  return Effect.suspend(() => {
    const dueAt = performance.now() + millis
    let timer = setTimeout(() => {
      if (performance.now() - dueAt < graceMillis) return breakOff()
      timer = setTimeout(breakOff, graceMillis)
    }, millis)
    // Interrupted, the driver would cancel it: whoever asked waits for its end instead.
    return Effect.ensuring(
      Effect.uninterruptible(statement),
      Effect.sync(() => clearTimeout(timer))
    )
  })
}
