import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created, found, lookedUp, requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const afterSpacing = Law.define({
  id: "time/after-spacing",
  title: "a status read that is not too early reaches the provider, for each operation on its own",
  why: "a read held back for another payout's sake leaves a paid payout open, and an unknown one unknown",
  check: Effect.gen(function* () {
    const one = yield* created()
    const other = yield* created()
    yield* found(one)
    // At the same moment: it is another operation.
    yield* ends(lookedUp(other))
    yield* found(one)
    const reads = (yield* requestsOf("get")).length
    yield* expect(reads === 3, "three reads reach the provider", `${reads} have reached it`)
  })
})
