import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const fresh = Law.define({
  id: "status/fresh",
  title: "a read reports what the provider says now, whatever an earlier read reported",
  why: "a status remembered by the adapter keeps a returned payout paid, and a late payment expired",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const operation = yield* created()
    const { asked } = operation
    // There and back: an adapter that lets a status only move one way is as wrong as one that remembers.
    for (const { means, word } of [...harness.statuses, ...harness.statuses.toReversed()]) {
      yield* harness.settle(asked.reference, word)
      const { providerStatus, status } = yield* found(operation)
      const known = harness.statuses.some((entry) => entry.means === status)
      if (!known) continue
      yield* expect(
        status === means || providerStatus === word,
        `the provider says "${word}" now`,
        `the read reports "${providerStatus}", ${status}`
      )
    }
  })
})
