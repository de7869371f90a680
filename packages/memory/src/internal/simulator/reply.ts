/** The provider's answers, in its documented envelope. */
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"

/** A success with its data. */
export const ok = (data: Json.Writable): Http.Answer =>
  new Http.Answer(200, { "content-type": "application/json" }, Json.stringify({ ok: true, data }))

const statuses: Readonly<Record<string, number>> = {
  bad_signature: 401,
  not_found: 404,
  duplicate_reference: 409,
  exists: 409,
  key_mismatch: 409,
  too_late: 409,
  not_held: 409,
  not_approved: 409,
  exceeds_held: 422,
  exceeds_captured: 422,
  declined: 402,
  rate_limited: 429
}

/** The provider's own error answer. */
export const refusal = (
  code: string,
  message: string,
  { id, retryAfterSeconds }: { readonly id?: string; readonly retryAfterSeconds?: number | undefined } = {}
): Http.Answer =>
  new Http.Answer(
    statuses[code] ?? 422,
    {
      "content-type": "application/json",
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) })
    },
    Json.stringify({ ok: false, code, message, id })
  )
