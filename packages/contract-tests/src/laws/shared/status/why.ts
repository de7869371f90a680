import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { shownWhy, unlisted } from "../../../internal/failures.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const why = Law.define({
  id: "status/why",
  title:
    "a failure has the reason, the origin and the advice that the documents give it, and none where they give none",
  why: "a merchant that is told to try again pays twice what was only late, one that is told not to loses the sale",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const dead = harness.statuses.filter(({ means }) => means === "failed" || means === "canceled")
    for (const { why = unlisted, word } of dead) {
      const operation = yield* created()
      yield* harness.settle(operation.asked.reference, word)
      const { failure } = yield* found(operation)
      yield* expect(...shownWhy(`"${word}"`, why, failure))
    }
    for (const { code, means } of harness.failures?.codes ?? []) {
      const operation = yield* created()
      yield* harness.failures?.fail(operation.asked.reference, { code }) ?? Effect.void
      const { failure } = yield* found(operation)
      yield* expect(...shownWhy(`the code "${code}"`, means, failure))
    }
  })
})
