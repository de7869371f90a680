/**
 * The memory provider's words for a status. One table for payouts, one for payments, and no default: a word that is
 * not here is neither success nor failure.
 */
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"

/** What each documented payout status means. */
const payoutStatuses: Readonly<Record<string, PayoutStatus>> = {
  new: "processing",
  sent: "processing",
  done: "paid",
  refused: "failed",
  canceled: "canceled",
  returned: "returned"
}

/** What each documented payment status means. */
const paymentStatuses: Readonly<Record<string, PaymentStatus>> = {
  waiting: "awaiting_payer",
  checking: "processing",
  received: "paid",
  received_other: "paid_other_amount",
  refused: "failed",
  expired: "expired",
  canceled: "canceled",
  refunding: "refunding",
  refunded: "refunded"
}

const of = <A>(table: Readonly<Record<string, A>>, word: string): A | "unrecognised" =>
  (Object.hasOwn(table, word) ? table[word] : undefined) ?? "unrecognised"

/** What a payout status means. */
export const payoutStatus = (word: string): PayoutStatus => of(payoutStatuses, word)

/** What a payment status means. */
export const paymentStatus = (word: string): PaymentStatus => of(paymentStatuses, word)

/** Whether money of the payer has come. */
export const isMoneyIn = (status: PaymentStatus): boolean =>
  status === "paid" || status === "paid_other_amount" || status === "refunding" || status === "refunded"
