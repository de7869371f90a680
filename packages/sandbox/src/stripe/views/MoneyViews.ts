/** Refunds, payouts, disputes and rows of the balance as Stripe shows them. */
import type { Dispute, Payout, Refund, Row } from "../Records.ts"
import { seconds } from "../wire/Created.ts"
import type { JsonObject } from "../wire/Errors.ts"

/** A Refund. */
export const refund = (shown: Refund): JsonObject => ({
  id: shown.id,
  object: "refund",
  amount: shown.amount,
  balance_transaction: shown.balanceTransaction,
  charge: shown.charge,
  created: seconds(shown.created),
  currency: shown.currency,
  customer: null,
  customer_account: null,
  destination_details: shown.id.startsWith("re_")
    ? {
        card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
        type: "card"
      }
    : { type: "us_bank_transfer", us_bank_transfer: {} },
  ...(shown.failureTransaction !== null && { failure_balance_transaction: shown.failureTransaction }),
  ...(shown.failureReason !== null && { failure_reason: shown.failureReason }),
  metadata: shown.metadata,
  ...(shown.status === "requires_action" && {
    next_action: { type: "display_details", display_details: { email_sent: { email_sent_at: seconds(shown.created) } } }
  }),
  payment_intent: shown.intent,
  payment_method: null,
  ...(shown.pendingReason !== null && { pending_reason: shown.pendingReason }),
  reason: shown.reason,
  receipt_number: null,
  source_transfer_reversal: null,
  status: shown.status,
  transfer_reversal: null
})

/** A Payout. */
export const payout = (shown: Payout): JsonObject => ({
  id: shown.id,
  object: "payout",
  amount: shown.amount,
  application_fee: null,
  application_fee_amount: null,
  arrival_date: seconds(shown.arrival),
  automatic: false,
  balance_transaction: shown.balanceTransaction,
  created: seconds(shown.created),
  currency: shown.currency,
  description: shown.description,
  destination: shown.destination,
  failure_balance_transaction: shown.failureTransaction,
  failure_code: shown.failureCode,
  failure_message: shown.failureCode === null ? null : `The payout failed: ${shown.failureCode}.`,
  livemode: shown.scope.livemode,
  metadata: shown.metadata,
  method: shown.method,
  original_payout: null,
  payout_method: null,
  reconciliation_status: "not_applicable",
  reversed_by: null,
  source_type: shown.sourceType,
  statement_descriptor: shown.statementDescriptor,
  status: shown.status,
  trace_id: null,
  type: shown.destination.startsWith("card_") ? "card" : "bank_account"
})

/** A Dispute; `rows` are those of the balance that it brought about. */
export const dispute = (shown: Dispute, rows: ReadonlyArray<JsonObject>): JsonObject => ({
  id: shown.id,
  object: "dispute",
  amount: shown.amount,
  balance_transactions: rows,
  charge: shown.charge,
  created: seconds(shown.created),
  currency: shown.currency,
  enhanced_eligibility_types: [],
  evidence: {},
  evidence_details: {
    due_by: seconds(shown.created) + 604_800,
    has_evidence: false,
    past_due: false,
    submission_count: 0
  },
  intended_submission_method: null,
  is_charge_refundable: false,
  livemode: shown.scope.livemode,
  metadata: shown.metadata,
  payment_intent: shown.intent,
  reason: shown.reason,
  status: shown.status
})

/** A BalanceTransaction. */
export const row = (shown: Row): JsonObject => ({
  id: shown.id,
  object: "balance_transaction",
  amount: shown.amount,
  available_on: seconds(shown.availableOn),
  balance_type: "payments",
  created: seconds(shown.created),
  currency: shown.currency,
  description: shown.description,
  exchange_rate: shown.rate,
  fee: shown.fee,
  fee_details:
    shown.fee === 0
      ? []
      : [
          {
            amount: shown.fee,
            application: null,
            currency: shown.currency,
            description: "Stripe fee",
            type: "stripe_fee"
          }
        ],
  net: shown.amount - shown.fee,
  reporting_category: shown.category,
  source: shown.source,
  status: shown.available ? "available" : "pending",
  type: shown.type
})
