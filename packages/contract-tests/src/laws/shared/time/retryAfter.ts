import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { errorOf } from "../../../internal/running.ts"
import { created, read } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const retryAfter = Law.define({
  id: "time/retry-after",
  title: "a read that is answered with a rate limit ends as RateLimited with the provider's own time to wait",
  why: "a time that is dropped is guessed instead, and the guess gets the merchant blocked",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const operation = yield* created()
    yield* harness.fault("get", { kind: "rateLimit", retryAfterSeconds: 170 })
    const exit = yield* read(operation)
    const error = errorOf(exit)
    const reported = error?._tag === "ReadFailed" ? [error.reason, error.retryAfterMillis] : []
    yield* expect(
      reported[0] === "RateLimited" && reported[1] === 170_000,
      "it ends as ReadFailed, RateLimited, to be asked again after 170000 ms",
      `${describe(exit)}, ${reported[1] ?? "no time"}`
    )
  })
})
