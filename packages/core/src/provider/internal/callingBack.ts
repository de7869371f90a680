/** The parser of an instance out of what its adapter defines: keys are renewed around it, and what it refuses is an error. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { CallbackRejected, type Parse, type Raw, Unverifiable } from "../Callback.ts"
import type { Callbacks, KeyedCallbacks } from "./definition.ts"

/** The parser, without what core puts around it. */
export const parse = (provider: string, defined: Callbacks | KeyedCallbacks): Parse => {
  const { keys, parse } = typeof defined === "function" ? { keys: undefined, parse: defined } : defined

  const read = Effect.fnUntraced(function* (raw: Raw) {
    const events = parse(raw)
    if (Result.isSuccess(events)) return events.success
    const { message, reason } = events.failure
    if (reason !== "Unverifiable") return yield* new CallbackRejected({ provider, reason, message })
    const known = keys && { retryAfterMillis: yield* keys.fetch }
    return yield* new Unverifiable({ provider, message, ...known })
  })

  return keys === undefined ? read : (raw) => Effect.andThen(keys.renew, read(raw))
}
