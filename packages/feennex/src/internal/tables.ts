/**
 * Feennex's documents as data: what its error codes prove, and what its status numbers mean. Payments and payouts use the same
 * numbers with other meanings, so there are two tables and no shared mapper. A code in no row leaves the outcome of a send
 * unknown; a number that is not here is neither success nor failure.
 */
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"
import * as Tables from "@switchyard/core/Tables"
import type { WaitingFor } from "@switchyard/core/WaitingFor"

/**
 * The outcome that each code proves, by the error code list (beyond the source documents; rows from 22 on could not be read) and the
 * examples in the documents. The types are ours: `internal/envelope.ts` distinguishes them by the complete text.
 */
export const codes = Tables.codes({
  refused: [
    { code: [1, 2, 3, 17, 18], reason: "MethodUnavailable" },
    { code: [4, 5], reason: "AmountOutOfRange" },
    { code: 9, reason: "InsufficientFunds" },
    { code: 10, reason: "InvalidRequest" },
    { code: [1, 10], type: "bad signature", reason: "AuthenticationFailed" },
    { code: [11, 12, 15, 19, 20, 21], reason: "AuthenticationFailed" },
    { code: [13, 14], reason: "DestinationInvalid" },
    { code: 16, reason: "ProviderUnavailable" }
  ],
  // OperationIsProcessing: it exists and is being executed, its answer comes later.
  unknown: [{ code: 8, reason: "ProviderUnavailable" }],
  // OperationNotUnique.
  duplicate: [{ code: 6 }],
  // OperationNotFound, and "other exception", which means so only with that text.
  notFound: [{ code: 7 }, { code: 2000, type: "not found" }]
})

/**
 * The meaning of each payout status. Feennex's own table could not be read beyond 3 and 5; the rest is corroborated by sibling
 * APIs. 4 and 9 are errors on the way, not failures: the money may still arrive.
 */
export const payoutStatus = Tables.words<PayoutStatus>({
  1: "processing",
  2: "processing",
  3: "processing",
  4: "processing",
  5: "paid",
  6: "failed",
  7: "processing",
  8: "canceled",
  9: "processing"
})

/** The meaning of each payment status via third-party systems (statuses page, beyond the source documents). 12 is recalculated. */
export const paymentStatus = Tables.words<PaymentStatus>({
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
})

/** Whom a payment waits for, where its status says so: 1 is "waiting to be processed", 2 "waiting for the payer". */
export const paymentWaitsFor = Tables.words<WaitingFor>({ 1: "provider", 2: "payer" })

/** Whether money of the payer has come, so that `client_price` is what was paid. */
export const isMoneyIn = (status: PaymentStatus): boolean =>
  status === "paid" || status === "paid_other_amount" || status === "refunding" || status === "refunded"
