/**
 * The actions of a payer on a page: to pay or be declined, after which the payment follows and the browser is sent to the
 * merchant's success or failed URL, which the shop's own settings win over.
 */

import type { Decimal } from "../internal/decimal.ts"
import { compare, parse } from "../internal/decimal.ts"
import { BadInput } from "../internal/decode.ts"
import { page, redirect } from "../internal/html.ts"
import type { Answer } from "../Reply.ts"
import type { Callbacks } from "./Callbacks.ts"
import * as Payments from "./Payments.ts"
import type { Payment } from "./Records.ts"
import type { State } from "./State.ts"

/** An amount that a payer sends; throws `BadInput` where it is none. */
export const sent = (amount: string): Decimal => {
  const value = parse(amount)
  if (value === undefined || value.units <= 0n || value.scale > 2) {
    throw new BadInput("amount must be positive decimal text with at most two digits")
  }
  return value
}

/** The amount that the payer of a payment sends, null for the asked sum; throws `BadInput`. */
export const paidAmount = (payment: Payment, amount: string | undefined): Decimal | null => {
  if (amount === undefined) return null
  const value = sent(amount)
  if (payment.direction.kind !== "bank" && compare(value, payment.asked.clientPrice) !== 0) {
    throw new BadInput("only a bank transfer can bring another amount than asked")
  }
  return value
}

/** The action of a payer. */
export type Deed =
  | { readonly kind: "paid"; readonly amount: Decimal | null }
  | { readonly kind: "declined"; readonly reason: string }

/** Does it, and returns where the payer goes from there. */
export const settle = async (state: State, callbacks: Callbacks, payment: Payment, deed: Deed): Promise<Answer> => {
  const { settings, world } = state
  const follow = async () => {
    // It may have been decided meanwhile.
    if (Payments.isOver(payment)) return
    if (deed.kind === "paid") return Payments.pay(state, callbacks, payment, deed.amount)
    payment.course += 1
    await Payments.move(state, callbacks, payment, { status: 6, rejectedReason: deed.reason })
  }
  if (settings.payerDelay > 0) world.after(settings.payerDelay, () => void follow())
  else await follow()
  const { failedUrl, shop, successUrl } = payment
  return deed.kind === "paid"
    ? redirect(shop.successUrl ?? successUrl, page("Paid", "<p>The merchant has named no success URL.</p>"))
    : redirect(shop.failedUrl ?? failedUrl, page("Declined", "<p>The merchant has named no failed URL.</p>"))
}
