/**
 * New operations in SQL: the row and the first line of its timeline, or whatever has its idempotency key or its reference
 * already. Those that come at the same time are one statement; each is answered after its commit.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { toStored } from "./facts.ts"
import { guarded } from "./guard.ts"
import { type Columns, fromColumns, type Row } from "./Row.ts"
import { rowColumns } from "./recovering.ts"
import type { NewOperation, Service } from "./Store.ts"
import { toJson } from "./toJson.ts"
import { batched } from "./WriteBatcher.ts"

/** The row of what was created now. */
export const rowOf = (operation: NewOperation, seq: number): Row => ({
  ...operation,
  seq,
  status: "created",
  step: "submit",
  nextAt: operation.createdAt,
  leaseUntil: null,
  version: 1,
  attempts: 0,
  provider: null,
  fingerprint: null,
  providerReference: null,
  suspended: null,
  lastReadAt: null,
  readRequestedAt: null,
  // Whoever carries it out claims it first, and learns of it then.
  recovery: null,
  fenceToken: null,
  parent: null,
  worth: null,
  reserved: "0",
  updatedAt: operation.createdAt,
  results: {},
  nextAction: null
})

const given = (operations: ReadonlyArray<NewOperation>): string =>
  toJson(
    operations.map(({ facts, sealed, ...rest }) => ({
      ...rest,
      facts: toStored(facts, "created"),
      sealed: Buffer.from(sealed).toString("base64")
    }))
  )

/** Creates operations. */
export const creating = Effect.fnUntraced(function* (sql: SqlClient): Effect.fn.Return<Pick<Service, "create">> {
  // In the order of their keys, so that two groups which want the same ones wait for each other in one direction only.
  const insert = yield* batched((operations: ReadonlyArray<NewOperation>) =>
    Effect.map(
      sql<{ readonly id: string; readonly seq: bigint }>`
        WITH made AS (
          INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, next_at, version,
            attempts, created_at, updated_at, request, sealed, facts, results, created_by, trace_parent,
            lane)
          SELECT id, kind, reference, "idempotencyKey", "bodyDigest", 'created', 'submit', "createdAt", 1,
            0, "createdAt", "createdAt", request, decode(sealed, 'base64'), facts, '{}', "createdBy", "traceParent",
            bulkhead
          FROM json_to_recordset(${given(operations)}::json)
            AS g(id text, kind text, reference text, "idempotencyKey" text, "bodyDigest" text, "createdAt" bigint,
              request jsonb, sealed text, facts jsonb, "createdBy" text, "traceParent" text, bulkhead text)
          WHERE (SELECT keep_durably())
          ORDER BY "idempotencyKey"
          ON CONFLICT DO NOTHING
          RETURNING id, seq, created_at
        ), told AS (
          INSERT INTO event (operation, at, kind, summary, details)
          SELECT id, created_at, 'transition', 'created', '{}' FROM made
        )
        SELECT id, seq FROM made`,
      (made) => {
        const seqs = new Map(made.map(({ id, seq }) => [id, Number(seq)]))
        return operations.map(({ id }) => seqs.get(id) ?? null)
      }
    )
  )

  const create = Effect.fnUntraced(function* (operation: NewOperation) {
    const { idempotencyKey, kind, reference } = operation
    // Somebody who holds the key may not have committed before the first look; then the next one sees it.
    for (;;) {
      const seq = yield* insert(operation)
      if (seq !== null) return { _tag: "Created" as const, row: rowOf(operation, seq) }
      const earlier = yield* sql<Columns>`
        SELECT ${rowColumns(sql)} FROM operation
        WHERE idempotency_key = ${idempotencyKey} OR (kind = ${kind} AND reference = ${reference})`
      const rows = earlier.map(fromColumns)
      const same = rows.find((row) => row.idempotencyKey === idempotencyKey)
      if (same !== undefined) return { _tag: "SameKey" as const, row: same }
      const taken = rows[0]
      if (taken !== undefined) return { _tag: "SameReference" as const, row: taken }
    }
  })
  return { create: (operation) => guarded(create(operation)) }
})
