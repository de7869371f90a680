import * as Effect from "effect/Effect"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf, methodOf } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const method = Law.define({
  id: "capabilities/method",
  title: "money goes and comes by the method that was asked for, in the currency that was asked for, on every route",
  why: "a route that is carried out as another one charges a card for a transfer, or pays roubles as dollars",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const asked = yield* ask()
    const exit = yield* ends(asked.send())
    const [held] = yield* heldOf(asked)
    if (held === undefined) return yield* broken(`the provider holds ${asked.reference}`, describe(exit))
    const { currency } = held.amount
    const isRight = held.method === methodOf(asked) && currency === asked.amount.currency
    yield* expect(
      isRight,
      `it goes by ${methodOf(asked)} in ${asked.amount.currency}`,
      `it goes by ${held.method} in ${currency}`
    )
  })
})
