/** What becomes of a payment when a refund of it moves: how much was paid back of it, and what its merchant hears. Pure. */

import type { Ours } from "./Money.ts"
import type { Operation } from "./Operation.ts"
import { isMoneyMoved, isPaidBack, type Status } from "./Status.ts"
import * as Worth from "./Worth.ts"

/** A payment after a refund of it has moved. */
export interface Moved {
  readonly status: Status
  /** The event that its merchant hears of. */
  readonly news: string | null
}

// How it was paid: what it was paid with is what was captured of it.
const paidAs = ({ facts, worth }: Operation): Status => {
  // Its merchant may have wanted to capture less.
  const isByHand = (facts.changes?.captured.length ?? 0) > 0
  if (isByHand || Worth.isCapturedAsAsked(facts.asked.amount, worth)) return "paid"
  return "paid_other_amount"
}

/** The payment after a refund of it has gone from one status to another; `refunds` are all of it, as they are then. */
export const after = (payment: Operation, refunds: ReadonlyArray<Ours>, from: Status, to: Status): Moved => {
  const { status, worth } = payment
  const isWhole = Worth.isAllBack(worth, refunds)
  if (isMoneyMoved(status) && !isPaidBack(status) && isWhole) return { status: "refunded", news: "payment.refunded" }
  if (from === "succeeded") {
    // Of what was never stated in all it is not known whether the rest is back as well; that more is on its way is its provider's word.
    const isBack = status === "refunded" && !isWhole && worth?.elsewhere != null
    return { status: isBack ? paidAs(payment) : status, news: "payment.refund_failed" }
  }
  return { status, news: to === "succeeded" ? "payment.updated" : null }
}
