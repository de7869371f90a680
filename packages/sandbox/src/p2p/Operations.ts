/**
 * Payouts as an inspector sees them: masked beside everything else, and unmasked as what the platform holds.
 */
import { NotThere } from "../AdminHttp.ts"
import type { Held } from "../Held.ts"
import { of, toText } from "../internal/decimal.ts"
import { maskAccount } from "../Journal.ts"
import type * as Operations from "../Operation.ts"
import type { Method } from "./Options.ts"
import { printed } from "./Pricing.ts"
import type { Payout, State } from "./State.ts"
import { usdt } from "./State.ts"

/** A payout as an inspector sees it. */
export interface Operation extends Operations.Operation<string> {
  readonly kind: "payout"
  readonly method: Method
  /** The three figures as the platform states them, four decimals each. */
  readonly usdtAmount: string
  readonly merchantSpentUsdt: string
  readonly exchangeRate: string
  readonly cheques: ReadonlyArray<string>
}

const toOperation = (payout: Payout): Operation => {
  const { order, price } = payout
  return {
    kind: "payout",
    id: payout.id,
    reference: order.orderId,
    shop: payout.merchant.name,
    method: order.method,
    status: payout.status,
    history: payout.history.slice(),
    amount: toText(of(order.fiatAmount)),
    currency: order.fiatCurrency,
    shopAmount: toText(price.spent),
    shopCurrency: usdt,
    usdtAmount: printed(price.usdt),
    merchantSpentUsdt: printed(price.spent),
    exchangeRate: printed(price.rate),
    money: payout.money,
    account: maskAccount(order.requisite),
    cheques: payout.cheques
  }
}

const isCalled = (reference: string | undefined) => (payout: Payout) =>
  reference === undefined || payout.order.orderId === reference || payout.id === reference

/** All of them, or those that are called so, by the merchant or by the platform. */
export const list = (state: State, reference?: string): ReadonlyArray<Operation> =>
  state.payouts.filter(isCalled(reference)).map(toOperation)

/** The data that the platform holds of them. */
export const held = (state: State, reference?: string): ReadonlyArray<Held> =>
  state.payouts.filter(isCalled(reference)).map((payout) => {
    const { amount, currency, id, kind, reference: name, shop, shopAmount, shopCurrency } = toOperation(payout)
    return { kind, id, reference: name, shop, amount, currency, shopAmount, shopCurrency, given: payout.given }
  })

/** The newest payout that is called so; throws `NotThere`. */
export const payout = (state: State, reference: string): Payout => {
  const found = state.payouts.findLast(isCalled(reference))
  if (found === undefined) throw new NotThere(`no payout ${reference}`)
  return found
}
