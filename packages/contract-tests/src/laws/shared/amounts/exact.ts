import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { arrivesExactly, ofUnits, onStep, show, unitsOf } from "../../../internal/amounts.ts"
import { property } from "../../../internal/property.ts"
import type { Target } from "../../../internal/sample.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const amountOn = (target: Target) =>
  fc.bigInt(unitsOf(target)).map((units) => ({ target, amount: onStep(target, ofUnits(target, units)) }))

export const exact = Law.define({
  id: "amounts/exact",
  title: "any amount of any declared route arrives exactly as asked, or is refused before it is sent",
  why: "a rounded or reformatted amount pays the recipient too much or too little, and the ledgers never agree again",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const arbitrary = fc.constantFrom(...subject.targets).chain(amountOn)
    yield* property(
      arbitrary,
      ({ amount, target }) => `${show(amount)} by ${target.method}`,
      (wish) => Effect.asVoid(Effect.flatMap(subject.ask(wish), arrivesExactly)),
      { seed: 20_250_101, runs: 60 }
    )
  })
})
