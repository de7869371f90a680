import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const accepted = Law.define({
  id: "outcome/accepted",
  title: "an ordinary create is accepted, under our reference and with the provider's id where it has one",
  why: "an id that is dropped here is missing when the answer to 'where is the money' has to be found",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const { asked, reported } = yield* created()
    yield* expect(
      reported.reference === asked.reference,
      `the accepted operation is ${asked.reference}`,
      `it is ${reported.reference}`
    )
    const held = yield* harness.held
    yield* expect(held.length === 1, "the provider holds one operation", `it holds ${held.length}`)
  })
})
