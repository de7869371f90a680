import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { ofUnits, onStep, show, unitsOf } from "../../../internal/amounts.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const stated = Law.define({
  id: "amounts/stated",
  title: "the amount an adapter reports is exactly the one the provider states, up to the last digit",
  why: "amounts are compared to notice a foreign or changed operation; a float in between hides it or cries wolf",
  replay: true,
  live: true,
  check: Effect.gen(function* () {
    const subject = yield* Subject
    for (const target of subject.targets) {
      const { max, min } = unitsOf(target)
      // Many digits, none of them zero: where a float would lose the last.
      const units = [1234567891234567899n, 123456789123456789n, 12345678912345n, 1234567n, 12347n, 1117n]
      const wanted = units.find((candidate) => candidate >= min && candidate <= max) ?? min
      const operation = yield* created({ target, amount: onStep(target, ofUnits(target, wanted)) })
      const { asked, reported } = operation
      for (const { amount } of [reported, yield* found(operation)]) {
        const isExact = amount === undefined || Money.equals(amount, asked.amount)
        yield* expect(isExact, `${show(asked.amount)} is reported`, amount === undefined ? "" : show(amount))
      }
    }
  })
})
