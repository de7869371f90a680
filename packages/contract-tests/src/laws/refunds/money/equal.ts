import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { paid } from "../../../internal/refunds.ts"
import { ends } from "../../../internal/running.ts"
import { offers, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const equal = Law.define({
  id: "money/equal",
  title: "a refund that never arrived is not found in another one of the same payment and amount",
  why: "an equal refund that somebody else has made is taken for ours: the payer gets nothing of it, or ours goes all the same",
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const { part, payment, provider, request } = yield* paid
    const { refundElsewhere } = yield* money
    const asked = yield* request(part)
    yield* harness.fault("create", { kind: "cutBeforeReading" })
    yield* ends(provider.create(asked))
    yield* refundElsewhere(payment.reference, part)
    if (!(yield* offers("getByReference"))) return
    yield* spaced
    const exit = yield* ends(provider.get({ reference: asked.reference }, { request: asked }))
    yield* expect(Exit.isFailure(exit), "the look-up of a refund that never arrived finds none", describe(exit))
  })
})
