/**
 * GET status: a merchant's USDT and what is switched on. It is known from beyond the payout document and only in part:
 * the names of the methods' members past the second are presumed.
 */
import { add, toFloatText } from "../internal/decimal.ts"
import { NumberText } from "../internal/json.ts"
import type { Answer } from "../Reply.ts"
import { success } from "./Answers.ts"
import type { Merchant } from "./Options.ts"
import { methods } from "./Options.ts"
import type { State } from "./State.ts"
import { methodKey, usdt } from "./State.ts"

const statuses = (state: State, currency: string): Record<string, boolean> => ({
  // Pay-ins are not simulated, so none is on.
  ...Object.fromEntries(methods.map((method) => [`pay_in_${method}`, false])),
  ...Object.fromEntries(
    methods.map((method) => [`pay_out_${method}`, !state.disabled.has(methodKey(currency, method))])
  )
})

/** The merchant's balance and methods; the only amounts the platform gives as JSON numbers. */
export const merchantStatus = (state: State, merchant: Merchant): Answer => {
  const { balances } = state.world
  const available = balances.read(merchant.name, usdt, "available")
  const held = balances.read(merchant.name, usdt, "frozen")
  const { russian, international } = state.options.ecom ?? { russian: false, international: false }
  return success({
    balance: new NumberText(toFloatText(add(available, held))),
    hold: new NumberText(toFloatText(held)),
    available: new NumberText(toFloatText(available)),
    payment_ecom_statuses: { russian, international },
    payment_methods: state.pricing.currencies.map((currency) => ({ currency, statuses: statuses(state, currency) }))
  })
}
