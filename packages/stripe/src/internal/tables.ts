/**
 * Stripe's words for a status as data, and the codes by which it says why something did not succeed. Sources: the pages on
 * PaymentIntents, Checkout, refunds, payouts, disputes and decline codes, and the types of its SDK. Its lists are open: a word that is not here is none.
 */
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { DisputeStatus, RefundStatus } from "@switchyard/core/PaymentParts"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"
import type { Again } from "@switchyard/core/Reason"
import type { Status as EntryStatus, Kind } from "@switchyard/core/Settlement"
import * as Tables from "@switchyard/core/Tables"
import type { WaitingFor } from "@switchyard/core/WaitingFor"
import { each } from "./words.ts"

/** The meaning of an intent's status where there is no session; after a decline of what we have confirmed see `payments.ts`. */
export const intentStatus = Tables.words<PaymentStatus>({
  requires_payment_method: "awaiting_payer",
  requires_confirmation: "awaiting_payer",
  requires_action: "awaiting_payer",
  processing: "processing",
  requires_capture: "authorized",
  succeeded: "paid",
  canceled: "canceled"
})

/**
 * The meaning of a session with its intent, each by its status. A page that is no longer open is closed to its payer for good, and
 * nobody else has the secret of its intent, which cannot be canceled then: where that waits for a payment method it is over.
 */
export const sessionStatus = Tables.words<PaymentStatus>({
  "open, no intent": "awaiting_payer",
  "open, requires_payment_method": "awaiting_payer",
  "open, requires_confirmation": "awaiting_payer",
  "open, requires_action": "awaiting_payer",
  "open, processing": "processing",
  "open, requires_capture": "authorized",
  "open, succeeded": "paid",
  "open, canceled": "awaiting_payer",
  "complete, requires_payment_method": "failed",
  "complete, requires_confirmation": "awaiting_payer",
  "complete, requires_action": "awaiting_payer",
  "complete, processing": "processing",
  "complete, requires_capture": "authorized",
  "complete, succeeded": "paid",
  "complete, canceled": "canceled",
  "expired, no intent": "expired",
  "expired, requires_payment_method": "expired",
  "expired, requires_confirmation": "awaiting_payer",
  "expired, requires_action": "awaiting_payer",
  "expired, processing": "processing",
  "expired, requires_capture": "authorized",
  "expired, succeeded": "paid",
  "expired, canceled": "expired"
})

/** The meaning of a refund's status. None but the last two is an end. */
export const refundStatus = Tables.words<RefundStatus>({
  pending: "processing",
  requires_action: "processing",
  succeeded: "succeeded",
  failed: "failed",
  canceled: "canceled"
})

/** Whom a refund that is pending waits for. */
export const refundWaits = Tables.words<WaitingFor>({
  charge_pending: "provider",
  insufficient_funds: "merchant",
  processing: "provider"
})

/** The meaning of a dispute's status; an inquiry that was closed took nothing. */
export const disputeStatus = Tables.words<DisputeStatus>({
  warning_needs_response: "open",
  warning_under_review: "open",
  warning_closed: "won",
  needs_response: "open",
  under_review: "open",
  appeal_needs_response: "open",
  appeal_under_review: "open",
  // Settled with the payer before it became a dispute.
  prevented: "lost",
  won: "won",
  lost: "lost"
})

/** The meaning of a payout's status. Until the money is back what failed or was canceled is `returning`, see `payouts.ts`. */
export const payoutStatus = Tables.words<PayoutStatus>({
  pending: "processing",
  in_transit: "processing",
  paid: "paid",
  failed: "failed",
  canceled: "canceled"
})

