import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import { isSecureUrl } from "@switchyard/core/Wire"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Harness } from "../../../Harness.ts"
import { withSession } from "../../../internal/asks.ts"
import { works } from "../../../internal/optional.ts"
import { offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const cardForm = Law.define({
  id: "capabilities/card-form",
  title:
    "a payment's session leads to a card form, posted by https, where that is offered; else Unsupported, and nothing is sent",
  why: "a payer without a form cannot pay, and a card that goes over the line in the clear is read by whoever sits at it",
  replay: true,
  live: true,
  check: Effect.gen(function* () {
    const provider = yield* PaymentProvider
    if (!(yield* offers("cardForm"))) {
      return yield* works("cardForm", provider.cardForm({ session: Redacted.make("no session") }), () => true)
    }
    const { methods } = yield* Harness
    const session = yield* withSession(methods?.cardForm)
    yield* works("cardForm", provider.cardForm({ session }), ({ url }) => isSecureUrl(url))
  })
})
