/** A token as it is held and stored: until when it can be used, and by what the next one is asked for. */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Granted } from "./tokenAnswer.ts"

/** A token that is held. */
export interface Held {
  readonly token: Redacted.Redacted<string>
  /** The instant, in milliseconds by the Clock, from which it is not used any more. */
  readonly until: number
  readonly refresh: Redacted.Redacted<string> | undefined
}

/** What was granted at that instant, as it is held; a token that ends soon is used for half of its time. */
export const held = (
  { lastsMillis, refresh, token }: Granted,
  askedAt: number,
  otherwise: { readonly lastsMillis: number; readonly marginMillis: number; readonly refresh: Held["refresh"] }
): Held => {
  const lasts = lastsMillis ?? otherwise.lastsMillis
  return {
    token,
    until: askedAt + Math.max(lasts - otherwise.marginMillis, lasts / 2),
    refresh: refresh ?? otherwise.refresh
  }
}

const Stored = Schema.fromJsonString(
  Schema.Struct({ token: Schema.String, until: Schema.Finite, refresh: Schema.optionalKey(Schema.String) })
)

const decode = Schema.decodeResult(Stored)
const encode = Schema.encodeSync(Stored)

/** The text that is stored. */
export const toStored = ({ refresh, token, until }: Held): Redacted.Redacted<string> =>
  Redacted.make(encode({ token: Redacted.value(token), until, ...(refresh && { refresh: Redacted.value(refresh) }) }), {
    label: "token"
  })

/** What was stored; undefined where it is something else. */
export const fromStored = (text: Redacted.Redacted<string>): Held | undefined => {
  const found = Result.getOrUndefined(decode(Redacted.value(text)))
  if (found === undefined) return undefined
  const { refresh, token, until } = found
  return { token: Redacted.make(token), until, refresh: refresh === undefined ? undefined : Redacted.make(refresh) }
}
