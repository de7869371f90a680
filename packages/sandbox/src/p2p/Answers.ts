/**
 * How the P2P platform answers: one JSON object with `ok`, and `error` as a text where it is false. There are no error
 * codes; three texts are documented, the others are this simulator's own words.
 */
import type { JsonObject } from "../internal/json.ts"
import { print } from "../internal/json.ts"
import type { Answer } from "../Reply.ts"

/** The documented refusals of create_pay_out. */
export const documented = {
  overloaded: "overloading requisite",
  lowBalance: "low balance",
  methodDisabled: "this payment method is disabled for your merchant"
} as const

/** The texts the document does not have. */
export const own = {
  merchant: "merchant not found",
  apiKey: "invalid api key",
  contentType: "content type must be application/json",
  body: "request body must be a JSON object",
  tooLarge: "request body is too large",
  sign: "invalid sign",
  standartSign: "invalid standart_sign",
  duplicate: "order_id already exists",
  notFound: "pay out not found",
  closed: "pay out is already closed",
  tooMany: "too many requests",
  method: "method not allowed",
  path: "not found",
  scripted: "internal error"
} as const

/** A request that is answered with `ok: false`. */
export class Refused extends Error {
  override readonly name = "Refused"
  /** The HTTP status, or null for that of the settings. */
  readonly status: number | null
  constructor(text: string, status: number | null = null) {
    super(text)
    this.status = status
  }
}

const answer = (status: number, body: JsonObject, summary: string): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: print(body),
  summary
})

/** A success; `hasOk` is whether it has the member `ok`. */
export const success = (members: JsonObject, hasOk = true): Answer =>
  answer(200, { ...(hasOk && { ok: true }), ...members }, "ok")

/** A failure with its text. */
export const failure = (text: string, status: number): Answer => answer(status, { ok: false, error: text }, text)

/** HTTP 429: ask again after so many seconds. */
export const tooMany = (retryAfter: number): Answer => {
  const refused = failure(own.tooMany, 429)
  return { ...refused, headers: { ...refused.headers, "retry-after": String(retryAfter) } }
}
