/**
 * New refunds in SQL: the row, the first line of its timeline, and its place in what its payment has captured, in one statement or
 * not at all. Two that come at once meet at the payment's row: whoever is second finds there what the first one holds, which
 * no sum over other rows would show. So they are never written together.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { type Admitted, admitted, Fence } from "../fence/Fence.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import { rowOf } from "./creating.ts"
import { toStored } from "./facts.ts"
import { fenced, guarded, isTaken } from "./guard.ts"
import { type Columns, fromColumns } from "./Row.ts"
import { rowColumns } from "./recovering.ts"
import type { CreatedRefund, NewRefund, Service } from "./Store.ts"
import { toJson } from "./toJson.ts"
import { batched } from "./WriteBatcher.ts"

type Made = { readonly _tag: "Made"; readonly seq: number } | { readonly _tag: "Fenced" | "Full" | "Taken" }

const slots = [5, 6]

const given = ({ facts, sealed, ...rest }: NewRefund): string =>
  toJson([{ ...rest, facts: toStored(facts, "created"), sealed: Buffer.from(sealed).toString("base64") }])

/** Creates refunds. */
export const creatingRefunds = Effect.fnUntraced(function* (
  sql: SqlClient
): Effect.fn.Return<Pick<Service, "createRefund">> {
  const fence = yield* Fence

  const make = (refund: NewRefund, slot: number): Effect.Effect<Made, SqlError> =>
    Effect.flatMap(
      sql<Admitted & { readonly seq: bigint | null }>`
        WITH fence AS MATERIALIZED (
          SELECT refused, mark FROM fence_admits(${fence.known()}::jsonb, ${slot}, false)
        ), given AS MATERIALIZED (
          SELECT *, (amount ->> 'value')::numeric AS value, amount ->> 'currency' AS currency
          FROM json_to_recordset(${given(refund)}::json)
            AS g(id text, reference text, "idempotencyKey" text, "bodyDigest" text, "createdAt" bigint, request jsonb,
              sealed text, facts jsonb, "createdBy" text, "traceParent" text, bulkhead text, parent text, provider text,
              fingerprint text, amount jsonb)
          WHERE (SELECT keep_durably())
        ), held AS (
          UPDATE operation p SET reserved = p.reserved + g.value, version = p.version + 1
          FROM fence, given g
          WHERE fence.refused IS NULL AND p.id = g.parent AND p.kind = 'payment'
            -- What it copies is that of the account which has stated what the payment is worth.
            AND p.provider = g.provider AND p.fingerprint = g.fingerprint AND p.stated_by = g.fingerprint
            AND p.worth_currency = g.currency AND g.value > 0
            AND p.captured - p.elsewhere - p.disputed - p.reserved >= g.value
          RETURNING p.id
        ), made AS (
          INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, next_at, version,
            attempts, created_at, updated_at, request, sealed, facts, results, created_by, trace_parent,
            lane, parent, reserved, provider, fingerprint)
          SELECT g.id, 'refund', g.reference, "idempotencyKey", "bodyDigest", 'created', 'submit', "createdAt", 1,
            0, "createdAt", "createdAt", request, decode(sealed, 'base64'), facts, '{}', "createdBy", "traceParent",
            bulkhead, held.id, g.value, g.provider, g.fingerprint
          FROM given g JOIN held ON held.id = g.parent
          RETURNING id, seq, created_at, parent
        ), told AS (
          INSERT INTO event (operation, at, kind, summary, details)
          SELECT id, created_at, 'transition', 'created', '{}'::jsonb FROM made
          UNION ALL
          SELECT parent, created_at, 'transition', 'a refund was made', jsonb_build_object('refund', id) FROM made
        )
        SELECT fence.refused, fence.mark, made.seq FROM fence LEFT JOIN made ON true`,
      ([row]) =>
        Effect.map(admitted(fence, slot, row), (isAdmitted): Made => {
          if (!isAdmitted) return { _tag: "Fenced" }
          return row?.seq == null ? { _tag: "Full" } : { _tag: "Made", seq: Number(row.seq) }
        })
    ).pipe(
      // Somebody has its key or its reference: then nothing of it was written, nor of what it would hold.
      Effect.catchIf(isTaken, () => Effect.succeed<Made>({ _tag: "Taken" }))
    )

  const insert = yield* batched(
    (refunds: ReadonlyArray<NewRefund>, slot) => Effect.forEach(refunds, (refund) => make(refund, slot)),
    { most: 1, slots }
  )

  const earlier = Effect.fnUntraced(function* ({ idempotencyKey, reference }: NewRefund) {
    const found = yield* guarded(sql<Columns>`
      SELECT ${rowColumns(sql)} FROM operation
      WHERE idempotency_key = ${idempotencyKey} OR (kind = 'refund' AND reference = ${reference})`)
    const rows = found.map(fromColumns)
    const same = rows.find((row) => row.idempotencyKey === idempotencyKey)
    if (same !== undefined) return { _tag: "SameKey" as const, row: same }
    const [taken] = rows
    return taken && { _tag: "SameReference" as const, row: taken }
  })

  return {
    createRefund: Effect.fnUntraced(function* (refund): Effect.fn.Return<CreatedRefund, StoreUnavailable> {
      for (;;) {
        const made = yield* guarded(insert(refund))
        if (made._tag === "Fenced") return yield* fenced
        if (made._tag === "Made") {
          const { fingerprint, parent, provider } = refund
          const row = { ...rowOf(refund, made.seq), parent, provider, fingerprint, reserved: refund.amount.value }
          return { _tag: "Created", row }
        }
        // What was acknowledged once is answered the same, whatever is left now.
        const before = yield* earlier(refund)
        if (before !== undefined) return before
        if (made._tag === "Full") return { _tag: "Exceeding" }
      }
    })
  }
})
