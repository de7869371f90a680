/**
 * Transitions in SQL: the row by compare-and-set, its timeline, its attempt and the messages it causes, together or not at
 * all. Those that come at the same time are one statement; each stands or falls by the version of its own row, and by what
 * was known of a recovery: one that began meanwhile is decided upon with it. The statement compares the fence as well: what
 * was not admitted has changed nothing, and what was is kept outside the database before anybody goes on.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { type Admitted, admitted, Fence } from "../fence/Fence.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { everyKind } from "../model/statuses.ts"
import type { AttemptRecord, Commit } from "./Commit.ts"
import { toStored } from "./facts.ts"
import { fenced, guarded, isTaken } from "./guard.ts"
import type { Row } from "./Row.ts"
import type { Service } from "./Store.ts"
import { toJson } from "./toJson.ts"
import { batched, inOrder } from "./WriteBatcher.ts"

const firstLook = toJson(Object.fromEntries(everyKind.map((kind) => [kind, Schedule.firstWatch(kind)])))

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

/** A refund's transition with its payment: both are there as they were read, or nothing is written. */
interface Pair {
  readonly refund: Transition
  readonly payment: Transition | { readonly row: Row; readonly to: null }
}

const pairSlots = [3, 4]
const askingSlots = [7, 8]

interface Numbered extends Transition {
  readonly n: number
  /** What is held of a payment; left as it is unless given, because others change it. */
  readonly reserved?: string
  /** Whoever has claimed it goes on with it. */
  readonly keepsClaim?: boolean
}

const given = (transitions: ReadonlyArray<Numbered>): string =>
  toJson(
    inOrder(
      transitions.map(({ keepsClaim = false, n, reserved = null, row: { id, recovery, version }, to }) => ({
        reserved,
        keepsClaim,
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
        worth: to.worth,
        entries: to.entries,
        tried: to.attempt === null ? [] : [toJsonOf(to.attempt)],
        begins: begins(to),
        changes: to.changes.map(({ asked, ...change }) => ({
          ...change,
          ...(asked === null
            ? { isNew: false }
            : {
                ...{ isNew: true, name: asked.name, isFinal: asked.isFinal, askedAt: asked.at, why: asked.why },
                ...{ amount: asked.amount?.value ?? null, currency: asked.amount?.currency ?? null },
                ...to.asking
              })
        })),
        deliveries: to.deliveries.map((delivery) => ({ ...delivery, body: base64(delivery.body) }))
      }))
    )
  )

