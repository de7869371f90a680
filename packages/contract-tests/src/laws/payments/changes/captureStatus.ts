import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { held, partOf, whereCaptured } from "../../../internal/changes.ts"
import { expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const captureStatus = Law.define({
  id: "changes/capture-status",
  title: "where the answer to a capture names it, it states what the provider says of it: asked for is not taken",
  why: "a capture that is still on its way may fail: called done, the goods go out for money that never comes",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const { captures } = yield* money
      const payment = yield* held
      const exit = yield* ends(provider.capture({ ...payment.names, number: 1, amount: yield* partOf(payment) }))
      const named = Exit.isSuccess(exit) && exit.value._tag === "Accepted" ? exit.value.value.capture : undefined
      if (named === undefined) return
      const made = (yield* captures(payment.asked.reference)).find(({ id }) => id === named.id)
      yield* expect(
        made?.status === named.status,
        `the capture ${named.id} is ${made?.status ?? "none of the payment's"}`,
        `it is called ${named.status}`
      )
    })
  )
})
