import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { approved } from "../../../internal/changes.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { found, offers, requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const approval = Law.define({
  id: "changes/approval",
  title:
    "what its payer has approved is neither paid nor completed before its holder completes it, and then it is, once",
  why: "a completion that nobody has written down is sent again; what is called paid before it is shipped for nothing",
  routes: "covering",
  check: Effect.gen(function* () {
    const provider = yield* PaymentProvider
    const harness = yield* Harness
    if (!(yield* offers("complete"))) return
    const payment = yield* approved
    const { status } = yield* found(payment)
    yield* expect(status === "approved", "a payment that its payer has approved is read as approved", `it is ${status}`)
    const early = (yield* requestsOf("complete")).length
    const before = (yield* harness.paid).length
    yield* expect(early === 0 && before === 0, "nothing is completed by itself", `${early} completions, ${before} paid`)
    const exit = yield* ends(provider.complete({ ...payment.names, number: 1, amount: payment.asked.amount }))
    const after = (yield* harness.paid).length
    yield* expect(after === 1, "the completion takes it once", `it is paid ${after} times; ${describe(exit)}`)
  })
})
