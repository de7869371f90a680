import * as Money from "@switchyard/core/Money"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { works } from "../../../internal/optional.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const quote = Law.define({
  id: "capabilities/quote",
  title: "a payment quote says what the payer pays where it is offered; else Unsupported, and nothing is sent",
  why: "a platform shows the quote to a person who then agrees to it",
  replay: true,
  live: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const provider = yield* PaymentProvider
    const subject = yield* Subject
    const { amount, reference, request } = yield* subject.ask()
    const method = "method" in request ? request.method : ""
    yield* works("quote", provider.quote({ reference, amount, method }), ({ payerPays }) => Money.isPositive(payerPays))
  })
})
