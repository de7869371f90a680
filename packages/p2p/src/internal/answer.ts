/**
 * Reads what every answer of the platform has in common (basic-info page, "Response fields"): `ok` and, after a
 * failure, `error`, a text; there are no error codes, and which HTTP statuses go with failures is not documented. So
 * the body is read whatever the status, but success also needs a 2xx, and a redirect says nothing at all.
 */
import * as Json from "@switchyard/core/Json"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** The members of an answer that is a JSON object. */
type Members = { readonly [name: string]: Json.Json }

/** What an answer says. */
export type Reading =
  | { readonly _tag: "Success"; readonly members: Members }
  | { readonly _tag: "Refusal"; readonly text: string; readonly members: Members }
  | { readonly _tag: "Unreadable"; readonly message: string; readonly members: Members }

const members = Schema.decodeUnknownOption(Json.Fields)

// "error: string max 2056": what is longer or no text is not the documented refusal.
const longest = 2056

const isNothing = (value: Json.Json | undefined): boolean => value === undefined || value === null || value === ""

/** Whether success needs `ok` to be there; only where nothing is decided by the answer may it be missing. */
export interface Needs {
  readonly ok: boolean
}

/** Reads an answer by its HTTP status and body text. */
export const read = (status: number, text: string, needs: Needs = { ok: true }): Reading => {
  const json = Json.parse(text)
  if (Result.isFailure(json)) {
    return { _tag: "Unreadable", message: `the provider answered HTTP ${status}, ${json.failure}`, members: {} }
  }
  const found: Members = Option.getOrElse(members(json.success), () => ({}))
  const { error, ok } = found
  const is2xx = status >= 200 && status < 300
  const isOk = ok === true || (ok === undefined && !needs.ok)
  if (is2xx && isOk && isNothing(error)) return { _tag: "Success", members: found }
  if (
    (is2xx || (status >= 400 && status < 500)) &&
    ok === false &&
    typeof error === "string" &&
    error !== "" &&
    error.length <= longest
  ) {
    return { _tag: "Refusal", text: error, members: found }
  }
  const said = typeof error === "string" && error !== "" ? `: ${error}` : ""
  const message = `the provider answered HTTP ${status} and ok ${typeof ok === "boolean" ? ok : "missing"}${said}`
  return { _tag: "Unreadable", message, members: found }
}
