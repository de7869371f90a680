/**
 * Whether the database keeps what it acknowledges: asked before its tables are touched. One that does not would forget an
 * attempt that was sent, and it would be sent again.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

/** The database would lose what it has acknowledged, for the reason in the message. */
export class DatabaseUnsafe extends Schema.TaggedError<DatabaseUnsafe>()("DatabaseUnsafe", {
  message: Schema.String
}) {}

interface Columns {
  readonly is_standby: boolean
  readonly fsync: string
  readonly full_page_writes: string
  readonly standbys: string
}

const whyNot = (
  { fsync, full_page_writes, is_standby, standbys }: Columns,
  isSynchronous: boolean
): string | undefined => {
  if (is_standby) return "it is a standby: DATABASE_URL must lead to the primary"
  if (fsync !== "on")
    return "it does not sync what it writes (fsync = off), and would forget what was sent when its machine ends"
  if (full_page_writes !== "on") {
    return "it does not write whole pages (full_page_writes = off), and may not come up again after its machine ends"
  }
  return isSynchronous && standbys === ""
    ? "the config promises a synchronous standby (database.synchronous), and it has none: synchronous_standby_names is empty"
    : undefined
}

/** Refuses a server that cannot be trusted with records of money. */
export const check = (sql: SqlClient, isSynchronous: boolean): Effect.Effect<void, DatabaseUnsafe | SqlError> =>
  Effect.flatMap(
    sql<Columns>`
      SELECT pg_is_in_recovery() AS is_standby, current_setting('fsync') AS fsync,
        current_setting('full_page_writes') AS full_page_writes,
        current_setting('synchronous_standby_names') AS standbys`,
    ([found]) => {
      const why = found === undefined ? "it does not answer what it is" : whyNot(found, isSynchronous)
      return why === undefined
        ? Effect.void
        : Effect.fail(new DatabaseUnsafe({ message: `the database must not be used: ${why}.` }))
    }
  )
