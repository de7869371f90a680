/** The currency in which money of a payment reaches an account's balance: its own where the account keeps one, else converted. */
import { divide, multiply, of } from "../../internal/decimal.ts"
import type { Scope } from "../Records.ts"
import type { State } from "../State.ts"
import { rates } from "../State.ts"
import { toAmount, toDecimal } from "./Currencies.ts"

/** An amount as it is settled. */
export interface Settled {
  readonly amount: number
  readonly currency: string
  readonly rate: number | null
}

/** The amount in the currency of the balance that it reaches. */
export const settle = (state: State, { account }: Scope, amount: number, currency: string): Settled => {
  const { defaultCurrency = "usd", settles } = state.accounts.get(account) ?? {}
  if (settles === undefined || settles.includes(currency)) return { amount, currency, rate: null }
  const rate = rates(state)[currency] ?? "1"
  const scaled = multiply(toDecimal(Math.abs(amount), currency), of(rate))
  const rounded = divide(scaled, of("1"), toDecimal(0, defaultCurrency).scale, "half-up")
  const settled = toAmount(rounded, defaultCurrency)
  return { amount: amount < 0 ? -settled : settled, currency: defaultCurrency, rate: Number(rate) }
}
