import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { show } from "../../../internal/amounts.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { paid } from "../../../internal/refunds.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const amount = Law.define({
  id: "money/amount",
  title: "a refund of a part pays back that part, and says so to the provider",
  why: "a provider that is not told how much pays back whatever is left of the payment",
  routes: "every",
  check: Effect.gen(function* () {
    const { part, payment, provider, request } = yield* paid
    const { refunds } = yield* money
    const exit = yield* ends(provider.create(yield* request(part)))
    const held = yield* refunds(payment.reference)
    yield* expect(
      held.length === 1 && held.every((refund) => Money.equals(refund.amount, part)),
      `the provider pays back ${show(part)}`,
      `it pays back ${held.map((refund) => show(refund.amount)).join(" and ") || "nothing"}; ${describe(exit)}`
    )
  })
})
