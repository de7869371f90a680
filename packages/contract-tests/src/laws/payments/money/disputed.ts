import * as Money from "@switchyard/core/Money"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { show } from "../../../internal/amounts.ts"
import { held, isTaken, partOf, whereCaptured } from "../../../internal/changes.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { ends } from "../../../internal/running.ts"
import { spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const disputed = Law.define({
  id: "money/disputed",
  title:
    "what a payer's bank disputes is no refund: it is stated as disputed where the manifest says so, and nowhere else",
  why: "a dispute that is won leaves the money here: counted as paid back, it is missing in the books and never refunded",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const { disputeElsewhere } = yield* money
      if (disputeElsewhere === undefined) return
      const payment = yield* held
      const { amount } = payment.asked
      const part = yield* partOf(payment)
      yield* ends(provider.capture({ ...payment.names, number: 1, amount }))
      if (!(yield* isTaken(payment))) return
      const id = yield* disputeElsewhere(payment.asked.reference, part)
      yield* spaced
      const { providerReference, reference } = payment.names
      const exit = yield* ends(provider.get({ reference, providerReference }))
      if (exit._tag === "Failure") return yield* broken("an ordinary read finds the payment", describe(exit))
      const { capturedAmount, disputes, refundedAmount, refunds, status } = exit.value
      const back = refundedAmount ?? Money.zero(amount.currency)
      const isNoRefund = !Money.isPositive(back) && (refunds?.parts ?? []).every((each) => each.id !== id)
      yield* expect(isNoRefund, "nothing of it is stated as paid back", `${show(back)} is, or a refund of its id`)
      const isCaptured = capturedAmount === undefined || Money.equals(capturedAmount, amount)
      yield* expect(isCaptured, `${show(amount)} are captured`, capturedAmount ? show(capturedAmount) : "")
      yield* expect(status === "paid" || status === "paid_other_amount", "it is paid", `it is ${status}`)
      if (provider.capabilities.states?.disputed !== "parts") return
      const isListed = disputes?.parts.some((each) => each.id === id) === true
      yield* expect(isListed || disputes?.isWhole === false, "the dispute is listed by its id", "it is not")
    })
  )
})
