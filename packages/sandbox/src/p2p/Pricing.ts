/**
 * The value of a payout in USDT and its cost for the merchant: exact decimals, rounded half up to the four places
 * the document prints. An adapter must never compute these itself, so the default rate does not divide evenly.
 */
import type { Decimal } from "../internal/decimal.ts"
import { add, divide, multiply, of, round, toFixed } from "../internal/decimal.ts"
import { Refused } from "./Answers.ts"
import type { Options } from "./Options.ts"
import { defaultFee, defaultRates } from "./Options.ts"

const places = 4

/** The USDT side of a payout. */
export interface Price {
  readonly usdt: Decimal
  /** The amount that the merchant's balance loses. */
  readonly spent: Decimal
  readonly rate: Decimal
}

/** USDT amounts and rates as the platform prints them. */
export const printed = (value: Decimal): string => toFixed(value, places)

/** The prices of one simulator. */
export interface Pricing {
  readonly currencies: ReadonlyArray<string>
  /** Throws `Refused` when so little is asked for that it is worth nothing. */
  readonly quote: (fiatAmount: string, fiatCurrency: string) => Price
}

/** The prices by rates and fee; throws when a rate cannot be printed with four places. */
export const make = ({ rates = defaultRates, fee = defaultFee }: Options): Pricing => {
  const table = new Map(Object.entries(rates).map(([currency, rate]) => [currency, of(rate)]))
  for (const [currency, rate] of table) {
    if (rate.units <= 0n || rate.scale > places) {
      throw new TypeError(`the rate of ${currency} must be positive and have at most four decimal places`)
    }
  }
  const factor = add(of("1"), of(fee))
  if (factor.units < 0n) throw new TypeError("the fee must not be less than -1")
  return {
    currencies: [...table.keys()],
    quote: (fiatAmount, fiatCurrency) => {
      const rate = table.get(fiatCurrency)
      if (rate === undefined) throw new Refused("fiat_currency is not supported")
      const usdt = divide(of(fiatAmount), rate, places, "half-up")
      if (usdt.units === 0n) throw new Refused("fiat_amount is too small")
      return { usdt, spent: round(multiply(usdt, factor), places), rate }
    }
  }
}
