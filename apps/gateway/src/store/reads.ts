/** Reading operations, their timelines and attempts. */

import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Fragment } from "effect/sql/Statement"
import { isSubmitted } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import type { TimelineEntry } from "../model/Resource.ts"
import { everyStatus } from "../model/statuses.ts"
import type { AttemptRecord } from "./Commit.ts"
import { presentBulkheads } from "./claiming.ts"
import { guarded } from "./guard.ts"
import { listed } from "./listed.ts"
import { type Columns, fromColumns, type Row } from "./Row.ts"
import { rowColumns } from "./recovering.ts"
import type { AskedChange, Service } from "./Store.ts"
import { toJson, toText } from "./toJson.ts"
import { batched } from "./WriteBatcher.ts"

interface EventColumns {
  readonly at: bigint
  readonly kind: TimelineEntry["kind"]
  readonly summary: string
  readonly details: { readonly [name: string]: unknown }
}

interface AttemptColumns {
  readonly number: number
  readonly instance: string
  readonly fingerprint: string
  readonly started_at: bigint
  readonly send_until: bigint
  readonly ended_at: bigint | null
  readonly outcome: string | null
  readonly reason: string | null
  readonly kind: NonNullable<AttemptRecord["kind"]>
}

type Reads = Pick<
  Service,
  | "find"
  | "findByKey"
  | "changeByKey"
  | "submittedOf"
  | "findByReference"
  | "findByProviderReference"
  | "list"
  | "timeline"
  | "attempts"
  | "replayKey"
  | "replayKeyOf"
  | "prepared"
  | "open"
  | "refundsOf"
  | "nextDue"
>

interface Named {
  readonly kind: Row["kind"]
  readonly reference: string
}

const nameOf = ({ kind, reference }: Named): string => `${kind} ${reference}`

// Callbacks come many at once, and each asks whom it is about.
const findingByReference = (sql: SqlClient) => {
  const columns = rowColumns(sql)
  return batched((names: ReadonlyArray<Named>) =>
    Effect.map(
      sql<Columns>`
        SELECT ${columns} FROM operation
        JOIN json_to_recordset(${toJson(names)}::json) AS n(kind text, reference text)
          ON operation.kind = n.kind AND operation.reference = n.reference`,
      (rows) => {
        const found = new Map(rows.map((row) => [nameOf(row), fromColumns(row)]))
        return names.map((name) => ({ row: found.get(nameOf(name)) }))
      }
    )
  )
}

