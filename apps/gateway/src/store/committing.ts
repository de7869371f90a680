/**
 * Transitions in SQL: the row by compare-and-set, its timeline, its attempt and the messages it causes, together or not at
 * all. Those that come at the same time are one statement; each stands or falls by the version of its own row, and by what
 * was known of a recovery: one that began meanwhile is decided upon with it. The statement compares the fence as well: what
 * was not admitted has changed nothing, and what was is kept outside the database before anybody goes on.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { type Admitted, admitted, Fence } from "../fence/Fence.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { toStored } from "./facts.ts"
import { fenced, guarded } from "./guard.ts"
import type { Row } from "./Row.ts"
import type { AttemptRecord, Commit, Service } from "./Store.ts"
import { toJson } from "./toJson.ts"
import { batched, inOrder } from "./WriteBatcher.ts"

const firstLook = { payout: Schedule.firstWatch("payout"), payment: Schedule.firstWatch("payment") }

interface Transition {
  readonly row: Row
  readonly to: Commit
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64")

const toJsonOf = ({ kind = "send", prepared = null, replayKey = null, ...attempt }: AttemptRecord) => ({
  ...attempt,
  kind,
  prepared: prepared === null ? null : base64(prepared),
  replayKey: replayKey === null ? null : base64(replayKey)
})

/** The result of a transition: written, not written because somebody else was first, or not admitted. */
type Written = "moved" | "late" | "fenced"

const begins = ({ attempt }: Commit): boolean => attempt !== null && attempt.endedAt === null

interface Numbered extends Transition {
  readonly n: number
}

const given = (transitions: ReadonlyArray<Numbered>): string =>
  toJson(
    inOrder(
      transitions.map(({ n, row: { id, recovery, version }, to }) => ({
        n,
        id,
        version,
        recovery,
        at: to.at,
        status: to.status,
        step: to.step,
        nextAt: to.nextAt,
        bulkhead: to.bulkhead,
        leaseUntil: to.leaseUntil,
        attempts: to.attempts,
        provider: to.provider,
        fingerprint: to.fingerprint,
        providerReference: to.providerReference,
        suspended: to.suspended,
        lastReadAt: to.lastReadAt,
        facts: toStored(to.facts, to.status),
        results: to.results,
        nextAction: to.nextAction === null ? null : base64(to.nextAction),
        entries: to.entries,
        tried: to.attempt === null ? [] : [toJsonOf(to.attempt)],
        begins: begins(to),
        deliveries: to.deliveries.map((delivery) => ({ ...delivery, body: base64(delivery.body) }))
      }))
    )
  )

