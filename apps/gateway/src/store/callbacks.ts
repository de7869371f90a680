/**
 * The inbox of callbacks in SQL. What was handled is remembered by its digest and its event id, so that it counts once,
 * without its content; what is remembered is bounded in age and number. Those that count are claimed apart from those that
 * may be forged.
 */

import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import * as Bulkhead from "../model/Bulkhead.ts"
import * as Instant from "../model/Instant.ts"
import { wantedBulkheads } from "./claiming.ts"
import { guarded } from "./guard.ts"
import type { Inbox, StoredCallback } from "./Inbox.ts"
import { putting } from "./putting.ts"
import { toJson } from "./toJson.ts"

// Longer than any claim of a callback lasts.
const leaseMillis = 60_000

// The others are tried again in their own time.
const mostWoken = 200

interface Columns {
  readonly seq: bigint
  readonly instance: string
  readonly is_proven: boolean
  readonly sealed: Uint8Array
  readonly received_at: bigint
  readonly stands_for_more: boolean
  readonly told: ReadonlyArray<string> | null
}

const bulkheadOf = ({ instance, is_proven }: Pick<Columns, "instance" | "is_proven">): string =>
  Bulkhead.of(instance, is_proven ? "proven" : "unproven")

const stored = (columns: Columns): StoredCallback => ({
  seq: Number(columns.seq),
  instance: columns.instance,
  bulkhead: bulkheadOf(columns),
  sealed: columns.sealed,
  receivedAt: Instant.of(Number(columns.received_at)),
  standsForMore: columns.stands_for_more,
  told: columns.told ?? []
})

/** The inbox. */
export const callbacks = Effect.fnUntraced(function* (sql: SqlClient): Effect.fn.Return<Inbox> {
  const put = yield* putting(sql)
  return {
    putCallback: (callback, bounds) => guarded(put({ callback, bounds })),

    callbackBulkheads: guarded(
      Effect.map(
        sql<Pick<Columns, "instance" | "is_proven">>`
          WITH RECURSIVE present AS (
            (SELECT instance, is_proven FROM callback WHERE next_at IS NOT NULL ORDER BY 1, 2 LIMIT 1)
            UNION ALL
            SELECT later.* FROM present CROSS JOIN LATERAL (
              SELECT instance, is_proven FROM callback
              WHERE next_at IS NOT NULL AND (instance, is_proven) > (present.instance, present.is_proven)
              ORDER BY 1, 2 LIMIT 1
            ) later
          )
          SELECT instance, is_proven FROM present`,
        (rows) => rows.map(bulkheadOf)
      )
    ),

    claimCallbacks: ({ bulkheads, leaseUntil, now: _ }) =>
      guarded(
        Effect.map(
          sql<Columns>`
          WITH due AS MATERIALIZED (
            SELECT next.seq FROM ${wantedBulkheads(sql, bulkheads)}
            CROSS JOIN LATERAL (
              SELECT seq FROM callback
              WHERE callback.instance = split_part(wanted.lane, '/', 1)
                AND is_proven = (split_part(wanted.lane, '/', 2) = 'proven') AND next_at <= wanted.due_by
              ORDER BY next_at, seq LIMIT wanted.most FOR UPDATE SKIP LOCKED
            ) next
          )
          UPDATE callback SET next_at = ${leaseUntil} FROM due WHERE callback.seq = due.seq
          RETURNING callback.seq, callback.instance, callback.is_proven, callback.sealed, callback.received_at,
            callback.stands_for_more, callback.told`,
          (rows) => rows.map(stored).sort((a, b) => a.seq - b.seq)
        )
      ),

    expediteCallbacks: (seqs, leaseUntil, at) =>
      guarded(
        Effect.asVoid(sql`
          UPDATE callback SET next_at = ${at} WHERE seq = ANY(${seqs}::bigint[]) AND next_at = ${leaseUntil}`)
      ),

    keepWaiting: (seq, leaseUntil, at, { eventId, told }) =>
      guarded(
        Effect.asVoid(sql`
          UPDATE callback SET next_at = ${at}, told = ${told}::text[], is_proven = true,
            event_id = coalesce(event_id, ${eventId}::text),
            trust = CASE WHEN ${eventId}::text IS NULL THEN trust ELSE 'verified' END
          WHERE seq = ${seq} AND next_at = ${leaseUntil}`)
      ),

    // What is claimed is due within its lease, and what is due so soon need not be woken.
    wakeCallbacks: (instance, now) =>
      guarded(
        Effect.asVoid(sql`
          UPDATE callback SET next_at = ${now} WHERE seq IN (
            SELECT seq FROM callback
            WHERE instance = ${instance} AND is_proven AND next_at > ${Instant.after(now, leaseMillis)}
            ORDER BY next_at, seq LIMIT ${mostWoken} FOR UPDATE SKIP LOCKED)`)
      ),

    // What still waits is not handled, whatever it says of itself.
    knownEvents: (instance, eventIds) =>
      eventIds.length === 0
        ? Effect.succeed(new Set())
        : guarded(
            Effect.map(
              sql<{ readonly event_id: string }>`
              SELECT event_id FROM callback
              WHERE instance = ${instance} AND event_id = ANY(${eventIds}::text[]) AND state <> 'new'`,
              (rows) => new Set(rows.map(({ event_id }) => event_id))
            )
          ),

    endCallbacks: (ended) =>
      guarded(
        Effect.asVoid(sql`
        UPDATE callback SET state = e.state, event_id = e."eventId", sealed = NULL, next_at = NULL, operation = NULL, told = NULL,
          kind = e.named ->> 'kind', reference = e.named ->> 'reference',
          trust = coalesce(e.named ->> 'trust', callback.trust)
        FROM jsonb_to_recordset(${toJson(ended)}::jsonb)
          AS e(seq bigint, state text, "eventId" text, named jsonb)
        WHERE callback.seq = e.seq AND callback.state = 'new'`)
      ),

    // No number of forged ones pushes out what is known of true ones.
    pruneCallbacks: (before, keep) =>
      guarded(
        Effect.map(
          sql<{ readonly seq: bigint }>`
          DELETE FROM callback WHERE next_at IS NULL AND (
            received_at < ${before}
            OR trust IS DISTINCT FROM 'verified' AND seq <= (
              SELECT seq FROM callback WHERE next_at IS NULL AND trust IS DISTINCT FROM 'verified'
              ORDER BY seq DESC OFFSET ${keep} LIMIT 1)
            OR trust = 'verified' AND seq <= (
              SELECT seq FROM callback WHERE next_at IS NULL AND trust = 'verified'
              ORDER BY seq DESC OFFSET ${keep} LIMIT 1)
          ) AND NOT (
            -- Evidence of what the records have lost.
            state = 'unknown' AND coalesce(trust, '') = 'verified'
            AND EXISTS (SELECT 1 FROM recovery WHERE started_at > ${before}::bigint - 2592000000)
          ) RETURNING seq`,
          (rows) => rows.length
        )
      )
  }
})
