/**
 * Tells the embedded database to make its checkpoints. A server has a process for that; without one its log of
 * transactions would grow until it is closed, and a killed gateway would have all of it to carry out again.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"

const every = "15 seconds"

// Two segments.
const mostBytes = 32 * 1024 * 1024

const written = (sql: SqlClient) =>
  Effect.map(
    sql<{ readonly bytes: string }>`
      SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::text AS bytes FROM pg_control_checkpoint()`,
    ([row]) => Number(row?.bytes ?? 0)
  )

/** Makes a checkpoint whenever so much was written since the last one. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const look = Effect.gen(function* () {
      if ((yield* written(sql)) >= mostBytes) yield* sql`CHECKPOINT`
    })
    const contained = Effect.catch(look, ({ reason }) => Effect.logWarning(`no checkpoint was made: ${reason._tag}`))
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(every), contained)))
  })
)
