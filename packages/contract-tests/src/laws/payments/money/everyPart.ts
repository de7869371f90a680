import type * as Money from "@switchyard/core/Money"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { ofUnits, onStep, unitsOf } from "../../../internal/amounts.ts"
import { heldWith, takesManual, whereCaptured } from "../../../internal/changes.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { money } from "../../../internal/money.ts"
import { ends } from "../../../internal/running.ts"
import { spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// More than a page of any provider that shows parts in an answer has.
const many = 30n

export const everyPart = Law.define({
  id: "money/every-part",
  title: "of a payment with many refunds each is listed, or the list says that it is not whole",
  why: "the refunds on a page that nobody asks for seem not to be there: what they have paid back is paid back once more",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const subject = yield* Subject
      if (provider.capabilities.states?.refunded !== "parts") return
      const target = subject.targets.find((each) => takesManual(subject, each))
      if (target === undefined) return
      const { refundElsewhere, refunds } = yield* money
      const { max, min } = unitsOf(target)
      const count = max / min < many ? max / min : many
      const whole: Money.Money = onStep(target, ofUnits(target, min * count))
      const payment = yield* heldWith({ amount: whole })
      const { providerReference, reference } = payment.names
      yield* ends(provider.capture({ ...payment.names, number: 1, amount: whole }))
      for (let made = 0n; made < count; made += 1n) yield* refundElsewhere(reference, ofUnits(target, min))
      yield* spaced
      const exit = yield* ends(provider.get({ reference, providerReference }))
      if (exit._tag === "Failure") return yield* broken("an ordinary read finds the payment", describe(exit))
      const listed = exit.value.refunds?.parts.map(({ id }) => id) ?? []
      const missing = (yield* refunds(reference)).filter(({ id }) => !listed.includes(id))
      yield* expect(
        missing.length === 0 || exit.value.refunds?.isWhole === false,
        `each of ${count} refunds is listed, or the list is not whole`,
        `${listed.length} are listed as all that there are`
      )
    })
  )
})
