/** How a simulated Stripe answers: JSON with two blanks of indentation, and the headers that every answer has. */
import type { Answer } from "../Reply.ts"
import type { ErrorBody, JsonObject } from "./wire/Errors.ts"

/** The headers of an answer to a request. */
export interface Heading {
  readonly requestId: string
  readonly version: string
  readonly idempotencyKey: string | null
}

/** An answer's headers. */
export const headers = ({ idempotencyKey, requestId, version }: Heading): Readonly<Record<string, string>> => ({
  "content-type": "application/json",
  "request-id": requestId,
  "stripe-version": version,
  ...(idempotencyKey !== null && { "idempotency-key": idempotencyKey })
})

/** A success. */
export const success = (body: JsonObject, heading: Heading): Answer => ({
  status: 200,
  headers: headers(heading),
  body: JSON.stringify(body, null, 2),
  summary: String(body.status ?? body.object ?? "ok")
})

/** A failure. */
export const failure = (status: number, error: ErrorBody, heading: Heading): Answer => ({
  status,
  headers: headers(heading),
  body: JSON.stringify({ error }, null, 2),
  summary: error.decline_code ?? error.code ?? error.type
})
