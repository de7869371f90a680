import * as Effect from "effect/Effect"
import { describe, expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { paid } from "../../../internal/refunds.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const ownPayment = Law.define({
  id: "money/own-payment",
  title: "a refund is of the payment that it names",
  why: "paid back to the payer of another payment it is lost, and that payer has it twice",
  routes: "covering",
  check: Effect.gen(function* () {
    const { refunds } = yield* money
    const one = yield* paid
    const other = yield* paid
    for (const { part, payment, provider, request } of [other, one]) {
      const exit = yield* ends(provider.create(yield* request(part)))
      const held = yield* refunds(payment.reference)
      yield* expect(held.length === 1, `the provider pays ${payment.reference} back`, `it does not; ${describe(exit)}`)
    }
  })
})