/** Writes transitions. */
export const committing = Effect.fnUntraced(function* (
  sql: SqlClient
): Effect.fn.Return<Pick<Service, "commit" | "commitWith">> {
  const fence = yield* Fence
  // What was read before the records were taken up anew is no ground for a change of them.
  const isCurrent = ({ fenceToken }: Row) => fence.token() === null || fenceToken === fence.token()
  // All that `given` says, each by itself; or together, if everything that must be as it was read still is.
  const written = (given_: string, slot: number, begins_: boolean, together: ReadonlyArray<Row> | null) => {
    const known = fence.known()
    const must = (together ?? []).map(({ id, version }) => ({ id, version }))
    // An attempt begins by the time of the database, or not at all.
    const mayMove = sql`covering_recovery(operation.seq, operation.created_at) IS NOT DISTINCT FROM g.recovery
      AND (NOT g.begins OR ${known}::jsonb IS NULL OR switchyard_now() - g.at BETWEEN -2000 AND 5000)`
    return Effect.flatMap(
      sql<Admitted & { readonly n: number | null }>`
        WITH fence AS MATERIALIZED (
          SELECT refused, mark FROM fence_admits(${known}::jsonb, ${slot}, ${begins_})
        ), given AS MATERIALIZED (
          SELECT * FROM json_to_recordset(${given_}::json)
            AS g(n integer, id text, version integer, recovery integer, at bigint, status text, step text, "nextAt" bigint,
              bulkhead text, "leaseUntil" bigint, attempts integer, provider text, fingerprint text, "providerReference" text,
              suspended text, "lastReadAt" bigint, facts jsonb, results jsonb, "nextAction" text, entries json, tried json,
              begins boolean, changes json, deliveries json, reserved numeric, "keepsClaim" boolean, worth jsonb)
        ), locked AS MATERIALIZED (
          -- The payment before its refund, as in every other statement that changes both.
          SELECT o.id FROM operation o JOIN json_to_recordset(${toJson(inOrder(must))}::json) AS m(id text, version integer)
            ON o.id = m.id AND o.version = m.version
          ORDER BY o.parent NULLS FIRST, o.id FOR UPDATE OF o
        ), together AS MATERIALIZED (
          -- Asked once, when all of them are held: what one of them may not, none of them does.
          SELECT coalesce(bool_and(${mayMove}), false) AS may FROM given g JOIN operation ON operation.id = g.id
          WHERE (SELECT count(*) FROM locked) = ${must.length}
        ), moved AS (
          UPDATE operation SET
            status = g.status, step = g.step, lane = g.bulkhead,
            next_at = CASE WHEN g."keepsClaim" THEN coalesce(operation.next_at, g."nextAt") ELSE g."nextAt" END,
            lease_until = CASE WHEN g."keepsClaim" THEN operation.lease_until ELSE g."leaseUntil" END,
            version = operation.version + 1, attempts = g.attempts, provider = g.provider,
            fingerprint = g.fingerprint, provider_reference = g."providerReference", parked = g.suspended,
            shares_id = operation.shares_id AND operation.fingerprint IS NOT DISTINCT FROM g.fingerprint
              AND operation.provider_reference IS NOT DISTINCT FROM g."providerReference",
            last_read_at = CASE WHEN g."keepsClaim" THEN operation.last_read_at ELSE g."lastReadAt" END,
            updated_at = g.at, facts = g.facts, results = g.results,
            next_action = decode(g."nextAction", 'base64'),
            reserved = coalesce(g.reserved, operation.reserved),
            worth_currency = g.worth ->> 'currency', captured = (g.worth ->> 'captured')::numeric,
            elsewhere = (g.worth ->> 'elsewhere')::numeric, disputed = (g.worth ->> 'disputed')::numeric,
            stated_at = (g.worth ->> 'at')::bigint, stated_by = g.worth ->> 'by',
            states_refunds = coalesce((g.worth ->> 'statesRefunds')::boolean, false)
          FROM fence, given g WHERE fence.refused IS NULL AND operation.id = g.id AND operation.version = g.version
            AND CASE WHEN ${together !== null}::boolean THEN (SELECT may FROM together) ELSE ${mayMove} END
          RETURNING g.n, g.id, g.at, g.version, g.entries, g.tried, g.changes, g.deliveries,
            g.facts -> 'leftBehind' AS left_behind, operation.kind
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
        ), turned AS (
          UPDATE payment_change c SET stage = t.stage, part = coalesce(t.part, c.part), ended_at = t."endedAt",
            ended_why = t."endedWhy"
          FROM moved, json_to_recordset(moved.changes)
            AS t(number bigint, stage text, part text, "endedAt" bigint, "endedWhy" text, "isNew" boolean)
          WHERE NOT t."isNew" AND c.operation = moved.id AND c.number = t.number
          RETURNING c.number
        ), wanted AS (
          INSERT INTO payment_change (operation, number, name, amount, currency, is_final, asked_at, version, why, stage,
            part, ended_at, ended_why, idempotency_key, body_digest, asked_by)
          SELECT moved.id, w.number, w.name, w.amount, w.currency, w."isFinal", w."askedAt", moved.version, w.why, w.stage,
            w.part, w."endedAt", w."endedWhy", w."idempotencyKey", w."bodyDigest", w."askedBy"
          FROM moved, json_to_recordset(moved.changes)
            AS w(number bigint, name text, amount numeric, currency text, "isFinal" boolean, "askedAt" bigint, why text,
              stage text, part text, "endedAt" bigint, "endedWhy" text, "idempotencyKey" text, "bodyDigest" text,
              "askedBy" text, "isNew" boolean)
          -- One that takes the place of another is written after the end of that.
          WHERE w."isNew" AND (SELECT count(*) FROM turned) >= 0
        ), looked_after AS (
          INSERT INTO left_behind (operation, fingerprint, provider_reference, instance, since, next_at)
          SELECT moved.id, l.fingerprint, l."providerReference", l.instance, moved.at,
            moved.at + (${firstLook}::jsonb ->> moved.kind)::bigint
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
        Effect.map(admitted(fence, slot, rows[0]), (isAdmitted) => ({
          isAdmitted,
          done: new Set(rows.flatMap(({ n }) => (n === null ? [] : [n])))
        }))
    )
  }
  const write = yield* batched((transitions: ReadonlyArray<Transition>, slot) => {
    const current = transitions.map((transition, n) => ({ ...transition, n })).filter(({ row }) => isCurrent(row))
    return Effect.map(
      written(
        given(current),
        slot,
        current.some(({ to }) => begins(to)),
        null
      ),
      ({ done, isAdmitted }): ReadonlyArray<Written> =>
        transitions.map((_, n) => (isAdmitted ? (done.has(n) ? "moved" : "late") : "fenced"))
    )
  })
  // By itself: where its key was used before, the statement fails whole, and nothing of it was written.
  const writeAsked = yield* batched(
    (asked: ReadonlyArray<Transition>, slot) =>
      Effect.forEach(asked, (transition) =>
        isCurrent(transition.row)
          ? Effect.catchIf(
              Effect.map(
                written(given([{ ...transition, n: 0 }]), slot, begins(transition.to), null),
                ({ done, isAdmitted }): Written => (isAdmitted ? (done.size > 0 ? "moved" : "late") : "fenced")
              ),
              isTaken,
              () => Effect.succeed<Written>("late")
            )
          : Effect.succeed<Written>("late")
      ),
    { most: 1, slots: askingSlots }
  )
  // Never in one statement with others: that one changes a row once, and two refunds of one payment would both change that.
  const writePair = yield* batched(
    (pairs: ReadonlyArray<Pair>, slot) =>
      Effect.forEach(pairs, ({ payment, refund }) => {
        if (!isCurrent(refund.row) || !isCurrent(payment.row)) return Effect.succeed<Written>("late")
        const all = [
          { ...refund, n: 0 },
          ...(payment.to === null ? [] : [{ row: payment.row, to: payment.to, n: 1, keepsClaim: true }])
        ]
        const held = all.map((each) => ({ ...each, reserved: each.to.reserved }))
        return Effect.map(
          written(given(held), slot, begins(refund.to), [refund.row, payment.row]),
          ({ done, isAdmitted }): Written => (isAdmitted ? (done.size === all.length ? "moved" : "late") : "fenced")
        )
      }),
    { most: 1, slots: pairSlots }
  )

  const ended = (writing: Effect.Effect<Written, SqlError>) =>
    Effect.flatMap(guarded(writing), (how) => (how === "fenced" ? fenced : Effect.succeed(how === "moved")))
  return {
    commit: (row, to) => ended(to.asking === null ? write({ row, to }) : writeAsked({ row, to })),
    commitWith: (refund, payment) => ended(writePair({ refund, payment }))
  }
})
