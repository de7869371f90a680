import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const documented = Law.define({
  id: "status/documented",
  title: "every documented status means what the documents say",
  why: "a status read wrongly closes an open payout, or keeps a failed one open while its money is frozen",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    yield* expect(harness.statuses.length > 0, "the harness names the documented statuses", "it names none")
    for (const { means, word } of harness.statuses) {
      const operation = yield* created()
      const { asked } = operation
      yield* harness.settle(asked.reference, word)
      const { status } = yield* found(operation)
      yield* expect(status === means, `"${word}" means ${means}`, `it was read as ${status}`)
    }
  })
})
