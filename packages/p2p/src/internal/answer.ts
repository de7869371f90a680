/**
 * Reads what every answer of the platform has in common (basic-info page, "Response fields"): `ok` and, after a
 * failure, `error`, a text; there are no error codes, and which HTTP statuses go with failures is not documented. So
 * the body is read whatever the status, but success also needs a 2xx, and a redirect says nothing at all.
 */
import * as Json from "@switchyard/core/Json"
import * as Wire from "@switchyard/core/Wire"
import * as Result from "effect/Result"

/** The members of an answer that is a JSON object; none where it is something else. */
export type Members = { readonly [name: string]: Json.Json }

/** Why an answer is no success. */
export interface NoSuccess {
  /** The text of a well-formed error, undefined where the answer cannot be understood. */
  readonly error: string | undefined
  readonly message: string
  readonly members: Members
}

// "error: string max 2056": what is longer or no text is not the documented refusal.
const longest = 2056

/**
 * Whether a success may lack `ok`, by its other members. Every answer can have `ok`, but some tables do not list it: what
 * the answer itself says may stand in for one that is absent, and never for one that is false or something else.
 */
export type MayLackOk = (members: Members) => boolean

const unreadable = (message: string, members: Members) => Result.fail<NoSuccess>({ error: undefined, message, members })

const shown = (member: Wire.Member): string => Json.stringify(member ?? null)

/** Reads an answer by its HTTP status and body text; a success must have `ok` unless it is said when not. */
export const read = (status: number, text: string, mayLackOk?: MayLackOk): Result.Result<Members, NoSuccess> => {
  const json = Json.parse(text)
  if (Result.isFailure(json)) return unreadable(`the provider answered HTTP ${status}, ${json.failure}`, {})
  const members = Wire.members(json.success)
  const { error, ok } = members
  const family = Math.floor(status / 100)
  const isOk = ok === true || (ok === undefined && mayLackOk?.(members) === true)
  if (family === 2 && isOk && !Wire.isGiven(error)) return Result.succeed(members)
  const words = Wire.text(error)
  if (ok === false && words !== undefined && words.length <= longest && family !== 3) {
    return Result.fail({ error: words, message: words, members })
  }
  return unreadable(`the provider answered HTTP ${status}, ok ${shown(ok)}, error ${shown(error)}`, members)
}
