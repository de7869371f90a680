/**
 * The inbox of callbacks in SQL. What was handled is remembered by its digest and its event id, so that it counts once,
 * without its content; what is remembered is bounded in age and number.
 */

import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import * as Instant from "../model/Instant.ts"
import { grouped } from "./Grouped.ts"
import { guarded } from "./guard.ts"
import type { NewCallback, Service, StoredCallback } from "./Store.ts"
import { toJson } from "./toJson.ts"

interface Columns {
  readonly seq: bigint
  readonly instance: string
  readonly sealed: Uint8Array
  readonly received_at: bigint
}

const stored = ({ instance, received_at, sealed, seq }: Columns): StoredCallback => ({
  seq: Number(seq),
  instance,
  sealed,
  receivedAt: Instant.of(Number(received_at))
})

const given = (callbacks: ReadonlyArray<NewCallback>): string =>
  toJson(callbacks.map(({ sealed, ...rest }, n) => ({ ...rest, n, sealed: Buffer.from(sealed).toString("base64") })))

const nameOf = ({ digest, instance }: { readonly digest: string; readonly instance: string }): string =>
  `${instance} ${digest}`

// Those that come at the same time are one statement. Of two that are the same the first counts.
const putting = (sql: SqlClient) =>
  grouped((callbacks: ReadonlyArray<NewCallback>) =>
    Effect.map(
      sql<{ readonly instance: string; readonly digest: string }>`
        INSERT INTO callback (instance, digest, sealed, received_at, state, next_at)
        SELECT instance, digest, decode(sealed, 'base64'), "receivedAt", 'new', "receivedAt"
        FROM json_to_recordset(${given(callbacks)}::json)
          AS c(n integer, instance text, digest text, sealed text, "receivedAt" bigint)
        ORDER BY instance, digest, n
        ON CONFLICT (instance, digest) DO NOTHING
        RETURNING instance, digest`,
      (rows) => {
        const written = new Set(rows.map(nameOf))
        return callbacks.map((callback) => written.delete(nameOf(callback)))
      }
    )
  )

/** The inbox. */
export const callbacks = Effect.fnUntraced(function* (
  sql: SqlClient
): Effect.fn.Return<
  Pick<Service, "putCallback" | "claimCallbacks" | "knownEvents" | "endCallbacks" | "pruneCallbacks">
> {
  const put = yield* putting(sql)
  return {
    putCallback: (callback) => guarded(put(callback)),

    claimCallbacks: ({ leaseUntil, limit, now }) =>
      guarded(
        Effect.map(
          sql<Columns>`
          WITH due AS MATERIALIZED (
            SELECT seq FROM callback WHERE next_at <= ${now} ORDER BY next_at, seq LIMIT ${limit}
            FOR UPDATE SKIP LOCKED
          )
          UPDATE callback SET next_at = ${leaseUntil} FROM due WHERE callback.seq = due.seq
          RETURNING callback.seq, callback.instance, callback.sealed, callback.received_at`,
          (rows) => rows.map(stored).sort((a, b) => a.seq - b.seq)
        )
      ),

    knownEvents: (instance, eventIds) =>
      eventIds.length === 0
        ? Effect.succeed(new Set())
        : guarded(
            Effect.map(
              sql<{ readonly event_id: string }>`
              SELECT event_id FROM callback WHERE instance = ${instance} AND event_id = ANY(${eventIds}::text[])`,
              (rows) => new Set(rows.map(({ event_id }) => event_id))
            )
          ),

    endCallbacks: (ended) =>
      guarded(
        Effect.asVoid(sql`
        UPDATE callback SET state = e.state, event_id = e."eventId", sealed = NULL, next_at = NULL,
          kind = e.named ->> 'kind', reference = e.named ->> 'reference', trust = e.named ->> 'trust'
        FROM jsonb_to_recordset(${toJson(ended)}::jsonb)
          AS e(seq bigint, state text, "eventId" text, named jsonb)
        WHERE callback.seq = e.seq AND callback.state = 'new'`)
      ),

    pruneCallbacks: (before, keep) =>
      guarded(
        Effect.map(
          sql<{ readonly seq: bigint }>`
          DELETE FROM callback WHERE next_at IS NULL AND (
            received_at < ${before}
            OR seq <= (SELECT seq FROM callback WHERE next_at IS NULL ORDER BY seq DESC OFFSET ${keep} LIMIT 1)
          ) AND NOT (
            -- Evidence of what the records have lost, which no number of forged ones may push out.
            coalesce(trust, '') = 'verified' AND EXISTS (SELECT 1 FROM recovery WHERE started_at > ${before}::bigint - 2592000000)
          ) RETURNING seq`,
          (rows) => rows.length
        )
      )
  }
})
