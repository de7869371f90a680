import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { shownWhy, unlisted } from "../../../internal/failures.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const unlistedCode = Law.define({
  id: "status/unlisted-code",
  title: "a failure whose code no document lists is UnrecognisedAnswer, and the same makes sense never",
  why: "a new code may mean that the recipient is on a list: whoever tries again because it was not known does so in vain, or breaks the law",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const { failures } = yield* Harness
    if (failures === undefined) return
    const operation = yield* created()
    yield* failures.fail(operation.asked.reference, { code: failures.unknownCode })
    const { failure } = yield* found(operation)
    yield* expect(...shownWhy(`the code "${failures.unknownCode}"`, unlisted, failure))
  })
})
