/**
 * __Vendor__'s words for a status: one table for each kind, and no default. A word that is not here is neither success
 * nor failure. The tables are empty until step 5 of docs/adding-a-provider.md: then no status means anything.
 */
// if payments
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
// end
// if payouts
import type { Status as PayoutStatus } from "@switchyard/core/Payout"
// end
// if payments

/** What each documented payment status means. */
const paymentStatuses: Readonly<Record<string, PaymentStatus>> = {}
// end
// if payouts

/** What each documented payout status means. */
const payoutStatuses: Readonly<Record<string, PayoutStatus>> = {}
// end

const of = <A>(table: Readonly<Record<string, A>>, word: string): A | "unrecognised" =>
  (Object.hasOwn(table, word) ? table[word] : undefined) ?? "unrecognised"
// if payments

/** What a payment status means. */
export const paymentStatus = (word: string): PaymentStatus => of(paymentStatuses, word)
// end
// if payouts

/** What a payout status means. */
export const payoutStatus = (word: string): PayoutStatus => of(payoutStatuses, word)
// end
