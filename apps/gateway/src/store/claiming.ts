/** Claims in SQL, each one statement: whatever is due, or one operation for a read. */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { guarded } from "./guard.ts"
import { type Columns, fromColumns } from "./Row.ts"
import { rowColumns } from "./recovering.ts"
import type { Service } from "./Store.ts"

/** Claims of operations. */
export const claiming = (sql: SqlClient): Pick<Service, "claim" | "claimRead" | "expedite"> => ({
  claim: ({ leaseUntil, limit, now }) =>
    guarded(
      Effect.map(
        sql<Columns>`
          WITH due AS MATERIALIZED (
            SELECT id FROM operation WHERE next_at <= ${now} ORDER BY next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
          )
          UPDATE operation SET
            next_at = ${leaseUntil}, lease_until = ${leaseUntil},
            last_read_at = CASE
              WHEN step IN ('look_up', 'poll', 'sweep') AND facts -> 'sending' = 'null' AND parked IS NULL
              THEN ${now} ELSE last_read_at END
          FROM due WHERE operation.id = due.id
          RETURNING ${rowColumns(sql)}`,
        (rows) => rows.map(fromColumns)
      )
    ),

  claimRead: (id, { leaseUntil, now, readBefore }) =>
    guarded(
      Effect.map(
        sql<Columns>`
          UPDATE operation SET
            next_at = CASE WHEN next_at IS NULL THEN NULL ELSE ${leaseUntil}::bigint END,
            lease_until = ${leaseUntil}, last_read_at = ${now}
          WHERE id = ${id} AND (lease_until IS NULL OR lease_until <= ${now})
            AND (last_read_at IS NULL OR last_read_at <= ${readBefore})
          RETURNING ${rowColumns(sql)}`,
        (rows) => rows.map(fromColumns)[0]
      )
    ),

  expedite: ({ id, leaseUntil }, now) =>
    guarded(
      Effect.asVoid(sql`
        UPDATE operation SET next_at = ${now}, lease_until = NULL
        WHERE id = ${id} AND lease_until = ${leaseUntil} AND next_at IS NOT NULL`)
    )
})
