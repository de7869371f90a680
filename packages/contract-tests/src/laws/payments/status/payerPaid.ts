import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const moneyIn: ReadonlySet<string> = new Set(["paid", "paid_other_amount", "refunding", "refunded"])

export const payerPaid = Law.define({
  id: "status/payer-paid",
  title:
    "what the payer has paid is reported once the provider states that money came: not before, and in every status after",
  why: "an amount that is reported too early is credited without a payment; one that is dropped hides that it was another",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const paid = harness.statuses.find(({ means }) => means === "paid")?.word
    for (const { means, word } of harness.statuses) {
      const operation = yield* created()
      const { reference } = operation.asked
      const hasPaid = moneyIn.has(means)
      if (hasPaid && paid !== undefined) yield* harness.settle(reference, paid)
      if (word !== paid) yield* harness.settle(reference, word)
      const isStated = (yield* found(operation)).payerPaid !== undefined
      yield* expect(
        hasPaid || !isStated,
        `"${word}" means ${means}: nothing is paid yet`,
        "an amount is reported as paid"
      )
      if (harness.statesPayerPaid !== true) continue
      yield* expect(
        !hasPaid || isStated,
        `"${word}" means ${means}: what was paid is reported`,
        "no amount is reported"
      )
    }
  })
})