/** Writes transitions. */
export const committing = Effect.fnUntraced(function* (sql: SqlClient): Effect.fn.Return<Pick<Service, "commit">> {
  const fence = yield* Fence
  const write = yield* batched((transitions: ReadonlyArray<Transition>, slot) => {
    const known = fence.known()
    const token = fence.token()
    // What was read before the records were taken up anew is no ground for a change of them.
    const current = transitions
      .map((transition, n) => ({ ...transition, n }))
      .filter(({ row }) => token === null || row.fenceToken === token)
    return Effect.flatMap(
      sql<Admitted & { readonly n: number | null }>`
        WITH fence AS MATERIALIZED (
          SELECT refused, mark FROM fence_admits(${known}::jsonb, ${slot}, ${current.some(({ to }) => begins(to))})
        ), given AS MATERIALIZED (
          SELECT * FROM json_to_recordset(${given(current)}::json)
            AS g(n integer, id text, version integer, recovery integer, at bigint, status text, step text, "nextAt" bigint,
              bulkhead text, "leaseUntil" bigint, attempts integer, provider text, fingerprint text, "providerReference" text,
              suspended text, "lastReadAt" bigint, facts jsonb, results jsonb, "nextAction" text, entries json, tried json,
              begins boolean, deliveries json)
        ), moved AS (
          UPDATE operation SET
            status = g.status, step = g.step, next_at = g."nextAt", lane = g.bulkhead, lease_until = g."leaseUntil",
            version = operation.version + 1, attempts = g.attempts, provider = g.provider,
            fingerprint = g.fingerprint, provider_reference = g."providerReference", parked = g.suspended,
            last_read_at = g."lastReadAt", updated_at = g.at, facts = g.facts, results = g.results,
            next_action = decode(g."nextAction", 'base64')
          FROM fence, given g WHERE fence.refused IS NULL AND operation.id = g.id AND operation.version = g.version
            AND covering_recovery(operation.seq, operation.created_at) IS NOT DISTINCT FROM g.recovery
            -- An attempt begins by the time of the database, or not at all.
            AND (NOT g.begins OR ${known}::jsonb IS NULL OR switchyard_now() - g.at BETWEEN -2000 AND 5000)
          RETURNING g.n, g.id, g.at, g.entries, g.tried, g.deliveries, g.facts -> 'leftBehind' AS left_behind, operation.kind
        ), told AS (
          INSERT INTO event (operation, at, kind, summary, details)
          SELECT moved.id, moved.at, e.kind, e.summary, e.details
          FROM moved, json_to_recordset(moved.entries) AS e(kind text, summary text, details jsonb)
        ), tried AS (
          INSERT INTO attempt (operation, number, instance, fingerprint, started_at, send_until, ended_at, outcome,
            reason, kind, replay_key, prepared)
          SELECT moved.id, a.number, a.instance, a.fingerprint, a."startedAt", a."sendUntil", a."endedAt", a.outcome,
            a.reason, a.kind, decode(a."replayKey", 'base64'), decode(a.prepared, 'base64')
          FROM moved, json_to_recordset(moved.tried)
            AS a(number integer, instance text, fingerprint text, "startedAt" bigint, "sendUntil" bigint,
              "endedAt" bigint, outcome text, reason text, kind text, "replayKey" text, prepared text)
          ON CONFLICT (operation, number) DO UPDATE
            SET ended_at = excluded.ended_at, outcome = excluded.outcome, reason = excluded.reason,
              prepared = coalesce(attempt.prepared, excluded.prepared)
        ), looked_after AS (
          INSERT INTO left_behind (operation, fingerprint, provider_reference, instance, since, next_at)
          SELECT moved.id, l.fingerprint, l."providerReference", l.instance, moved.at,
            moved.at + CASE moved.kind WHEN 'payout' THEN ${firstLook.payout}::bigint ELSE ${firstLook.payment}::bigint END
          FROM moved, jsonb_to_recordset(moved.left_behind) AS l(instance text, fingerprint text, "providerReference" text)
          WHERE l."providerReference" IS NOT NULL
          ON CONFLICT DO NOTHING
        ), announced AS (
          INSERT INTO delivery (id, event_id, endpoint, type, operation, lane, body, created_at, trace_parent,
            status, next_at)
          SELECT d.id, d."eventId", d.endpoint, d.type, d.operation, d."orderingKey", decode(d.body, 'base64'), d."createdAt",
            d."traceParent", 'pending', d."createdAt"
          FROM moved, json_to_recordset(moved.deliveries)
            AS d(id text, "eventId" text, endpoint text, type text, operation text, "orderingKey" text, body text,
              "createdAt" bigint, "traceParent" text)
        )
        SELECT fence.refused, fence.mark, moved.n FROM fence LEFT JOIN moved ON true`,
      (rows) =>
        Effect.map(admitted(fence, slot, rows[0]), (isAdmitted): ReadonlyArray<Written> => {
          const done = new Set(rows.map(({ n }) => n))
          return transitions.map((_, n) => (isAdmitted ? (done.has(n) ? "moved" : "late") : "fenced"))
        })
    )
  })

  const commit = Effect.fnUntraced(function* (transition: Transition) {
    const written = yield* guarded(write(transition))
    return written === "fenced" ? yield* fenced : written === "moved"
  })
  return { commit: (row, to) => commit({ row, to }) }
})
