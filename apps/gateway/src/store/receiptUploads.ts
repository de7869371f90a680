/** The one transfer receipt of a payment, in SQL: of any number who hand one in at the same time, one does. */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import * as Instant from "../model/Instant.ts"
import { guarded } from "./guard.ts"
import type { Service } from "./Store.ts"

interface Columns {
  readonly instance: string
  readonly started_at: bigint
  readonly send_until: bigint
  readonly accepted: boolean
}

/** Receipts that were handed in. */
export const receiptUploads = (
  sql: SqlClient
): Pick<Service, "receiptUpload" | "beginReceiptUpload" | "endReceiptUpload"> => ({
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

  beginReceiptUpload: (id, { instance, sendUntil, startedAt }) =>
    guarded(
      Effect.map(
        sql`
          INSERT INTO receipt_upload (operation, instance, started_at, send_until)
          VALUES (${id}, ${instance}, ${startedAt}, ${sendUntil})
          ON CONFLICT (operation) DO NOTHING RETURNING 1`,
        (rows) => rows.length > 0
      )
    ),

  // By when it began, so that nobody ends another one than the one whose end was seen.
  endReceiptUpload: (id, startedAt, isThere) =>
    guarded(
      Effect.asVoid(
        isThere
          ? sql`UPDATE receipt_upload SET accepted = true WHERE operation = ${id} AND started_at = ${startedAt}`
          : sql`DELETE FROM receipt_upload WHERE operation = ${id} AND started_at = ${startedAt} AND NOT accepted`
      )
    )
})
