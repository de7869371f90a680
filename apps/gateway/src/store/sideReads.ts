/**
 * Reads at instances that had an attempt of an operation and are not taken to hold it, in SQL: one row for each, so that
 * any number of callbacks causes one read a minute, and a crash forgets none.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import * as Schedule from "../lifecycle/Schedule.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import { wantedBulkheads } from "./claiming.ts"
import { guarded } from "./guard.ts"
import { type Columns, fromColumns } from "./Row.ts"
import { rowColumns } from "./recovering.ts"
import type { Service } from "./Store.ts"

interface SideColumns extends Columns {
  readonly side_instance: string
  readonly side_tries: number
}

/** Side reads. */
export const sideReads = (
  sql: SqlClient
): Pick<Service, "requestSideRead" | "sideReadBulkheads" | "claimSideReads" | "endSideRead" | "hasSideRead"> => ({
  // The row changes with it, so that nobody who has looked before sends it now.
  requestSideRead: (id, { fingerprint, instance }, { needsAttempt, now, since }) =>
    guarded(
      Effect.map(
        sql<{ readonly first: boolean }>`
          WITH had AS (
            SELECT 1 WHERE NOT ${needsAttempt}
              OR EXISTS (SELECT 1 FROM attempt WHERE operation = ${id} AND fingerprint = ${fingerprint})
          ), asked AS (
            INSERT INTO side_read (operation, instance, next_at)
            SELECT ${id}, ${instance}, ${now}::bigint FROM had
            ON CONFLICT (operation, instance) DO UPDATE
              SET next_at = greatest(${now}::bigint, side_read.last_read_at + ${Schedule.callbackSpacing}), tries = 0,
                is_answered = false
              WHERE side_read.next_at IS NULL AND side_read.last_read_at < ${since}
            RETURNING 1
          ), touched AS (
            UPDATE operation SET version = version + 1 WHERE id = ${id} AND EXISTS (SELECT 1 FROM asked)
          )
          SELECT EXISTS (SELECT 1 FROM asked) AS first FROM had`,
        ([had]) => (had === undefined ? "none" : had.first ? "first" : "asked")
      )
    ),

  sideReadBulkheads: guarded(
    Effect.map(
      sql<{ readonly instance: string }>`
        WITH RECURSIVE present AS (
          SELECT min(instance) AS instance FROM side_read WHERE next_at IS NOT NULL
          UNION ALL
          SELECT (SELECT min(instance) FROM side_read WHERE next_at IS NOT NULL AND instance > present.instance)
          FROM present WHERE present.instance IS NOT NULL
        )
        SELECT instance FROM present WHERE instance IS NOT NULL`,
      (rows) => rows.map(({ instance }) => Bulkhead.of(instance, "side"))
    )
  ),

  claimSideReads: ({ bulkheads, leaseUntil, now }) =>
    guarded(
      Effect.map(
        sql<SideColumns>`
          WITH due AS MATERIALIZED (
            SELECT next.operation, next.instance FROM ${wantedBulkheads(sql, bulkheads)}
            CROSS JOIN LATERAL (
              SELECT operation, instance FROM side_read
              WHERE side_read.instance = split_part(wanted.lane, '/', 1) AND next_at <= wanted.due_by
              ORDER BY next_at LIMIT wanted.most FOR UPDATE SKIP LOCKED
            ) next
          ), claimed AS (
            UPDATE side_read SET next_at = ${leaseUntil}, last_read_at = ${now}, tries = side_read.tries + 1
            FROM due WHERE side_read.operation = due.operation AND side_read.instance = due.instance
            RETURNING side_read.operation AS id, side_read.instance, side_read.tries
          )
          SELECT ${rowColumns(sql)}, claimed.instance AS side_instance, claimed.tries AS side_tries
          FROM claimed JOIN operation ON operation.id = claimed.id`,
        (rows) =>
          rows.map((row) => ({
            row: fromColumns(row),
            instance: row.side_instance,
            tries: row.side_tries,
            claimedAt: now
          }))
      )
    ),

  // One that nobody waits for any more may still be carried out, when somebody else is asking: it ends its own claim only.
  endSideRead: ({ claimedAt, instance, row: { id } }, { isAnswered, nextAt }) =>
    guarded(
      Effect.asVoid(sql`
        UPDATE side_read SET next_at = ${nextAt}, is_answered = ${isAnswered}
        WHERE operation = ${id} AND instance = ${instance} AND last_read_at = ${claimedAt} AND next_at IS NOT NULL`)
    ),

  hasSideRead: (id) =>
    guarded(
      Effect.map(
        sql`
          SELECT 1 FROM side_read WHERE operation = ${id} AND next_at IS NOT NULL AND NOT is_answered
          UNION ALL SELECT 1 FROM left_behind WHERE operation = ${id} AND next_at IS NOT NULL AND is_awaited LIMIT 1`,
        (rows) => rows.length > 0
      )
    )
})
