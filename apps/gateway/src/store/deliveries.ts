/**
 * The queue of messages to the merchant in SQL. A transition adds its own rows in its own transaction (see `commit`);
 * bodies are sealed, because they can hold what only a payer may see.
 */

import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import * as Cursor from "../model/Cursor.ts"
import * as Instant from "../model/Instant.ts"
import { Readiness } from "../model/Readiness.ts"
import { Vault } from "../vault.ts"
import * as Deliveries from "../webhooks/Deliveries.ts"
import { deciding } from "./deciding.ts"
import { type Columns, stored } from "./delivery.ts"
import { finalize } from "./finalize.ts"
import { guarded } from "./guard.ts"
import { orNothing } from "./held.ts"

const make = Effect.gen(function* (): Effect.fn.Return<Deliveries.Service, never, SqlClient.SqlClient | Vault> {
  const sql = yield* SqlClient.SqlClient
  const vault = yield* Vault
  const readiness = yield* Readiness

  const messageOf = Effect.fnUntraced(function* (row: Columns) {
    return {
      id: row.id,
      eventId: row.event_id,
      endpoint: row.endpoint,
      type: row.type,
      operation: row.operation,
      orderingKey: row.lane,
      body: yield* vault.open(row.body, row.id),
      createdAt: Instant.of(Number(row.created_at)),
      traceParent: row.trace_parent
    }
  })

  return {
    add: (deliveries) =>
      guarded(
        Effect.forEach(
          deliveries,
          (message) =>
            Effect.flatMap(
              vault.seal(message.body, message.id),
              (body) => sql`
                INSERT INTO delivery (id, event_id, endpoint, type, operation, lane, body, created_at, trace_parent,
                  status, next_at)
                VALUES (${message.id}, ${message.eventId}, ${message.endpoint}, ${message.type}, ${message.operation},
                  ${message.orderingKey}, ${body}, ${message.createdAt}, ${message.traceParent}, 'pending',
                  ${message.createdAt})
                ON CONFLICT (id) DO NOTHING`
            ),
          { discard: true }
        )
      ),

    claimDue: ({ endpoint, leaseUntil, limit, now }) =>
      orNothing(
        readiness,
        guarded(sql<Columns>`
          WITH due AS MATERIALIZED (
            SELECT seq FROM delivery d
            WHERE endpoint = ${endpoint} AND next_at <= ${now} AND NOT EXISTS (
              SELECT 1 FROM delivery e
              WHERE e.endpoint = d.endpoint AND e.lane = d.lane AND e.seq < d.seq AND e.next_at IS NOT NULL
            )
            ORDER BY next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
          )
          UPDATE delivery SET attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, ${now}),
            next_at = ${leaseUntil}, lease_until = ${leaseUntil}
          FROM due WHERE delivery.seq = due.seq
          RETURNING delivery.*`)
      ).pipe(
        Effect.flatMap((rows) =>
          Effect.forEach(rows, (row) =>
            messageOf(row).pipe(
              Effect.map((message) => [
                {
                  ...message,
                  attempt: row.attempts,
                  attemptHere: row.attempts - row.attempts_elsewhere,
                  firstAttemptAt: Instant.orNull(row.first_attempt_at) ?? now
                }
              ]),
              // Its key is not configured: it stays, and is tried again.
              Effect.catch(() => Effect.as(Effect.logWarning(`the message ${row.id} cannot be opened`), []))
            )
          )
        ),
        Effect.map((found) => found.flat())
      ),

    ...(yield* finalize(sql)),
    ...deciding(sql),

    list: ({ cursor, endpoint, limit, status }) =>
      guarded(
        Effect.map(
          sql<Columns>`SELECT * FROM delivery WHERE ${sql.and([
            sql`true`,
            ...(cursor === undefined ? [] : [sql`seq < ${Cursor.seqOf("deliveries", cursor) ?? 0}`]),
            ...(endpoint === undefined ? [] : [sql`endpoint = ${endpoint}`]),
            ...(status === undefined ? [] : [sql`status = ${status}`])
          ])} ORDER BY seq DESC LIMIT ${limit + 1}`,
          (rows) => {
            const page = rows.slice(0, limit)
            const last = page.at(-1)
            return {
              data: page.map(stored),
              nextCursor:
                rows.length > limit && last !== undefined ? Cursor.after("deliveries", Number(last.seq)) : null
            }
          }
        )
      ),

    find: Effect.fnUntraced(function* (id) {
      const row = (yield* guarded(sql<Columns>`SELECT * FROM delivery WHERE id = ${id}`))[0]
      if (row === undefined) return yield* new Deliveries.NoSuchDelivery({ id })
      const message = yield* Effect.mapError(messageOf(row), () => new Deliveries.NoSuchDelivery({ id }))
      return { delivery: stored(row), message }
    }),

    expedite: (id, now) =>
      guarded(
        Effect.asVoid(sql`
          UPDATE delivery SET next_at = least(next_at, ${now}::bigint)
          WHERE id = ${id} AND status = 'pending' AND (lease_until IS NULL OR lease_until <= ${now})`)
      )
  }
})

/** The queue over the SQL client in the environment, whose tables `SqlStore.layer` has made. */
export const layer: Layer.Layer<Deliveries.Deliveries, never, SqlClient.SqlClient | Vault> = Layer.effect(
  Deliveries.Deliveries,
  make
)
