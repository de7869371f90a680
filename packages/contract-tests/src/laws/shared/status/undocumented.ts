import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const undocumented = Law.define({
  id: "status/undocumented",
  title: "a status that no document lists is `unrecognised`, neither success nor failure",
  why: "a guessed failure is paid again elsewhere, a guessed success is never paid, a guessed 'pending' hides the question",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const operation = yield* created()
    const { asked } = operation
    yield* harness.settle(asked.reference, harness.unknownStatus)
    const { status } = yield* found(operation)
    yield* expect(status === "unrecognised", `"${harness.unknownStatus}" is unrecognised`, `it was read as ${status}`)
  })
})
