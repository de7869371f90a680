/**
 * How the shop's money follows a payment's status: set aside while it is under review, credited once the payer paid,
 * taken back once it was refunded.
 */
import { negate, toText } from "../internal/decimal.ts"
import type { Payment } from "./Records.ts"
import type { State } from "./State.ts"

const received = new Set([4, 12])
const returned = new Set([7, 9])

/** Where a payment's money is once it has a status. */
export const moneyAfter = ({ money }: Payment, status: number): Payment["money"] => {
  if (received.has(status)) return "credited"
  if (returned.has(status)) return money === "credited" ? "returned" : money
  if (money === "none" && status === 8) return "held"
  return money === "held" && status === 6 ? "none" : money
}

/** Moves the money, and writes what really came or went back into the ledger. */
export const moveMoney = (state: State, payment: Payment, after: Payment["money"]): void => {
  const { balances, ledger, clock } = state.world
  const { price, shop, currency } = payment
  // What is under review is what was asked for; the payer may have sent another sum.
  if (payment.money === "held") balances.add(shop.id, currency, "hold", negate(payment.asked.shopRefund))
  if (after === "held") balances.add(shop.id, currency, "hold", payment.asked.shopRefund)
  payment.money = after
  if (after !== "credited" && after !== "returned") return
  const isIn = after === "credited"
  balances.add(shop.id, currency, "available", isIn ? price.shopRefund : negate(price.shopRefund))
  if (isIn) payment.balanceAfter = balances.read(shop.id, currency, "available")
  ledger.append({
    at: clock.now(),
    kind: isIn ? "payment" : "paymentRefunded",
    id: payment.id,
    reference: payment.reference,
    amount: toText(price.clientPrice),
    currency: payment.direction.currency,
    shopAmount: toText(price.shopRefund),
    shopCurrency: currency,
    shop: shop.id,
    account: null
  })
}
