/**
 * Stripe's error answers: one object under `error`, its type and code, and whether the request had begun to be executed, which decides
 * if an idempotency key keeps it. Messages are this simulator's own words.
 */

/** A JSON object as it is answered. */
export type JsonObject = { readonly [name: string]: unknown }

/** The four types of an error. */
export type ErrorType = "api_error" | "card_error" | "idempotency_error" | "invalid_request_error"

/** The members of an error. */
export interface ErrorBody {
  readonly type: ErrorType
  readonly message: string
  readonly code?: string
  readonly decline_code?: string
  readonly param?: string
  readonly [name: string]: unknown
}

/** A request that is answered with an error. */
export class StripeError extends Error {
  override readonly name = "StripeError"
  readonly status: number
  readonly body: ErrorBody
  /** Whether execution had begun: only then an idempotency key keeps the answer. */
  readonly began: boolean
  constructor(status: number, body: ErrorBody, began: boolean) {
    super(body.message)
    this.status = status
    this.body = body
    this.began = began
  }
}

const invalid = (status: number, message: string, more: Partial<ErrorBody>, began: boolean): StripeError =>
  new StripeError(status, { ...more, type: "invalid_request_error", message }, began)

/** 400 for a parameter, before anything was done. */
export const badParam = (param: string, message: string, code?: string): StripeError =>
  invalid(400, message, { param, ...(code !== undefined && { code }) }, false)

/** 400 for a request as a whole, before anything was done. */
export const badRequest = (message: string, more: Partial<ErrorBody> = {}): StripeError =>
  invalid(400, message, more, false)

/** 400 once execution had begun: the state of things or the balance does not allow it. */
export const refused = (message: string, code?: string, more: Partial<ErrorBody> = {}): StripeError =>
  invalid(400, message, { ...more, ...(code !== undefined && { code }) }, true)

/** There is no such object. */
export const missing = (what: string, id: string, param: string, status = 404): StripeError =>
  invalid(status, `No such ${what}: '${id}'`, { code: "resource_missing", param }, false)

/** 404 for an address that Stripe does not have, which is not the same as an object that is not there. */
export const unrecognized = (method: string, path: string): StripeError =>
  invalid(404, `Unrecognized request URL (${method}: ${path.slice(0, 200)}).`, {}, false)

/** 401: nobody knows who asks. */
export const unauthorized = (message: string): StripeError => invalid(401, message, {}, false)

/** 403: who asks may not. */
export const forbidden = (message: string, code?: string): StripeError =>
  invalid(403, message, code === undefined ? {} : { code }, false)
