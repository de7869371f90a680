/** Envelopes as Feennex writes them, for answers that the suite orders: errors, and the genuine answer in another one. */
import type { Harness } from "@switchyard/contract-tests"
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"

type Change = Harness.AnswerCase["change"]

/** The provider's own words of an error. */
export const words = "as its support would write"

/** An error answer; without a message, or without `data`, where these are undefined. */
export const error = (
  code: number,
  options: { message?: string | undefined; data?: string | undefined; status?: number } = {}
) => {
  const { data, message, status } = { message: words, data: "null", status: 200, ...options }
  const members = [
    ...(data === undefined ? [] : [`"data":${data}`]),
    `"error_code":${code}`,
    `"result":false`,
    ...(message === undefined ? [] : [`"message":${JSON.stringify(message)}`])
  ]
  return (): Harness.Answer => ({ status, body: `{${members.join(",")}}` })
}

/** The genuine answer with another envelope around its data. */
export const around =
  (envelope: Readonly<Record<string, Json.Writable>>): Change =>
  ({ body, status }) => {
    const genuine = Result.getOrThrow(Json.parse(body))
    return { status, body: Json.stringify({ ...(typeof genuine === "object" ? genuine : {}), ...envelope }) }
  }

/** An error code as a member of an envelope. */
export const code = (number: number): Json.Writable => Json.number(number)

/** The genuine answer without one member of its envelope. */
export const without =
  (name: string): Change =>
  ({ body, status }) => {
    const { [name]: _, ...rest } = JSON.parse(body)
    return { status, body: JSON.stringify(rest) }
  }

/** The genuine answer to a create under another id: as a number where it can be one, else as text. */
export const underId: NonNullable<Harness.Service["underId"]> = ({ body, status }, id) => {
  const isNumber = /^(0|[1-9]\d*)(\.\d+)?([eE]\d+)?$/.test(id)
  return { status, body: body.replace(/"id":\s*\d+/, `"id":${isNumber ? id : JSON.stringify(id)}`) }
}
