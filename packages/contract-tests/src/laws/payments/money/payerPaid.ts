import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { show } from "../../../internal/amounts.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const payerPaid = Law.define({
  id: "money/payer-paid",
  title:
    "what is reported as paid is what the provider has got from the payer, also where it is another amount than was asked",
  why: "a payer who has sent a part is credited with the price, and the goods go out for it",
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const paid = harness.statuses.filter(({ means }) => means === "paid" || means === "paid_other_amount")
    for (const { word } of paid) {
      const operation = yield* created()
      const { reference } = operation.asked
      yield* harness.settle(reference, word)
      const { payerPaid: stated } = yield* found(operation)
      const [got, ...more] = (yield* harness.paid).filter((entry) => entry.reference === reference)
      if (stated === undefined || got === undefined || more.length > 0) continue
      const isSame = got.amount.currency === stated.currency && Money.equals(got.amount, stated)
      yield* expect(isSame, `with "${word}" ${show(got.amount)} are reported as paid`, `${show(stated)} are`)
    }
  })
})
