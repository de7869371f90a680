import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { requestsOf, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const askedAnew = Law.define({
  id: "capabilities/asked-anew",
  title: "whatever is asked twice is asked of the provider twice: a balance, a price, an account, a receipt, a status",
  why: "an answer that was kept is as old as it is: a balance of this morning pays what is not there any more",
  check: Effect.gen(function* () {
    const { asks } = yield* Subject
    for (const { operation, prepare } of asks) {
      const { ask } = yield* prepare
      const before = (yield* requestsOf(operation)).length
      for (let count = 0; count < 2; count++) {
        yield* spaced
        yield* ends(ask)
      }
      const asked = (yield* requestsOf(operation)).length - before
      yield* expect(asked >= 2, `${operation} that is asked twice reaches the provider twice`, `it does ${asked} times`)
    }
  })
})
