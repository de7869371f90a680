/**
 * Lets callbacks in, which anybody can send: at a rate for each instance, in which long ones count more, and only so many
 * at once while their bodies arrive, so that a flood costs neither memory nor disk without bound. Every provider sends
 * again what was not taken, and what it holds is polled or swept besides.
 */
import { Callback } from "@switchyard/core"
import { Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import * as Metrics from "../telemetry/Metrics.ts"
import * as Body from "./Body.ts"
import { tooMany } from "./problems.ts"
import * as RateLimit from "./RateLimit.ts"
import type { Settings } from "./Settings.ts"

// What one token pays for beyond the callback itself.
const bytesOfToken = 8 * 1024

/** Makes the intake; it gives the body of a callback that is let in, as its provider wrote and signed it. */
export const make = ({ callbackRate, maxCallbacksAtOnce }: Settings) => {
  const take = RateLimit.make(callbackRate)
  let arriving = 0

  const refuse = (instance: string, seconds: number) =>
    Effect.andThen(Metrics.callback(instance, "refused"), Effect.fail(tooMany("rate_limited", seconds)))

  const pay = (instance: string, tokens: number) =>
    Effect.flatMap(take(instance, tokens), (seconds) => (seconds === 0 ? Effect.void : refuse(instance, seconds)))

  return Effect.fnUntraced(function* (instance: string, request: HttpServerRequest.HttpServerRequest) {
    yield* pay(instance, 1)
    if (arriving >= maxCallbacksAtOnce) return yield* refuse(instance, 1)
    arriving += 1
    const body = yield* Effect.ensuring(
      Effect.tapError(Body.bytes(request, Callback.maxBytes), () => Metrics.callback(instance, "unreadable")),
      Effect.sync(() => {
        arriving -= 1
      })
    )
    yield* pay(instance, Math.floor(body.length / bytesOfToken))
    return body
  })
}
