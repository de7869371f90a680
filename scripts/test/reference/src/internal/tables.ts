/** Acme Pay's (invented) documents as data: what its error codes prove, and what its words for a status mean. */
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"
import * as Tables from "@switchyard/core/Tables"

/** What each documented error proves. */
export const codes = Tables.codes({
  refused: [
    { code: "bad_request", reason: "InvalidRequest" },
    { code: "bad_signature", reason: "AuthenticationFailed" },
    { code: "low_balance", reason: "InsufficientFunds" }
  ],
  notProcessed: [{ code: "too_many", reason: "RateLimited" }],
  duplicate: [{ code: "reference_used" }],
  notFound: [{ code: "no_such_operation" }]
})

/** What a payment status means. */
export const paymentStatus = Tables.words<PaymentStatus>({
  waiting: "awaiting_payer",
  received: "paid",
  refused: "failed"
})

/** What a payout status means. */
export const payoutStatus = Tables.words<PayoutStatus>({ sent: "processing", done: "paid", refused: "failed" })
