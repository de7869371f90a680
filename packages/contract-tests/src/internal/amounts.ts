/** Amounts of a target to try, and whether the provider got exactly what was asked. */
import * as Money from "@switchyard/core/Money"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../Harness.ts"
import type { Asked } from "../Subject.ts"
import { broken, describe, expect } from "./expect.ts"
import { ends, errorOf } from "./running.ts"
import { digitsOf, type Target } from "./sample.ts"

/** The limits of a target in its smallest units. */
export const unitsOf = ({ currency, max, min }: Target): { readonly min: bigint; readonly max: bigint } => {
  const digits = digitsOf(currency)
  return { min: BigDecimal.scale(min.value, digits).value, max: BigDecimal.scale(max.value, digits).value }
}

/** So many smallest units of a target's currency. */
export const ofUnits = ({ currency }: Target, units: bigint): Money.Money => ({
  currency,
  value: BigDecimal.make(units, digitsOf(currency))
})

/** The same amount, or the next that its route takes where that takes only multiples of a step. */
export const onStep = ({ currency, max, min, step }: Target, amount: Money.Money): Money.Money => {
  if (step?.currency !== currency) return amount
  const below = {
    currency,
    value: BigDecimal.subtract(amount.value, BigDecimal.remainderUnsafe(amount.value, step.value))
  }
  const above = { currency, value: BigDecimal.sum(below.value, step.value) }
  const isTooLittle = Money.compare(below, min) === -1
  return isTooLittle && Money.compare(above, max) !== 1 ? above : below
}

/** An amount in words. */
export const show = (amount: Money.Money): string => `${Money.toText(amount)} ${amount.currency}`

/** Breaks the law unless the provider holds exactly the amount, or the request was refused before it was sent; true in the first case. */
export const arrivesExactly = Effect.fnUntraced(function* ({ amount, reference, send }: Asked) {
  const harness = yield* Harness
  const before = (yield* harness.received).length
  const exit = yield* ends(send())
  if (Exit.isSuccess(exit) && exit.value._tag === "Accepted") {
    const held = (yield* harness.held).filter((entry) => entry.reference === reference)
    const isExact = held.length === 1 && held.every((entry) => Money.equals(entry.amount, amount))
    const happened = `it holds ${held.map((entry) => show(entry.amount)).join(" and ") || "nothing"}`
    yield* expect(isExact, `the provider holds exactly ${show(amount)}`, happened)
    return true
  }
  const isUnsent = errorOf(exit)?._tag === "NotExecuted" && (yield* harness.received).length === before
  if (!isUnsent) yield* broken(`${show(amount)} is accepted, or refused before it is sent`, describe(exit))
  return false
})
