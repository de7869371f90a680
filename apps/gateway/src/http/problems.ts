/**
 * Builds the problems of the interface, one function for each status. What is said in them is a fixed sentence or comes
 * from errors that are free of secrets and personal data; nothing here takes a value of the request.
 */
import { HttpApiSchema } from "effect/http-api"
import { type FieldProblem, type InstanceProblem, type Status, titles, typeOf } from "./api/Problem.ts"

interface Said {
  readonly detail?: string
  readonly errors?: ReadonlyArray<FieldProblem>
  readonly instances?: ReadonlyArray<InstanceProblem>
}

const problem =
  <const S extends Status>(status: S) =>
  <const Code extends string>(code: Code, said: Said = {}) => ({
    type: typeOf(code),
    title: titles[status],
    status,
    code,
    ...said
  })

export const malformed = problem(400)
export const forbidden = problem(403)
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
export const invalid = (errors: ReadonlyArray<FieldProblem>, said: Said = {}) =>
  unprocessable("invalid_field", { ...said, errors })

/** No API key, or not one of ours. Both are told alike. */
export const unauthorized = HttpApiSchema.withHeaders({
  body: problem(401)("unauthorized"),
  headers: { "www-authenticate": 'Bearer realm="switchyard"' }
})

const later = <B>(body: B, seconds: number) =>
  HttpApiSchema.withHeaders({ body, headers: { "retry-after": String(Math.max(1, Math.ceil(seconds))) } })

/** Asked too often. */
export const tooMany = <const Code extends string>(code: Code, seconds: number, said?: Said) =>
  later(problem(429)(code, said), seconds)

/** Not possible just now. */
export const unavailable = <const Code extends string>(code: Code, seconds: number, said?: Said) =>
  later(problem(503)(code, said), seconds)
