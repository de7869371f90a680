import { limitsOf } from "@switchyard/core/Capabilities"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { ofUnits, onStep, show, unitsOf } from "../../../internal/amounts.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const limits = Law.define({
  id: "amounts/limits",
  title:
    "an amount outside the declared limits, or off the declared step, is refused with AmountOutOfRange, and nothing is sent",
  why: "limits that are declared and not kept turn a routing mistake into an operation at the provider",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    for (const target of subject.targets) {
      const route = subject.capabilities.routes.find(
        ({ currencies, method }) => method === target.method && currencies.includes(target.currency)
      )
      const declared = route === undefined ? {} : limitsOf(route, target.currency)
      const { max, min } = unitsOf(target)
      const below = declared.min !== undefined && min > 1n ? [ofUnits(target, min - 1n)] : []
      const above = declared.max !== undefined ? [ofUnits(target, max + 1n)] : []
      const between = onStep(target, ofUnits(target, min))
      const off = target.step === undefined ? [] : [ofUnits(target, unitsOf({ ...target, min: between }).min + 1n)]
      const isOn = off.some((amount) => Money.equals(onStep(target, amount), amount))
      for (const amount of [...below, ...above, ...(isOn ? [] : off)]) {
        const asked = yield* subject.ask({ target, amount })
        const exit = yield* ends(asked.send())
        const isRefused = errorOf(exit)?.reason === "AmountOutOfRange"
        yield* expect(isRefused, `${show(amount)} by ${target.method} is AmountOutOfRange`, describe(exit))
      }
    }
    yield* receivedInAll(0, "after amounts outside the limits")
  })
})
