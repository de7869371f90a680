/**
 * Operations in SQL. A new operation, a claim and a transition are each one statement: the row, its timeline, its attempt
 * and the messages it causes are written together or not at all, in one round trip.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Entry } from "../lifecycle/Decision.ts"
import { guarded } from "./guard.ts"
import { type Columns, fromColumns, type Row } from "./Row.ts"
import type { AttemptRecord, SealedDelivery, Service } from "./Store.ts"

const json = (value: unknown): string => JSON.stringify(value)

const entriesJson = (entries: ReadonlyArray<Entry>): string =>
  json(entries.map(({ details, kind, summary }) => ({ kind, summary, details })))

const attemptJson = (attempt: AttemptRecord | null): string =>
  json(
    attempt === null
      ? []
      : [
          {
            number: attempt.number,
            instance: attempt.instance,
            fingerprint: attempt.fingerprint,
            started_at: attempt.startedAt,
            send_until: attempt.sendUntil,
            ended_at: attempt.endedAt,
            outcome: attempt.outcome,
            reason: attempt.reason
          }
        ]
  )

const deliveriesJson = (deliveries: ReadonlyArray<SealedDelivery>): string =>
  json(
    deliveries.map((delivery) => ({
      id: delivery.id,
      event_id: delivery.eventId,
      endpoint: delivery.endpoint,
      type: delivery.type,
      operation: delivery.operation,
      lane: delivery.lane,
      body: Buffer.from(delivery.body).toString("base64"),
      created_at: delivery.createdAt,
      trace_parent: delivery.traceParent
    }))
  )

/** Changes of operations. */
export const changes = (
  sql: SqlClient
): Pick<Service, "create" | "claim" | "claimRead" | "commit" | "hint" | "record"> => ({
  create: (operation) => {
    const { bodyDigest, createdAt, facts, id, idempotencyKey, kind, reference, request, sealed } = operation
    const insert = sql<Columns>`
      WITH made AS (
        INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, next_at, version,
          attempts, created_at, updated_at, request, sealed, facts, results)
        VALUES (${id}, ${kind}, ${reference}, ${idempotencyKey}, ${bodyDigest}, 'created', 'submit', ${createdAt}, 1,
          0, ${createdAt}, ${createdAt}, ${json(request)}, ${sealed}, ${json(facts)}, '{}')
        ON CONFLICT DO NOTHING
        RETURNING *
      ), told AS (
        INSERT INTO event (operation, at, kind, summary, details)
        SELECT id, ${createdAt}, 'transition', 'created', '{}' FROM made
      )
      SELECT * FROM made`
    const earlier = sql<Columns>`
      SELECT * FROM operation
      WHERE idempotency_key = ${idempotencyKey} OR (kind = ${kind} AND reference = ${reference})`
    return guarded(
      Effect.gen(function* () {
        // Somebody who holds the key may not have committed before the first look; then the next one sees it.
        for (;;) {
          const made = (yield* insert)[0]
          if (made !== undefined) return { _tag: "Created" as const, row: fromColumns(made) }
          const rows = (yield* earlier).map(fromColumns)
          const same = rows.find((row) => row.idempotencyKey === idempotencyKey)
          if (same !== undefined) return { _tag: "SameKey" as const, row: same }
          const taken = rows[0]
          if (taken !== undefined) return { _tag: "SameReference" as const, row: taken }
        }
      })
    )
  },

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
          RETURNING operation.*`,
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
          RETURNING *`,
        (rows) => rows.map(fromColumns)[0]
      )
    ),

  commit: (row: Row, to) =>
    guarded(
      Effect.map(
        sql<{ readonly id: string }>`
          WITH moved AS (
            UPDATE operation SET
              status = ${to.status}, step = ${to.step}, next_at = ${to.nextAt}, lease_until = ${to.leaseUntil},
              version = version + 1, attempts = ${to.attempts}, provider = ${to.provider},
              fingerprint = ${to.fingerprint}, provider_reference = ${to.providerReference}, parked = ${to.parked},
              last_read_at = ${to.lastReadAt}, updated_at = ${to.at}, facts = ${json(to.facts)},
              results = ${json(to.results)}, next_action = ${to.nextAction}
            WHERE id = ${row.id} AND version = ${row.version}
            RETURNING id
          ), told AS (
            INSERT INTO event (operation, at, kind, summary, details)
            SELECT moved.id, ${to.at}, e.kind, e.summary, e.details
            FROM moved, jsonb_to_recordset(${entriesJson(to.entries)}::jsonb)
              AS e(kind text, summary text, details jsonb)
          ), tried AS (
            INSERT INTO attempt (operation, number, instance, fingerprint, started_at, send_until, ended_at, outcome,
              reason)
            SELECT moved.id, a.number, a.instance, a.fingerprint, a.started_at, a.send_until, a.ended_at, a.outcome,
              a.reason
            FROM moved, jsonb_to_recordset(${attemptJson(to.attempt)}::jsonb)
              AS a(number integer, instance text, fingerprint text, started_at bigint, send_until bigint,
                ended_at bigint, outcome text, reason text)
            ON CONFLICT (operation, number) DO UPDATE
              SET ended_at = excluded.ended_at, outcome = excluded.outcome, reason = excluded.reason
          ), announced AS (
            INSERT INTO delivery (id, event_id, endpoint, type, operation, lane, body, created_at, trace_parent,
              status, next_at)
            SELECT d.id, d.event_id, d.endpoint, d.type, d.operation, d.lane, decode(d.body, 'base64'), d.created_at,
              d.trace_parent, 'pending', d.created_at
            FROM moved, jsonb_to_recordset(${deliveriesJson(to.deliveries)}::jsonb)
              AS d(id text, event_id text, endpoint text, type text, operation text, lane text, body text,
                created_at bigint, trace_parent text)
          )
          SELECT id FROM moved`,
        (rows) => rows.length > 0
      )
    ),

  // Once since the last read: however many callbacks come, they write and read no more than one.
  hint: (id, now, at) =>
    guarded(
      Effect.map(
        sql<{ readonly id: string }>`
          UPDATE operation SET
            hinted_at = greatest(${now}::bigint, coalesce(last_read_at, 0) + 1), version = version + 1,
            next_at = greatest(least(next_at, ${at}::bigint), coalesce(lease_until, 0))
          WHERE id = ${id} AND step IN ('look_up', 'poll', 'sweep')
            AND (hinted_at IS NULL OR hinted_at <= coalesce(last_read_at, 0))
          RETURNING id`,
        (rows) => rows.length > 0
      )
    ),

  record: (id, at, entries) =>
    guarded(
      Effect.asVoid(sql`
        INSERT INTO event (operation, at, kind, summary, details)
        SELECT ${id}, ${at}, e.kind, e.summary, e.details
        FROM jsonb_to_recordset(${entriesJson(entries)}::jsonb) AS e(kind text, summary text, details jsonb)`)
    )
})