/** Why a payment did not succeed: the issuer's decline codes, error codes, and the reasons of a cancellation. */
export const paymentFailures = Tables.failures([
  {
    code: each(
      "call_issuer card_declined card_not_supported currency_not_supported do_not_honor generic_decline " +
        "no_action_taken not_permitted service_not_allowed transaction_not_allowed"
    ),
    reason: "Declined"
  },
  // The payer's money, never ours.
  {
    code: ["card_velocity_exceeded", "insufficient_funds", "withdrawal_count_limit_exceeded"],
    reason: "Declined",
    again: "later"
  },
  {
    code: each(
      "expired_card incorrect_cvc incorrect_number incorrect_pin incorrect_zip invalid_account " +
        "invalid_amount invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number invalid_pin"
    ),
    reason: "Declined",
    by: "payer"
  },
  {
    code: each(
      "fraudulent lost_card merchant_blacklist pickup_card restricted_card " +
        "revocation_of_all_authorizations revocation_of_authorization security_violation stolen_card " +
        "stop_payment_order"
    ),
    reason: "Declined",
    again: "never"
  },
  {
    code: each("approve_with_id issuer_not_available processing_error reenter_transaction try_again_later"),
    reason: "Declined",
    again: "later"
  },
  {
    code: each(
      "authentication_not_handled authentication_required payment_intent_authentication_failure " +
        "payment_method_authentication_failure"
    ),
    reason: "AuthenticationRequired"
  },
  { code: ["payment_method_customer_decline", "payment_method_provider_decline"], reason: "Declined" },
  { code: "duplicate_transaction", reason: "Declined", again: "never" },
  { code: each("abandoned automatic duplicate requested_by_customer"), reason: "Canceled" },
  { code: ["expired", "payment_intent_payment_attempt_expired"], reason: "Expired" }
])

/** Where a decline says by itself whether the same makes sense again; it outranks the meaning of its code. */
export const advice: Readonly<Record<string, Again>> = {
  confirm_card_data: "never",
  do_not_try_again: "never",
  try_again_later: "later"
}

/** Why a refund failed. */
export const refundFailures = Tables.failures([
  { code: ["expired_or_canceled_card", "lost_or_stolen_card"], reason: "DestinationInvalid", by: "issuer" },
  { code: "declined", reason: "RecipientRejected", by: "issuer" },
  { code: "insufficient_funds", reason: "InsufficientFunds" },
  { code: "charge_for_pending_refund_disputed", reason: "MethodUnavailable", again: "never" },
  { code: "merchant_request", reason: "Canceled" }
])

/** Why a payout failed. */
export const payoutFailures = Tables.failures([
  {
    code: each(
      "account_closed account_frozen bank_account_restricted bank_ownership_changed " +
        "incorrect_account_holder_address incorrect_account_holder_name incorrect_account_holder_tax_id " +
        "incorrect_account_type invalid_account_number invalid_account_number_length invalid_card " +
        "invalid_currency no_account"
    ),
    reason: "DestinationInvalid"
  },
  { code: ["debit_not_authorized", "declined"], reason: "RecipientRejected", by: "bank" },
  { code: "insufficient_funds", reason: "InsufficientFunds" },
  { code: "could_not_process", reason: "ProviderUnavailable", by: "bank" },
  { code: "unsupported_card", reason: "MethodUnavailable" }
])

type Entry = { readonly kind: Kind; readonly status: EntryStatus }

const entries = (types: string, kind: Kind, status: EntryStatus = "paid"): Readonly<Record<string, Entry>> =>
  Object.fromEntries(each(types).map((type) => [type, { kind, status }]))

/** What a balance transaction is about, by its type, and how that ended. */
export const entryOf = Tables.words<Entry>({
  ...entries("charge payment", "payment"),
  ...entries("payment_failure_refund payment_reversal", "payment", "returned"),
  ...entries("refund payment_refund", "refund"),
  ...entries("refund_failure", "refund", "returned"),
  ...entries("payout", "payout"),
  ...entries("payout_cancel", "payout", "failed"),
  ...entries("payout_failure", "payout", "returned"),
  ...entries("stripe_fee stripe_fx_fee tax_fee", "fee"),
  ...entries("adjustment application_fee application_fee_refund fee_credit_funding", "adjustment"),
  ...entries("transfer topup reserve_hold reserve_release reserve_transaction reserved_funds", "transfer"),
  ...entries("payout_minimum_balance_hold payout_minimum_balance_release connect_collection_transfer", "transfer"),
  ...entries("transfer_cancel transfer_failure transfer_refund topup_reversal", "transfer", "returned")
})
