import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Harness } from "../../../Harness.ts"
import { broken } from "../../../internal/expect.ts"
import { works } from "../../../internal/optional.ts"
import { created, offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const cardForm = Law.define({
  id: "capabilities/card-form",
  title: "a payment's session leads to a card form where that is offered; else Unsupported, and nothing is sent",
  why: "a payer without a form cannot pay, and card data must never take another way",
  replay: true,
  check: Effect.gen(function* () {
    const provider = yield* PaymentProvider
    if (!(yield* offers("cardForm"))) {
      return yield* works("cardForm", provider.cardForm(Redacted.make("no session")), () => true)
    }
    const { methods } = yield* Harness
    const { targets } = yield* Subject
    const target = targets.find(({ method }) => method === methods?.cardForm)
    if (target === undefined)
      return yield* broken("the harness names a method that leads to a card form", "it does not")
    const { reported } = yield* created({ target })
    if (reported.session === undefined)
      return yield* broken("a payment that leads to a card form has a session", "none")
    yield* works("cardForm", provider.cardForm(reported.session), ({ url }) => URL.canParse(url))
  })
})
