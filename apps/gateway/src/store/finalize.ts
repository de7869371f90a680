/**
 * Ends attempts to notify the merchant, in SQL. Those that end at the same time are one statement; one whose claim has
 * passed to somebody else changes nothing.
 */

import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type * as Instant from "../model/Instant.ts"
import type * as Deliveries from "../webhooks/Deliveries.ts"
import { guarded } from "./guard.ts"
import { toJson } from "./toJson.ts"
import { batched } from "./WriteBatcher.ts"

interface Ended extends Deliveries.Attempt {
  readonly id: string
  readonly number: number
  readonly status: Deliveries.Delivery["status"]
  readonly next: Instant.Instant | null
}

/** Ends attempts. */
export const finalize = Effect.fnUntraced(function* (
  sql: SqlClient
): Effect.fn.Return<Pick<Deliveries.Service, "delivered" | "retry" | "failed">> {
  const write = yield* batched((ended: ReadonlyArray<Ended>) =>
    Effect.as(
      sql`
        UPDATE delivery SET status = e.status, last_at = e.at, last_http_status = e."httpStatus", last_error = e.error,
          next_at = e.next, lease_until = NULL
        FROM json_to_recordset(${toJson(ended)}::json)
          AS e(id text, number integer, status text, at bigint, "httpStatus" integer, error text, next bigint)
        WHERE delivery.id = e.id AND delivery.status = 'pending' AND delivery.attempts = e.number`,
      ended.map(() => true)
    )
  )
  const end =
    (status: Deliveries.Delivery["status"]) =>
    (
      { attempt: number, id }: Deliveries.Claimed,
      { at, error, httpStatus }: Deliveries.Attempt,
      next?: Instant.Instant
    ) =>
      guarded(Effect.asVoid(write({ id, number, status, at, error, httpStatus, next: next ?? null })))
  return { delivered: end("delivered"), retry: end("pending"), failed: end("failed") }
})
