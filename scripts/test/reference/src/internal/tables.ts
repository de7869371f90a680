/** Acme Pay's (invented) documents as data: what its error codes prove, and what its words for a status mean. */
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"
import * as Tables from "@switchyard/core/Tables"

/** The outcome that each documented error proves. */
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

/** Why an accepted operation did not succeed: its answers have no codes for that. */
export const failures = Tables.failures([])

/** The meaning of each payment status. */
export const paymentStatus = Tables.words<PaymentStatus>({
  waiting: "awaiting_payer",
  received: "paid",
  refused: "failed"
})

/** The meaning of each payout status. */
export const payoutStatus = Tables.words<PayoutStatus>({ sent: "processing", done: "paid", refused: "failed" })
