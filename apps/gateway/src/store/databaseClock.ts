/**
 * The database's own clock in SQL, by which all nodes go, and what it takes to go on after it has leapt: stored times that
 * would be waited for too long, or seem to have passed long ago.
 */
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type * as Instant from "../model/Instant.ts"

/** The database's clock. */
export interface DatabaseClock {
  /** The time that it shows, in milliseconds since 1970. */
  readonly now: Effect.Effect<number, SqlError>
  /** The latest instant that the newest records have, in milliseconds since 1970; null where there are none. */
  readonly newest: Effect.Effect<number | null, SqlError>
  /** Corrects stored times that were written before a leap. It may be done twice; gives the number of rows that changed. */
  readonly correct: (now: Instant.Instant) => Effect.Effect<number, SqlError>
}

// Whoever was on its way when the clock leapt may have written a few of the newest by the other time.
const newestEvents = 1_000

// Few enough that nobody waits long for a row of theirs.
const batch = 2_000

/** The clock of the database in the environment. */
export const databaseClock: Effect.Effect<DatabaseClock, never, SqlClient.SqlClient> = Effect.map(
  SqlClient.SqlClient,
  (sql) => ({
    now: Effect.map(sql<{ readonly now: bigint }>`SELECT switchyard_now() AS now`, (rows) => Number(rows[0]?.now)),

    newest: Effect.map(
      sql<{ readonly at: bigint | null }>`
        SELECT max(at) AS at FROM (SELECT at FROM event ORDER BY seq DESC LIMIT ${newestEvents}) e`,
      (rows) => {
        const at = rows[0]?.at ?? null
        return at === null ? null : Number(at)
      }
    ),

    correct: Effect.fnUntraced(function* (now) {
      const [end] = yield* sql<{ readonly last: bigint | null }>`
        SELECT greatest((SELECT max(seq) FROM operation), (SELECT max(seq) FROM callback), (SELECT max(seq) FROM delivery))
          AS last`
      const last = Number(end?.last ?? 0)
      let changed = 0
      for (let from = 0; from <= last; from += batch) {
        const [corrected] = yield* sql<{ readonly changed: bigint }>`
          SELECT heal_times(${now}::bigint, ${from}::bigint, ${from + batch - 1}::bigint) AS changed`
        changed += Number(corrected?.changed ?? 0)
      }
      return changed
    })
  })
)
