import * as Money from "@switchyard/core/Money"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { show } from "../../../internal/amounts.ts"
import { captured, held, oddPartOf, whereCaptured } from "../../../internal/changes.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const part = Law.define({
  id: "changes/part",
  title: "a capture of a part takes that part, to the last digit, and says so to the provider",
  why: "a provider that is not told how much takes all that is held, from a payer who has got half of it",
  routes: "every",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const payment = yield* held
      const amount = yield* oddPartOf(payment)
      const exit = yield* ends(provider.capture({ ...payment.names, number: 1, amount }))
      const made = yield* captured(payment)
      yield* expect(
        made.length === 1 && made.every((capture) => Money.equals(capture.amount, amount)),
        `the provider captures ${show(amount)} of ${show(payment.asked.amount)}`,
        `it captures ${made.map((capture) => show(capture.amount)).join(" and ") || "nothing"}; ${describe(exit)}`
      )
    })
  )
})
