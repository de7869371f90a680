/** The one transfer receipt of a payment, in SQL: of any number who hand one in at the same time, one does. */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { type Admitted, admitted, Fence } from "../fence/Fence.ts"
import * as Instant from "../model/Instant.ts"
import { fenced, guarded } from "./guard.ts"
import type { ReceiptUpload, Service } from "./Store.ts"

// Beside those of the transitions.
const slot = 3

type Begun = Omit<ReceiptUpload, "isAccepted">

interface Columns {
  readonly instance: string
  readonly started_at: bigint
  readonly send_until: bigint
  readonly accepted: boolean
}

/** Receipts that were handed in. */
export const receiptUploads = Effect.fnUntraced(function* (
  sql: SqlClient
): Effect.fn.Return<Pick<Service, "receiptUpload" | "beginReceiptUpload" | "endReceiptUpload">> {
  const fence = yield* Fence
  // It is sent, so it is written down as an attempt is: where the fence stands, or not at all.
  const begin = Effect.fnUntraced(function* (id: string, { instance, sendUntil, startedAt }: Begun) {
    const [row] = yield* guarded(sql<Admitted & { readonly is_begun: boolean }>`
      WITH fence AS MATERIALIZED (SELECT refused, mark FROM fence_admits(${fence.known()}::jsonb, ${slot}, true)), begun AS (
        INSERT INTO receipt_upload (operation, instance, started_at, send_until)
        SELECT ${id}, ${instance}, ${startedAt}::bigint, ${sendUntil}::bigint FROM fence WHERE refused IS NULL
        ON CONFLICT (operation) DO NOTHING RETURNING 1
      ) SELECT refused, mark, EXISTS (SELECT 1 FROM begun) AS is_begun FROM fence`)
    if (!(yield* guarded(admitted(fence, slot, row)))) return yield* fenced
    return row?.is_begun === true
  })
  return {
    receiptUpload: (id) =>
      guarded(
        Effect.map(
          sql<Columns>`SELECT instance, started_at, send_until, accepted FROM receipt_upload WHERE operation = ${id}`,
          (rows) =>
            rows.map(({ accepted, instance, send_until, started_at }) => ({
              instance,
              startedAt: Instant.of(Number(started_at)),
              sendUntil: Instant.of(Number(send_until)),
              isAccepted: accepted
            }))[0]
        )
      ),

    beginReceiptUpload: begin,

    // By when it began, so that nobody ends another one than the one whose end was seen.
    endReceiptUpload: (id, startedAt, isThere) =>
      guarded(
        Effect.asVoid(
          isThere
            ? sql`UPDATE receipt_upload SET accepted = true WHERE operation = ${id} AND started_at = ${startedAt}`
            : sql`DELETE FROM receipt_upload WHERE operation = ${id} AND started_at = ${startedAt} AND NOT accepted`
        )
      )
  }
})
