/**
 * Feennex's status numbers. Payments and payouts use the same numbers with other meanings, so there are two tables and
 * no shared mapper. A number that is not here is neither success nor failure.
 */
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"

/**
 * Payouts to external systems. Feennex's own table could not be read beyond 3 and 5; the rest is corroborated by
 * sibling APIs. 4 and 9 are errors on the way, not failures: the money may still arrive.
 */
const payoutStatuses: Readonly<Record<number, PayoutStatus>> = {
  1: "processing",
  2: "processing",
  3: "processing",
  4: "processing",
  5: "paid",
  6: "failed",
  7: "processing",
  8: "canceled",
  9: "processing"
}

/** Payments via third-party systems (statuses page, beyond the source documents). 12 is recalculated. */
const paymentStatuses: Readonly<Record<number, PaymentStatus>> = {
  1: "awaiting_payer",
  2: "awaiting_payer",
  3: "awaiting_payer",
  4: "paid",
  5: "processing",
  6: "failed",
  7: "refunded",
  8: "processing",
  9: "refunded",
  10: "processing",
  11: "refunding",
  12: "paid_other_amount"
}

/** What a payout status number means. */
export const payoutStatus = (code: number): PayoutStatus => payoutStatuses[code] ?? "unrecognised"

/** What a payment status number means. */
export const paymentStatus = (code: number): PaymentStatus => paymentStatuses[code] ?? "unrecognised"

/** Whether money of the payer has come, so that `client_price` is what was paid. */
export const isMoneyIn = (status: PaymentStatus): boolean =>
  status === "paid" || status === "paid_other_amount" || status === "refunding" || status === "refunded"
