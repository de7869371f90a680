/**
 * Builds the problems of the interface, one function for each status. Their texts are fixed sentences or come
 * from errors that are free of secrets and personal data; nothing here takes a value of the request.
 */
import { HttpApiSchema } from "effect/http-api"
import type { Role } from "../model/Role.ts"
import { type FieldProblem, type InstanceProblem, type Status, titles, typeOf } from "./api/Problem.ts"

interface Details {
  readonly detail?: string
  readonly errors?: ReadonlyArray<FieldProblem>
  readonly instances?: ReadonlyArray<InstanceProblem>
}

const problem =
  <const S extends Status>(status: S) =>
  <const Code extends string, const More extends Details = Details>(code: Code, more?: More) => ({
    type: typeOf(code),
    title: titles[status],
    status,
    code,
    ...(more as More)
  })

export const malformed = problem(400)
export const notFound = problem(404)
export const methodNotAllowed = problem(405)
export const tooSlow = problem(408)
export const conflict = problem(409)
export const tooLarge = problem(413)
export const unsupportedMediaType = problem(415)
export const unprocessable = problem(422)
export const headersTooLarge = problem(431)
export const internal = problem(500)

/** Fields that are refused; `instances` where they keep every provider from being tried. */
export const invalid = (errors: ReadonlyArray<FieldProblem>, details: Details = {}) =>
  unprocessable("invalid_field", { ...details, errors })

/** No API key, or an unknown one. Both get the same answer. */
export const unauthorized = HttpApiSchema.withHeaders({
  body: problem(401)("unauthorized", {
    detail: "Send an API key that is configured here, in the header `Authorization: Bearer <API key>`"
  }),
  headers: { "www-authenticate": 'Bearer realm="switchyard"' }
})

/** An endpoint that is open to keys with one of these roles, and not to this one. */
export const forbidden = (roles: ReadonlyArray<Role>, own: ReadonlyArray<Role>) => {
  const [only, ...more] = roles
  const isOne = more.length === 0
  const code =
    isOne && only === "merchant"
      ? "merchant_required"
      : isOne && only === "operator"
        ? "operator_required"
        : "role_required"
  const detail = `Use a key with the role ${roles.join(" or ")}; this one has ${own.join(" and ")}`
  return problem(403)(code, { detail, roles })
}

const later = <const S extends 429 | 503>(status: S) => {
  const make = problem(status)
  return <const Code extends string, const More extends Pick<Details, "detail"> = Pick<Details, "detail">>(
    code: Code,
    seconds: number,
    more?: More
  ) => {
    const retryAfterSeconds = Math.max(1, Math.ceil(seconds))
    const details = { detail: `Ask again in ${retryAfterSeconds} s`, ...(more as More), retryAfterSeconds }
    return HttpApiSchema.withHeaders({
      body: make(code, details),
      headers: { "retry-after": String(retryAfterSeconds) }
    })
  }
}

/** Asked too often. */
export const tooMany = later(429)

/** Not possible just now. */
export const unavailable = later(503)
