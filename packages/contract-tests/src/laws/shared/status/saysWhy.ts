import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const saysWhy = Law.define({
  id: "status/says-why",
  title: "what failed or was canceled says why, in words",
  why: "the merchant is asked by its customer why nothing came; an empty reason is answered with a guess",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const dead = harness.statuses.filter(({ means }) => means === "failed" || means === "canceled")
    for (const { means, word } of dead) {
      const operation = yield* created()
      yield* harness.settle(operation.asked.reference, word)
      const { failure } = yield* found(operation)
      const message = failure?.message.trim() ?? ""
      yield* expect(message !== "", `a ${means} operation ("${word}") has a failure with a message`, "it has none")
    }
  })
})
