/**
 * Payouts and payments as an inspector sees them: masked beside everything else, and unmasked as what Feennex holds.
 */
import { NotThere } from "../AdminHttp.ts"
import type { Held } from "../Held.ts"
import { of, toText } from "../internal/decimal.ts"
import { maskAccount } from "../Journal.ts"
import type * as Operations from "../Operation.ts"
import type { Payment, Payout, Receipt } from "./Records.ts"
import type { State } from "./State.ts"

/** A payout or payment as an inspector sees it. */
export interface Operation extends Operations.Operation<number> {
  readonly kind: "payout" | "payment"
  readonly payway: string
  readonly rejectedReason: string | null
  readonly receipts: ReadonlyArray<Receipt>
}

const ofPayout = (payout: Payout): Operation => ({
  kind: "payout",
  id: payout.id,
  reference: payout.reference,
  shop: payout.shop.id,
  payway: payout.payway,
  status: payout.status,
  rejectedReason: payout.rejectedReason,
  history: payout.history.slice(),
  amount: toText(of(payout.receive.text)),
  currency: payout.psCurrency,
  shopAmount: toText(payout.price.writeOff),
  shopCurrency: payout.shopCurrency,
  money: payout.money,
  account: maskAccount(payout.account),
  receipts: []
})

const ofPayment = (payment: Payment): Operation => ({
  kind: "payment",
  id: payment.id,
  reference: payment.reference,
  shop: payment.shop.id,
  payway: payment.payway,
  status: payment.status,
  rejectedReason: payment.rejectedReason,
  history: payment.history.slice(),
  amount: toText(payment.price.clientPrice),
  currency: payment.direction.currency,
  shopAmount: toText(payment.price.shopRefund),
  shopCurrency: payment.currency,
  money: payment.money,
  account: payment.payer === null ? null : maskAccount(payment.payer.card),
  receipts: payment.receipts.map((receipt) => ({ ...receipt }))
})

const isCalled = (reference: string | undefined) => (each: { readonly id: string; readonly reference: string }) =>
  reference === undefined || each.reference === reference || each.id === reference

const all = (state: State, reference: string | undefined): ReadonlyArray<Payout | Payment> =>
  [...state.payouts.values(), ...state.payments].filter(isCalled(reference))

const toOperation = (each: Payout | Payment): Operation => ("receive" in each ? ofPayout(each) : ofPayment(each))

/** All of them, or those that are called so, by the merchant or by Feennex. */
export const list = (state: State, reference?: string): ReadonlyArray<Operation> =>
  all(state, reference).map(toOperation)

/** The data that Feennex holds of them. */
export const held = (state: State, reference?: string): ReadonlyArray<Held> =>
  all(state, reference).map((each) => {
    const { amount, currency, id, kind, reference: name, shop, shopAmount, shopCurrency } = toOperation(each)
    return { kind, id, reference: name, shop, amount, currency, shopAmount, shopCurrency, given: each.given }
  })

/** The newest payment that is called so; throws `NotThere`. */
export const payment = (state: State, reference: string): Payment => {
  const found = state.payments.findLast(isCalled(reference))
  if (found === undefined) throw new NotThere(`no payment ${reference}`)
  return found
}

/** The newest payout that is called so; throws `NotThere`. */
export const payout = (state: State, reference: string): Payout => {
  const found = [...state.payouts.values()].findLast(isCalled(reference))
  if (found === undefined) throw new NotThere(`no payout ${reference}`)
  return found
}
