/**
 * Feennex's status numbers with the meaning by its documents, written down here a second time and not taken from
 * the adapter. Payouts and payments use the same numbers with other meanings; only payments have callbacks.
 */
import type { Harness } from "@switchyard/contract-tests"
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"
import type { Kind } from "./operations.ts"

const payoutMeanings: Readonly<Record<string, PayoutStatus>> = {
  "1": "processing",
  "2": "processing",
  "3": "processing",
  "4": "processing",
  "5": "paid",
  "6": "failed",
  "7": "processing",
  "8": "canceled",
  "9": "processing"
}

const paymentMeanings: Readonly<Record<string, PaymentStatus>> = {
  "1": "awaiting_payer",
  "2": "awaiting_payer",
  "3": "awaiting_payer",
  "4": "paid",
  "5": "processing",
  "6": "failed",
  "7": "refunded",
  "8": "processing",
  "9": "refunded",
  "10": "processing",
  "11": "refunding",
  "12": "paid_other_amount"
}

/** The text of a callback for a status; other statuses have none. */
export const callbackTexts: Readonly<Record<string, string>> = { "4": "success", "6": "rejected", "12": "recalculated" }

// The words of three statuses of payments; of those of payouts there are none.
const paymentDetails: Readonly<Record<string, Partial<Harness.StatusWord>>> = {
  "1": { waitingFor: "provider" },
  "2": { waitingFor: "payer" },
  "6": { why: { reason: "Declined", by: "provider", again: "never" } }
}

/** The part of a harness that speaks of statuses. */
export const statusesOf = (
  kind: Kind
): Pick<Harness.Service, "statuses" | "statesPayerPaid" | "unknownStatus" | "callbackStatuses"> => {
  const meanings: Readonly<Record<string, PayoutStatus | PaymentStatus>> =
    kind === "payout" ? payoutMeanings : paymentMeanings
  return {
    statuses: Object.entries(meanings).map(([word, means]) =>
      kind === "payout" ? { word, means } : { word, means, ...paymentDetails[word] }
    ),
    // `client_price`, once the status means that money came.
    statesPayerPaid: kind === "payment",
    unknownStatus: "99",
    callbackStatuses: kind === "payout" ? [] : Object.keys(callbackTexts)
  }
}
