import * as Money from "@switchyard/core/Money"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { show } from "../../../internal/amounts.ts"
import { captured, held, isTaken, partOf, whereCaptured } from "../../../internal/changes.ts"
import { broken, expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { ends } from "../../../internal/running.ts"
import { spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const words = (amount: Money.Money | undefined) => (amount === undefined ? "nothing" : show(amount))

export const stated = Law.define({
  id: "money/stated",
  title:
    "a read states of what was captured and paid back what the manifest says, as it is, and nothing where it says nothing",
  why: "an amount that no answer holds is read as zero, and the whole of it is paid back once more",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const { refundElsewhere, refunds } = yield* money
      const payment = yield* held
      const amount = yield* partOf(payment)
      yield* ends(provider.capture({ ...payment.names, number: 1, amount: payment.asked.amount }))
      yield* refundElsewhere(payment.asked.reference, amount)
      yield* spaced
      const { reference, providerReference } = payment.names
      const read = yield* Effect.exit(provider.get({ reference, providerReference }))
      if (read._tag === "Failure") return yield* broken("an ordinary read finds the payment", "it does not")
      const { capturedAmount, captures, refundedAmount, refunds: back } = read.value
      // What is still on its way was not captured yet.
      const taken = (yield* isTaken(payment)) ? payment.asked.amount : Money.zero(payment.asked.amount.currency)
      const { captured: ofCaptured, refunded: ofRefunded } = provider.capabilities.states ?? {}
      const sums = [
        ["captured", ofCaptured, capturedAmount, captures, taken],
        ["paid back", ofRefunded, refundedAmount, back, amount]
      ] as const
      for (const [what, how, sum, parts, real] of sums) {
        if (how === undefined) {
          yield* expect(sum === undefined && parts === undefined, `nothing is stated of what was ${what}`, words(sum))
        } else {
          yield* expect(sum !== undefined && Money.equals(sum, real), `${show(real)} are ${what}`, words(sum))
        }
        const isListed = (parts?.isWhole ?? false) === (how === "parts")
        yield* expect(
          isListed,
          `what was ${what} is ${how === "parts" ? "" : "not "}stated in parts`,
          "it is otherwise"
        )
      }
      const ids = [...(yield* captured(payment)), ...(yield* refunds(reference))].map(({ id }) => id)
      const listed = [...(captures?.parts ?? []), ...(back?.parts ?? [])].map(({ id }) => id)
      const missing = ids.filter((id) => !listed.includes(id))
      const isComplete = ofCaptured !== "parts" || ofRefunded !== "parts" || missing.length === 0
      yield* expect(isComplete, "every part is listed by its id", `${missing.join(", ")} is missing`)
    })
  )
})
