import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { show } from "../../../internal/amounts.ts"
import { held, isTaken, partOf, whereCaptured } from "../../../internal/changes.ts"
import { expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { ends } from "../../../internal/running.ts"
import { found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const partRefund = Law.define({
  id: "money/part-refund",
  title: "a payment of which a part was paid back is not called refunded, nor over without money",
  why: "what is called refunded is closed: the rest of the money is the shop's and in no book, and no other part is paid back",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const { refundElsewhere } = yield* money
      const payment = yield* held
      const part = yield* partOf(payment)
      yield* ends(provider.capture({ ...payment.names, number: 1, amount: payment.asked.amount }))
      if (!(yield* isTaken(payment))) return
      yield* refundElsewhere(payment.asked.reference, part)
      const { status } = yield* found(payment)
      const isOpen = ["paid", "paid_other_amount", "refunding"].includes(status)
      yield* expect(
        isOpen,
        `with ${show(part)} of ${show(payment.asked.amount)} paid back it is paid`,
        `it is ${status}`
      )
    })
  )
})