/** Reads of operations. */
export const reads = Effect.fnUntraced(function* (sql: SqlClient): Effect.fn.Return<Reads> {
  const byReference = yield* findingByReference(sql)
  const columns = rowColumns(sql)
  const submitted = listed(sql, everyStatus.filter(isSubmitted))
  const one = (rows: ReadonlyArray<Columns>) => rows.map(fromColumns)[0]
  return {
    find: (id) => guarded(Effect.map(sql<Columns>`SELECT ${columns} FROM operation WHERE id = ${id}`, one)),

    findByKey: (key) =>
      guarded(Effect.map(sql<Columns>`SELECT ${columns} FROM operation WHERE idempotency_key = ${key}`, one)),

    changeByKey: (key) =>
      guarded(
        Effect.map(
          sql<Omit<AskedChange, "bodyDigest" | "number"> & { readonly number: bigint; readonly body_digest: string }>`
            SELECT operation, number, name, body_digest FROM payment_change WHERE idempotency_key = ${key}`,
          (rows) =>
            rows.map(({ body_digest: bodyDigest, number, ...rest }) => ({
              ...rest,
              number: Number(number),
              bodyDigest
            }))[0]
        )
      ),

    submittedOf: (ids) =>
      guarded(
        Effect.map(
          sql<Columns>`SELECT ${columns} FROM operation
            WHERE id = ANY(${ids}::text[]) AND status IN (${submitted})`,
          (rows) => rows.map(fromColumns)
        )
      ),

    findByReference: (kind, reference) => guarded(Effect.map(byReference({ kind, reference }), ({ row }) => row)),

    // Its own id comes first; the further ones have an index of their own, which one question with "or" would not use.
    findByProviderReference: (instance, kind, providerReference) => {
      const id = toText(providerReference)
      const newest = (isNamed: Fragment) =>
        Effect.map(
          sql<Columns>`SELECT ${columns} FROM operation
            WHERE provider = ${instance} AND kind = ${kind} AND ${isNamed} ORDER BY seq DESC LIMIT 1`,
          one
        )
      return guarded(
        Effect.flatMap(newest(sql`provider_reference = ${id}`), (own) =>
          own === undefined
            ? newest(sql`results -> 'ids' IS NOT NULL AND further_ids(results) @> ARRAY[${id}::text]`)
            : Effect.succeed(own)
        )
      )
    },

    list: (kind, { before, createdBy, limit, parent, provider, reference, status }) =>
      guarded(
        Effect.map(
          sql<Columns>`SELECT ${columns} FROM operation WHERE ${sql.and([
            sql`kind = ${kind}`,
            ...(before === undefined ? [] : [sql`seq < ${before}`]),
            ...(parent === undefined ? [] : [sql`parent = ${parent}`]),
            ...(status === undefined ? [] : [sql`status = ${status}`]),
            ...(reference === undefined ? [] : [sql`reference = ${reference}`]),
            ...(provider === undefined ? [] : [sql`provider = ${provider}`]),
            ...(createdBy === undefined ? [] : [sql`created_by = ${toText(createdBy)}`])
          ])} ORDER BY seq DESC LIMIT ${limit}`,
          (rows) => rows.map(fromColumns)
        )
      ),

    timeline: (id) =>
      guarded(
        Effect.map(
          sql<EventColumns>`SELECT at, kind, summary, details FROM event WHERE operation = ${id} ORDER BY seq`,
          (rows) => rows.map(({ at, ...rest }) => ({ at: new Date(Number(at)).toISOString(), ...rest }))
        )
      ),

    attempts: (id) =>
      guarded(
        Effect.map(
          sql<AttemptColumns>`SELECT number, instance, fingerprint, started_at, send_until, ended_at, outcome, reason, kind
          FROM attempt WHERE operation = ${id} ORDER BY number`,
          (rows) =>
            rows.map((row) => ({
              number: row.number,
              instance: row.instance,
              fingerprint: row.fingerprint,
              startedAt: Instant.of(Number(row.started_at)),
              sendUntil: Instant.of(Number(row.send_until)),
              endedAt: Instant.orNull(row.ended_at),
              outcome: row.outcome,
              reason: row.reason,
              kind: row.kind
            }))
        )
      ),

    prepared: (id, fingerprint) =>
      guarded(
        Effect.map(
          sql<{ readonly prepared: Uint8Array | null }>`SELECT prepared FROM attempt
            WHERE operation = ${id} AND fingerprint = ${fingerprint} AND kind = 'send' ORDER BY seq DESC LIMIT 1`,
          ([first]) => first?.prepared ?? undefined
        )
      ),

    replayKey: (id, fingerprint) =>
      guarded(
        Effect.map(
          // Only what was sent first to an account is replayed there, so there is one.
          sql<{ readonly replay_key: Uint8Array }>`SELECT replay_key FROM attempt
            WHERE operation = ${id} AND fingerprint = ${fingerprint} AND kind = 'send' AND replay_key IS NOT NULL
            ORDER BY seq DESC LIMIT 1`,
          ([first]) => first?.replay_key
        )
      ),

    replayKeyOf: (id, attempt) =>
      guarded(
        Effect.map(
          sql<{ readonly replay_key: Uint8Array | null }>`SELECT replay_key FROM attempt
            WHERE operation = ${id} AND number = ${attempt} LIMIT 1`,
          ([first]) => first?.replay_key ?? undefined
        )
      ),

    refundsOf: (payment) =>
      guarded(
        Effect.map(sql<Columns>`SELECT ${columns} FROM operation WHERE parent = ${payment} ORDER BY seq`, (rows) =>
          rows.map(fromColumns)
        )
      ),

    open: (after, limit) =>
      guarded(
        Effect.map(
          sql<Columns>`SELECT ${columns} FROM operation WHERE next_at IS NOT NULL AND seq > ${after} ORDER BY seq LIMIT ${limit}`,
          (rows) => rows.map(fromColumns)
        )
      ),

    nextDue: guarded(
      Effect.map(
        sql<{ readonly at: bigint | null }>`
          WITH RECURSIVE ${presentBulkheads(sql)}
          SELECT least(
            (SELECT min(first.next_at) FROM present CROSS JOIN LATERAL (
              SELECT next_at FROM operation WHERE operation.lane = present.lane AND next_at IS NOT NULL
              ORDER BY next_at LIMIT 1
            ) first),
            (SELECT min(next_at) FROM callback), (SELECT min(next_at) FROM side_read),
            (SELECT min(next_at) FROM left_behind)) AS at`,
        ([row]) => Instant.orNull(row?.at ?? null)
      )
    )
  }
})
