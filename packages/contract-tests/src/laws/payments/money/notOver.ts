import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { held, isTaken, partOf, takesSeveral, whereCaptured, wordFor } from "../../../internal/changes.ts"
import { expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const notOver = Law.define({
  id: "money/not-over",
  title: "a payment of which something was captured is not called canceled, whatever word its provider has for it",
  why: "what is called canceled is sold again or charged anew, and the payer's money of the first time is kept",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const harness = yield* Harness
      const subject = yield* Subject
      if (provider.capabilities.states?.captured === undefined || !takesSeveral(subject)) return
      const payment = yield* held
      const amount = yield* partOf(payment)
      yield* ends(provider.capture({ ...payment.names, number: 1, amount, final: false }))
      // Of what is still on its way nothing was taken.
      if (!(yield* isTaken(payment))) return
      yield* harness.settle(payment.asked.reference, yield* wordFor("canceled"))
      const { status } = yield* found(payment)
      yield* expect(
        status === "paid_other_amount" || status === "paid",
        "it is paid, in another amount",
        `it is ${status}`
      )
    })
  )
})
