/**
 * Whether the database can be used now, asked in a way that is answered soon whatever the database does: a question that
 * gets no answer is left to its own end, and whoever asks meanwhile waits for the same one.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { SqlClient } from "effect/sql/SqlClient"

const within = "3 seconds"

/** Makes the question. */
export const probe = (sql: SqlClient): Effect.Effect<Effect.Effect<boolean>> =>
  Effect.sync(() => {
    let asking: Fiber.Fiber<boolean> | undefined
    const once = sql`SELECT 1`.pipe(
      Effect.as(true),
      Effect.catch(() => Effect.succeed(false)),
      Effect.ensuring(
        Effect.sync(() => {
          asking = undefined
        })
      )
    )
    return Effect.gen(function* () {
      // Interrupted with a statement on its way, it would be waited for.
      asking ??= yield* Effect.forkDetach(once)
      return yield* Effect.timeoutOrElse(Fiber.join(asking), { duration: within, orElse: () => Effect.succeed(false) })
    })
  })
