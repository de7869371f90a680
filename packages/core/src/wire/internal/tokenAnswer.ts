/** The answer of a token endpoint (RFC 6749, section 5), and why there is none. */
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Http from "../../http/Http.ts"
import * as Json from "../Json.ts"

/** A token that was given out. */
export interface Granted {
  readonly token: Redacted.Redacted<string>
  /** Undefined where the answer does not say. */
  readonly lastsMillis: number | undefined
  readonly refresh: Redacted.Redacted<string> | undefined
}

const Secret = Schema.RedactedFromValue(Schema.NonEmptyString)

const decode = Schema.decodeUnknownResult(
  Schema.Struct({
    access_token: Secret,
    expires_in: Schema.optionalKey(Schema.NullOr(Json.Integer)),
    refresh_token: Schema.optionalKey(Schema.NullOr(Secret))
  })
)

const decodeError = Schema.decodeUnknownResult(Schema.Struct({ error: Schema.String }))

const membersOf = (text: string): unknown => Result.getOrUndefined(Json.parse(text))

// One of the words of the document; longer or freer text could repeat what was sent.
const errorOf = (text: string): string => {
  const found = Result.getOrUndefined(decodeError(membersOf(text)))?.error ?? ""
  return /^[a-z_]{1,40}$/.test(found) ? `, ${found}` : ""
}

const none = (fault: "TokenRefused" | "TokenUnavailable", why: string) =>
  Result.fail(new Http.NeverSent({ fault, message: `no token, so nothing was sent: ${why}` }))

/** The error of whoever has no token for another reason. */
export const unavailable = (why: string): Http.NeverSent =>
  new Http.NeverSent({ fault: "TokenUnavailable", message: `no token, so nothing was sent: ${why}` })

/** Reads the end of a token request. */
export const readToken = (ended: Http.Answer | Http.MaybeSent): Result.Result<Granted, Http.NeverSent> => {
  if (ended._tag === "MaybeSent") return none("TokenUnavailable", ended.message)
  const { status, text } = ended
  if (status >= 500 || status === 429 || status === 408) return none("TokenUnavailable", `HTTP ${status}`)
  if (status >= 400) return none("TokenRefused", `our credentials were refused (HTTP ${status}${errorOf(text)})`)
  const found = status >= 200 && status < 300 ? Result.getOrUndefined(decode(membersOf(text))) : undefined
  if (found === undefined) return none("TokenUnavailable", `HTTP ${status} without a token`)
  const { access_token: token, expires_in: seconds, refresh_token: refresh } = found
  const lastsMillis = typeof seconds === "number" && seconds > 0 ? seconds * 1_000 : undefined
  return Result.succeed({ token, lastsMillis, refresh: refresh ?? undefined })
}
