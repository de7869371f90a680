/**
 * Reads of what operations have left behind, in SQL: one row for each id, so that any number of callbacks causes one read a
 * minute, and whatever becomes of the operation ends none of them.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import * as Schedule from "../lifecycle/Schedule.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import { wantedBulkheads } from "./claiming.ts"
import { guarded } from "./guard.ts"
import { type Columns, fromColumns } from "./Row.ts"
import { rowColumns } from "./recovering.ts"
import type { LeftRead, Service } from "./Store.ts"
import { toText } from "./toJson.ts"

interface LeftColumns extends Columns {
  readonly left_instance: string
  readonly left_fingerprint: string
  readonly left_reference: string
  readonly left_since: bigint
  readonly left_looked: number
  readonly left_tries: number
  readonly left_awaited: boolean
}

const leftOf = (row: LeftColumns, claimedAt: LeftRead["claimedAt"]): LeftRead => ({
  row: fromColumns(row),
  instance: row.left_instance,
  fingerprint: row.left_fingerprint,
  providerReference: row.left_reference,
  since: Number(row.left_since),
  count: row.left_looked,
  tries: row.left_tries,
  isAwaited: row.left_awaited,
  claimedAt
})

/** Reads of what was left behind. */
export const leftReads = (
  sql: SqlClient
): Pick<
  Service,
  "requestLeftRead" | "leftReadBulkheads" | "claimLeftReads" | "endLeftRead" | "findByLeftReference"
> => ({
  // Once since the last read. The row changes with it, so that nobody who has looked before sends it now.
  requestLeftRead: (id, { fingerprint, providerReference }, { forMillis, now }) =>
    guarded(
      Effect.map(
        sql`
          WITH asked AS (
            UPDATE left_behind SET asked_at = greatest(${now}::bigint, last_read_at + 1), tries = 0, is_awaited = true,
              next_at = least(next_at, greatest(${now}::bigint, last_read_at + ${Schedule.callbackSpacing}))
            WHERE operation = ${id} AND fingerprint = ${fingerprint} AND provider_reference = ${toText(providerReference)}
              AND (asked_at IS NULL OR asked_at <= coalesce(last_read_at, 0))
              AND (next_at IS NOT NULL OR ${now}::bigint - since <= ${forMillis}::bigint)
            RETURNING 1
          ), touched AS (
            UPDATE operation SET version = version + 1 WHERE id = ${id} AND EXISTS (SELECT 1 FROM asked)
          )
          SELECT 1 FROM asked`,
        (rows) => rows.length > 0
      )
    ),

  leftReadBulkheads: guarded(
    Effect.map(
      sql<{ readonly instance: string }>`
        WITH RECURSIVE present AS (
          SELECT min(instance) AS instance FROM left_behind WHERE next_at IS NOT NULL
          UNION ALL
          SELECT (SELECT min(instance) FROM left_behind WHERE next_at IS NOT NULL AND instance > present.instance)
          FROM present WHERE present.instance IS NOT NULL
        )
        SELECT instance FROM present WHERE instance IS NOT NULL`,
      (rows) => rows.map(({ instance }) => Bulkhead.of(instance, "left"))
    )
  ),

  claimLeftReads: ({ bulkheads, leaseUntil, now }) =>
    guarded(
      Effect.map(
        sql<LeftColumns>`
          WITH due AS MATERIALIZED (
            SELECT next.operation, next.fingerprint, next.provider_reference FROM ${wantedBulkheads(sql, bulkheads)}
            CROSS JOIN LATERAL (
              SELECT operation, fingerprint, provider_reference FROM left_behind
              WHERE left_behind.instance = split_part(wanted.lane, '/', 1) AND next_at <= wanted.due_by
              ORDER BY next_at LIMIT wanted.most FOR UPDATE SKIP LOCKED
            ) next
          ), claimed AS (
            UPDATE left_behind l SET next_at = ${leaseUntil}, last_read_at = ${now}, tries = l.tries + 1
            FROM due WHERE l.operation = due.operation AND l.fingerprint = due.fingerprint
              AND l.provider_reference = due.provider_reference
            RETURNING l.operation AS id, l.instance, l.fingerprint, l.provider_reference, l.since, l.looked, l.tries,
              l.is_awaited
          )
          SELECT ${rowColumns(sql)}, claimed.instance AS left_instance, claimed.fingerprint AS left_fingerprint,
            claimed.provider_reference AS left_reference, claimed.since AS left_since, claimed.looked AS left_looked,
            claimed.tries AS left_tries, claimed.is_awaited AS left_awaited
          FROM claimed JOIN operation ON operation.id = claimed.id`,
        (rows) => rows.map((row) => leftOf(row, now))
      )
    ),

  // One that nobody waits for any more may still be carried out, when somebody else is asking: it ends its own claim only. A
  // callback that came meanwhile may be about later than what was read.
  endLeftRead: (
    { claimedAt, fingerprint, providerReference, row: { id } },
    { count, isAwaited, nextAt, since, tries }
  ) =>
    guarded(
      Effect.asVoid(sql`
        UPDATE left_behind SET since = ${since}, looked = ${count}, tries = ${tries},
          is_awaited = ${isAwaited} OR coalesce(asked_at > last_read_at, false),
          next_at = CASE WHEN asked_at > last_read_at
            THEN least(${nextAt}::bigint, last_read_at + ${Schedule.callbackSpacing}) ELSE ${nextAt}::bigint END
        WHERE operation = ${id} AND fingerprint = ${fingerprint} AND provider_reference = ${toText(providerReference)}
          AND last_read_at = ${claimedAt} AND next_at IS NOT NULL`)
    ),

  findByLeftReference: (instance, kind, providerReference) =>
    guarded(
      Effect.map(
        sql<Columns>`SELECT ${rowColumns(sql)} FROM operation
          WHERE kind = ${kind} AND id IN (SELECT operation FROM left_behind
            WHERE instance = ${instance} AND provider_reference = ${toText(providerReference)})
          ORDER BY seq DESC LIMIT 1`,
        (rows) => rows.map(fromColumns)[0]
      )
    )
})
