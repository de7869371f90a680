import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { created, found, lookedUp, requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const spacing = Law.define({
  id: "time/spacing",
  title: "a status read that comes too early is refused with the time to wait, and does not reach the provider",
  why: "providers block who polls too fast, and a blocked merchant cannot look up what it does not know",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    const { spacingMillis } = subject.capabilities.statusReads
    if (spacingMillis === 0) return
    const operation = yield* created()
    yield* found(operation)
    yield* harness.advance(Duration.millis(Math.floor(spacingMillis / 2)))
    const exit = yield* ends(lookedUp(operation))
    const error = errorOf(exit)
    if (error?._tag !== "ReadFailed") return yield* broken("an early read ends as ReadFailed", describe(exit))
    const wait = error.retryAfterMillis ?? 0
    yield* expect(wait > 0 && wait <= spacingMillis, `it says to wait up to ${spacingMillis} ms`, `it says ${wait} ms`)
    const reads = (yield* requestsOf("get")).length
    yield* expect(reads === 1, "the early read does not reach the provider", `${reads} reads have reached it`)
  })
})
