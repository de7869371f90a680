/**
 * The memory provider's documents as data: what its error codes prove, and what its words for a status mean. A code that is
 * in no table leaves the outcome of a send unknown; a word that is not here is neither success nor failure.
 */
import type { Status as PaymentStatus, Receipt } from "@switchyard/core/Payment"
import type { CaptureStatus, DisputeStatus, RefundStatus } from "@switchyard/core/PaymentParts"
import type { HolderMatch, Status as PayoutStatus } from "@switchyard/core/Payout"
import type { Status as EntryStatus, Kind } from "@switchyard/core/Settlement"
import * as Tables from "@switchyard/core/Tables"
import type { WaitingFor } from "@switchyard/core/WaitingFor"

/** The outcome that each documented error code proves. */
export const codes = Tables.codes({
  refused: [
    { code: "bad_request", reason: "InvalidRequest", leaves: "nothing" },
    { code: "bad_signature", reason: "AuthenticationFailed" },
    { code: "insufficient_funds", reason: "InsufficientFunds", leaves: "nothing" },
    { code: "amount_out_of_range", reason: "AmountOutOfRange", leaves: "nothing" },
    { code: "offer_expired", reason: "InvalidRequest", leaves: "nothing" },
    { code: "method_closed", reason: "MethodUnavailable", leaves: "nothing" },
    { code: "bad_destination", reason: "DestinationInvalid", leaves: "nothing" },
    { code: "not_held", reason: "InvalidRequest", leaves: "nothing" },
    { code: "not_approved", reason: "InvalidRequest", leaves: "nothing" },
    { code: "exceeds_held", reason: "AmountOutOfRange", leaves: "nothing" },
    { code: "exceeds_captured", reason: "AmountOutOfRange", leaves: "nothing" },
    { code: "too_late", reason: "InvalidRequest", leaves: "nothing" },
    { code: "declined", reason: "InsufficientFunds", leaves: "payable" }
  ],
  unknown: [{ code: "key_mismatch", reason: "UnrecognisedAnswer" }],
  notProcessed: [
    { code: "rate_limited", reason: "RateLimited" },
    { code: "maintenance", reason: "ProviderUnavailable" }
  ],
  duplicate: [{ code: ["duplicate_reference", "exists"] }],
  notFound: [{ code: "not_found" }]
})

/**
 * The outcome that each code proves where it answers a commit or an abandonment: the draft is there, and only one that has
 * expired is gone. A table for creates would say that nothing is left.
 */
export const draftCodes = Tables.codes({
  refused: [
    { code: "bad_request", reason: "InvalidRequest" },
    { code: "bad_signature", reason: "AuthenticationFailed" },
    { code: "insufficient_funds", reason: "InsufficientFunds" },
    { code: "method_closed", reason: "MethodUnavailable" },
    { code: "expired", reason: "MethodUnavailable", leaves: "nothing" },
    { code: "too_late", reason: "Unsupported" }
  ],
  unknown: [{ code: "key_mismatch", reason: "UnrecognisedAnswer" }],
  notProcessed: [
    { code: "rate_limited", reason: "RateLimited" },
    { code: "maintenance", reason: "ProviderUnavailable" }
  ],
  duplicate: [{ code: ["duplicate_reference", "exists"] }]
})

/** Why an accepted operation did not succeed. */
export const failures = Tables.failures([
  { code: "account_closed", reason: "DestinationInvalid" },
  { code: "recipient_refused", reason: "RecipientRejected" },
  { code: "card_declined", reason: "Declined" },
  { code: "try_another_day", reason: "Declined", again: "later" },
  { code: "payer_not_authenticated", reason: "AuthenticationRequired", by: "payer" },
  { code: "sanctions", reason: "Compliance" },
  { code: "payer_too_late", reason: "Expired" },
  { code: "no_route", reason: "MethodUnavailable" }
])

/** The meaning of each payout status. */
export const payoutStatus = Tables.words<PayoutStatus>({
  draft: "uncommitted",
  new: "processing",
  sent: "processing",
  done: "paid",
  refused: "failed",
  canceled: "canceled",
  bouncing: "returning",
  returned: "returned"
})

/** The meaning of each payment status. */
export const paymentStatus = Tables.words<PaymentStatus>({
  declined: "declined",
  waiting: "awaiting_payer",
  approved: "approved",
  held: "authorized",
  checking: "processing",
  received: "paid",
  received_other: "paid_other_amount",
  refused: "failed",
  expired: "expired",
  canceled: "canceled",
  refunding: "refunding",
  refunded: "refunded"
})

/** The meaning of each status of a refund. */
export const refundStatus = Tables.words<RefundStatus>({
  asked: "processing",
  paid_back: "succeeded",
  bounced: "failed",
  canceled: "canceled"
})

/** The meaning of each status of a capture. */
export const captureStatus = Tables.words<CaptureStatus>({ asked: "processing", done: "succeeded", failed: "failed" })

/** The meaning of each status of a dispute. */
export const disputeStatus = Tables.words<DisputeStatus>({ open: "open", won: "won", lost: "lost" })

/** The meaning of a comparison of holders. */
export const holderMatch = Tables.words<(typeof HolderMatch)["Type"]>({
  same: "match",
  similar: "close_match",
  different: "no_match",
  cannot: "not_possible"
})

/** The meaning of the party that an answer waits for. */
export const waitsFor = Tables.words<WaitingFor>({
  payee: "recipient",
  payer: "payer",
  us: "provider",
  examiners: "compliance",
  you: "merchant"
})

/** Whether money of the payer has come. */
export const isMoneyIn = (status: PaymentStatus): boolean =>
  status === "paid" || status === "paid_other_amount" || status === "refunding" || status === "refunded"

/** The kind of entry that each word of a statement is. */
export const entryKind = Tables.words<Kind>({
  payment: "payment",
  payout: "payout",
  refund: "refund",
  dispute: "dispute",
  fee: "fee",
  transfer: "transfer",
  adjustment: "adjustment"
})

/** The meaning of each status of a row of a statement. */
export const entryStatus = Tables.words<EntryStatus>({ settled: "paid", returned: "returned", failed: "failed" })

/** The meaning of each state of a receipt. */
export const receiptStatus = Tables.words<Receipt["status"]>({
  looking: "pending",
  good: "succeeded",
  bad: "rejected"
})
