/**
 * The outcome that each of Stripe's errors proves, by HTTP status, type and code. Sources: the pages on errors, error codes and
 * low-level errors. New codes come unannounced, so one in no row proves nothing; an error of validation without any code is a refusal by its type.
 */
import * as Tables from "@switchyard/core/Tables"
import { limited, withoutCode } from "./envelope.ts"
import { each } from "./words.ts"

type Refused = NonNullable<Tables.CodeTable["refused"]>

// Found before anything was made.
const validation: Refused = [
  {
    status: 400,
    code: each(
      "parameter_invalid_empty parameter_invalid_integer parameter_invalid_string_blank " +
        "parameter_invalid_string_empty parameter_missing parameter_unknown parameters_exclusive " +
        "url_invalid email_invalid invalid_characters balance_invalid_parameter charge_invalid_parameter " +
        "payment_intent_invalid_parameter payment_method_invalid_parameter " +
        "payment_method_invalid_parameter_testmode"
    ),
    reason: "InvalidRequest",
    leaves: "nothing"
  },
  {
    status: 400,
    code: each(
      "amount_too_large amount_too_small charge_exceeds_source_limit charge_exceeds_transaction_limit " +
        "instant_payouts_limit_exceeded invalid_charge_amount payouts_limit_exceeded"
    ),
    reason: "AmountOutOfRange",
    leaves: "nothing"
  },
  {
    status: 400,
    code: each(
      "capability_not_active country_unsupported instant_payouts_config_disabled " +
        "instant_payouts_currency_disabled instant_payouts_unsupported " +
        "payment_intent_incompatible_payment_method payment_method_currency_mismatch " +
        "payment_method_not_available payment_method_unactivated payment_method_unsupported_type " +
        "payouts_not_allowed"
    ),
    reason: "MethodUnavailable",
    leaves: "nothing"
  },
  { status: 400, type: withoutCode("invalid_request_error"), reason: "InvalidRequest", leaves: "nothing" }
]

const missing: Refused = [{ status: [400, 404], code: "resource_missing", reason: "InvalidRequest", leaves: "nothing" }]

// A limiter, or the door: neither looks at what is asked.
const notProcessed: Tables.CodeTable["notProcessed"] = [
  { status: [401, 403], reason: "AuthenticationFailed", leaves: "nothing" },
  { status: 429, type: limited, reason: "RateLimited", leaves: "nothing" },
  { status: 429, code: "rate_limit", reason: "RateLimited", leaves: "nothing" }
]

const unknown: NonNullable<Tables.CodeTable["unknown"]> = [
  // The first one under this key is running, or something holds the object.
  { status: [409, 424, 429], reason: "ProviderUnavailable" },
  { status: 402, reason: "UnrecognisedAnswer" },
  { type: ["idempotency_error", withoutCode("idempotency_error")], reason: "UnrecognisedAnswer" },
  // In use by somebody, perhaps by our own first request; or stopped by rules that no page explains.
  {
    status: 400,
    code: each("action_blocked anomalous_money_movement_request approval_required request_blocked token_in_use"),
    reason: "UnrecognisedAnswer"
  }
]

// A repeat of our own is answered from memory, so the token was used for something else.
const used: Refused = [{ status: 400, code: "token_already_used", reason: "InvalidRequest" }]

// The payment stays, and whoever has its client secret can try again.
const declined: Refused = [
  { status: 402, type: "card_error", reason: "Declined", leaves: "payable" },
  { status: 402, type: withoutCode("card_error"), reason: "Declined", leaves: "payable" },
  {
    status: 402,
    code: ["payment_method_customer_decline", "payment_method_provider_decline"],
    reason: "Declined",
    leaves: "payable"
  },
  // The card was not judged at all: somebody else may reach its issuer, once nothing is left here.
  {
    status: 402,
    type: "card_error",
    code: ["issuer_not_available", "processing_error", "reenter_transaction", "try_again_later"],
    reason: "ProviderUnavailable",
    leaves: "payable"
  },
  {
    status: 402,
    type: ["card_error", "invalid_request_error"],
    code: ["authentication_not_handled", "authentication_required", "payment_intent_authentication_failure"],
    reason: "AuthenticationRequired",
    leaves: "payable"
  }
]

// It speaks of the state of what is changed, which may be our own earlier work: nothing is said of what is left.
const state: Refused = [
  {
    status: [400, 402],
    code: each(
      "capture_charge_authorization_expired capture_unauthorized_payment charge_already_captured " +
        "charge_already_refunded charge_disputed charge_expired_for_capture charge_not_refundable " +
        "intent_invalid_state payment_intent_unexpected_state refund_disputed_payment"
    ),
    reason: "InvalidRequest"
  }
]

/** Of the create of a payment. */
export const ofPayments = Tables.codes({
  refused: [...validation, ...missing, ...used, ...declined],
  notProcessed,
  unknown
})

/** Of the create of a payout: what is missing is its destination. */
export const ofPayouts = Tables.codes({
  refused: [
    ...validation,
    { status: 400, code: "balance_insufficient", reason: "InsufficientFunds", leaves: "nothing" },
    {
      status: 400,
      code: each(
        "account_closed bank_account_bad_routing_numbers bank_account_declined bank_account_restricted " +
          "bank_account_unusable bank_account_unverified invalid_card_type no_account " +
          "routing_number_invalid"
      ),
      reason: "DestinationInvalid",
      leaves: "nothing"
    },
    { status: [400, 404], code: "resource_missing", reason: "DestinationInvalid", leaves: "nothing" }
  ],
  notProcessed,
  unknown
})

/** Of the create of a refund. */
export const ofRefunds = Tables.codes({
  refused: [
    ...validation,
    ...missing,
    ...state,
    { status: 400, code: "balance_insufficient", reason: "InsufficientFunds", leaves: "nothing" }
  ],
  notProcessed,
  unknown
})

/** Of a capture, a cancel and the end of what was left. */
export const ofChanges = Tables.codes({ refused: [...validation, ...missing, ...state], notProcessed, unknown })

/** Of reads. */
export const ofReads = Tables.codes({
  refused: validation,
  notProcessed,
  unknown,
  notFound: [{ status: 404, code: "resource_missing" }]
})
