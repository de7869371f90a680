/**
 * Acme Pay's words for a status: one table for each kind, and no default. A word that is not here is neither success
 * nor failure.
 */
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"

/** What each documented payment status means. */
const paymentStatuses: Readonly<Record<string, PaymentStatus>> = {
  waiting: "awaiting_payer",
  received: "paid",
  refused: "failed"
}

/** What each documented payout status means. */
const payoutStatuses: Readonly<Record<string, PayoutStatus>> = {
  sent: "processing",
  done: "paid",
  refused: "failed"
}

const of = <A>(table: Readonly<Record<string, A>>, word: string): A | "unrecognised" =>
  (Object.hasOwn(table, word) ? table[word] : undefined) ?? "unrecognised"

/** What a payment status means. */
export const paymentStatus = (word: string): PaymentStatus => of(paymentStatuses, word)

/** What a payout status means. */
export const payoutStatus = (word: string): PayoutStatus => of(payoutStatuses, word)
