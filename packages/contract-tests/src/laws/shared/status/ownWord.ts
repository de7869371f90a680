import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const ownWord = Law.define({
  id: "status/own-word",
  title: "a read reports a documented status in the provider's own word too",
  why: "the provider's support knows its own words alone, and a payout in dispute is found by them",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    for (const { word } of harness.statuses) {
      const operation = yield* created()
      yield* harness.settle(operation.asked.reference, word)
      const { providerStatus } = yield* found(operation)
      yield* expect(providerStatus === word, `the provider's word is "${word}"`, `"${providerStatus}" is reported`)
    }
  })
})
