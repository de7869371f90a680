/** The provider's answers, in its documented envelope. */
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import type { Why } from "./controls.ts"

/** The members of an answer that say why an operation did not succeed. */
export const whyOf = ({ why }: { readonly why: Why | undefined }) =>
  why === undefined ? {} : compact({ reason: why.message, failure: compact({ why: why.code, scheme: why.scheme }) })

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
