/** Claims in SQL, each one statement: whatever is due in some bulkheads, or one operation for a read. */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { isReading } from "../lifecycle/Status.ts"
import { everyStep } from "../model/statuses.ts"
import type { WantedBulkhead } from "./claims.ts"
import { guarded } from "./guard.ts"
import { listed } from "./listed.ts"
import { type Columns, fromColumns } from "./Row.ts"
import { rowColumns } from "./recovering.ts"
import type { Service } from "./Store.ts"

/** Bulkheads that are wanted, as a relation `wanted`. */
export const wantedBulkheads = (sql: SqlClient, bulkheads: ReadonlyArray<WantedBulkhead>) => {
  const all = (of: (bulkhead: WantedBulkhead) => unknown) => bulkheads.map(of)
  return sql`unnest(${all(({ bulkhead }) => bulkhead)}::text[], ${all(({ limit }) => limit)}::bigint[],
    ${all(({ dueBy }) => dueBy)}::bigint[]) AS wanted(lane, most, due_by)`
}

/** The bulkheads in which operations have a next step, as a recursive relation `present`: from one to the next by the index. */
export const presentBulkheads = (sql: SqlClient) => sql`present AS (
    SELECT min(lane) AS lane FROM operation WHERE next_at IS NOT NULL
    UNION ALL
    SELECT (SELECT min(lane) FROM operation WHERE next_at IS NOT NULL AND lane > present.lane)
    FROM present WHERE present.lane IS NOT NULL
  )`

/** Claims of operations. */
export const claiming = (sql: SqlClient): Pick<Service, "claim" | "claimRead" | "expedite" | "bulkheads"> => ({
  // Of each bulkhead by itself: a million that wait for one instance are not even looked at for the sake of another.
  claim: ({ bulkheads, leaseUntil, now }) =>
    guarded(
      Effect.map(
        sql<Columns>`
          WITH due AS MATERIALIZED (
            SELECT next.id FROM ${wantedBulkheads(sql, bulkheads)}
            CROSS JOIN LATERAL (
              SELECT id FROM operation WHERE operation.lane = wanted.lane AND next_at <= wanted.due_by
              ORDER BY next_at LIMIT wanted.most FOR UPDATE SKIP LOCKED
            ) next
          )
          UPDATE operation SET
            next_at = ${leaseUntil}, lease_until = ${leaseUntil},
            last_read_at = CASE
              WHEN step IN (${listed(sql, everyStep.filter(isReading))}) AND facts -> 'sending' = 'null' AND parked IS NULL
              THEN ${now} ELSE last_read_at END
          FROM due WHERE operation.id = due.id
          RETURNING ${rowColumns(sql)}`,
        // Whatever the plan of the statement is, who came first is first.
        (rows) => rows.map(fromColumns).toSorted((a, b) => a.seq - b.seq)
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

  bulkheads: guarded(
    Effect.map(
      sql<{ readonly lane: string }>`
        WITH RECURSIVE ${presentBulkheads(sql)} SELECT lane FROM present WHERE lane IS NOT NULL`,
      (rows) => rows.map(({ lane }) => lane)
    )
  ),

  expedite: ({ id, leaseUntil }, at) =>
    guarded(
      Effect.asVoid(sql`
        UPDATE operation SET next_at = CASE WHEN next_at IS NULL THEN NULL ELSE ${at}::bigint END, lease_until = NULL
        WHERE id = ${id} AND lease_until = ${leaseUntil}`)
    )
})
