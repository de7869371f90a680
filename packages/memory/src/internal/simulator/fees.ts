/** The fee of an operation, and the two amounts that belong together because of it. */
import * as Money from "@switchyard/core/Money"
import * as BigDecimal from "effect/BigDecimal"
import type { Options } from "../../MemoryOptions.ts"
import type { Body } from "./body.ts"

/** The amount that the recipient gets, the fee, and both together. */
export interface Measures {
  readonly amount: Money.Money
  readonly fee: Money.Money
  readonly total: Money.Money
}

/** Reads the measure of a request: its amount, or where it has `of: "total"`, all that may be taken. */
export type Measure = (body: Body) => Measures | undefined

const measured =
  (feeOf: (currency: Money.Money["currency"]) => Money.Money): Measure =>
  (body) => {
    const given = body.money()
    if (given === undefined) return undefined
    const { currency, value } = given
    const fee = feeOf(currency)
    return body.text("of") === "total"
      ? { amount: { currency, value: BigDecimal.subtract(value, fee.value) }, fee, total: given }
      : { amount: given, fee, total: { currency, value: BigDecimal.sum(value, fee.value) } }
  }

/** For what costs nothing. */
export const withoutFee: Measure = measured(Money.zero)

/** For payouts, by the fee that is configured for one currency. */
export const ofPayouts = ({ payoutFee }: Options): Measure =>
  measured((currency) => (payoutFee?.currency === currency ? payoutFee : Money.zero(currency)))
