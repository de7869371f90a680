import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { show } from "../../../internal/amounts.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { paid } from "../../../internal/refunds.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const captured = Law.define({
  id: "money/captured",
  title: "what its provider refuses because less is left of the payment is not paid back in another amount",
  why: "a refund that is asked for again as whatever is left pays a payer back what nobody has asked for",
  routes: "covering",
  check: Effect.gen(function* () {
    const { part, payment, provider, request, whole } = yield* paid
    const { refundElsewhere, refunds } = yield* money
    yield* refundElsewhere(payment.reference, part)
    const exit = yield* ends(provider.create(yield* request(whole)))
    const held = yield* refunds(payment.reference)
    const ours = held.filter(({ mark, status }) => mark !== undefined && status !== "failed" && status !== "canceled")
    // A provider that does not count pays the whole again: that is its own doing, and what was asked for.
    yield* expect(
      ours.length === 0 || ours.every(({ amount }) => Money.equals(amount, whole)),
      `after ${show(part)} was paid back elsewhere, a refund of ${show(whole)} pays back that or nothing`,
      `it pays back ${ours.map(({ amount }) => show(amount)).join(" and ")}; ${describe(exit)}`
    )
  })
})
