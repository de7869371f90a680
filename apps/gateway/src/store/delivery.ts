/** A message to the merchant as it is stored, and its way out of the columns. Its body stays sealed. */
import type * as Deliveries from "../webhooks/Deliveries.ts"

/** The columns of a message as the driver gives them. */
export interface Columns {
  readonly seq: bigint
  readonly id: string
  readonly event_id: string
  readonly endpoint: string
  readonly type: string
  readonly operation: string | null
  readonly lane: string
  readonly body: Uint8Array
  readonly created_at: bigint
  readonly trace_parent: string | null
  readonly status: Deliveries.Stored["status"]
  readonly attempts: number
  readonly attempts_elsewhere: number
  readonly first_attempt_at: bigint | null
  readonly last_at: bigint | null
  readonly last_http_status: number | null
  readonly last_error: string | null
  readonly next_at: bigint | null
  readonly decisions: Deliveries.Stored["decisions"]
}

const iso = (at: bigint | null): string | null => (at === null ? null : new Date(Number(at)).toISOString())

/** The message of these columns. */
export const stored = (row: Columns): Deliveries.Stored => ({
  id: row.id,
  object: "webhook_delivery",
  eventId: row.event_id,
  type: row.type,
  operation: row.operation,
  url: row.endpoint,
  status: row.status,
  attempts: row.attempts,
  lastStatus: row.last_http_status,
  lastError: row.last_error,
  nextAttemptAt: iso(row.next_at),
  createdAt: new Date(Number(row.created_at)).toISOString(),
  deliveredAt: row.status === "delivered" ? iso(row.last_at) : null,
  decisions: row.decisions
})
