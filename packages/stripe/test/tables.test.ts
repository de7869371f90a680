/** The codes by which Stripe says why something did not succeed, as its documents list them: written down here a second time. */
import { assert, describe, it } from "@effect/vitest"
import { advice, paymentFailures, payoutFailures, refundFailures } from "../src/internal/tables.ts"

type Row = readonly [codes: string, reason: string, by: string, again: string]

const payments: ReadonlyArray<Row> = [
  [
    "call_issuer card_declined card_not_supported currency_not_supported do_not_honor generic_decline no_action_taken not_permitted service_not_allowed transaction_not_allowed",
    "Declined",
    "issuer",
    "never"
  ],
  ["card_velocity_exceeded insufficient_funds withdrawal_count_limit_exceeded", "Declined", "issuer", "later"],
  [
    "expired_card incorrect_cvc incorrect_number incorrect_pin incorrect_zip invalid_account invalid_amount invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number invalid_pin",
    "Declined",
    "payer",
    "never"
  ],
  [
    "fraudulent lost_card merchant_blacklist pickup_card restricted_card revocation_of_all_authorizations revocation_of_authorization security_violation stolen_card stop_payment_order",
    "Declined",
    "issuer",
    "never"
  ],
  [
    "approve_with_id issuer_not_available processing_error reenter_transaction try_again_later",
    "Declined",
    "issuer",
    "later"
  ],
  [
    "authentication_not_handled authentication_required payment_intent_authentication_failure payment_method_authentication_failure",
    "AuthenticationRequired",
    "issuer",
    "later"
  ],
  [
    "payment_method_customer_decline payment_method_provider_decline duplicate_transaction",
    "Declined",
    "issuer",
    "never"
  ],
  ["abandoned automatic duplicate requested_by_customer", "Canceled", "provider", "never"],
  ["expired payment_intent_payment_attempt_expired", "Expired", "payer", "later"]
]

const refunds: ReadonlyArray<Row> = [
  ["expired_or_canceled_card lost_or_stolen_card", "DestinationInvalid", "issuer", "other_destination"],
  ["declined", "RecipientRejected", "issuer", "other_destination"],
  ["insufficient_funds", "InsufficientFunds", "provider", "other_provider"],
  ["charge_for_pending_refund_disputed", "MethodUnavailable", "provider", "never"],
  ["merchant_request", "Canceled", "provider", "never"]
]

const payouts: ReadonlyArray<Row> = [
  [
    "account_closed account_frozen bank_account_restricted bank_ownership_changed incorrect_account_holder_address incorrect_account_holder_name incorrect_account_holder_tax_id incorrect_account_type invalid_account_number invalid_account_number_length invalid_card invalid_currency no_account",
    "DestinationInvalid",
    "bank",
    "other_destination"
  ],
  ["debit_not_authorized declined", "RecipientRejected", "bank", "other_destination"],
  ["insufficient_funds", "InsufficientFunds", "provider", "other_provider"],
  ["could_not_process", "ProviderUnavailable", "bank", "later"],
  ["unsupported_card", "MethodUnavailable", "provider", "other_provider"]
]

const all = { payments, refunds, payouts }
const tables = { payments: paymentFailures, refunds: refundFailures, payouts: payoutFailures }

describe.each(["payments", "refunds", "payouts"] as const)("why %s do not succeed", (kind) => {
  const rows = all[kind].flatMap(([codes, ...means]) => codes.split(" ").map((code) => [code, ...means] as const))

  it.each(rows)("%s is %s by %s, again %s", (code, reason, by, again) => {
    const message = "m"
    assert.deepStrictEqual<object>(tables[kind]({ code, message }), { reason, by, again, providerCode: code, message })
  })

  it("a code that is in no list says nothing", () => {
    for (const code of ["", "somebody_sneezed", "toString", undefined]) {
      assert.deepInclude(tables[kind]({ code, message: "m" }), { reason: "UnrecognisedAnswer", again: "never" })
    }
  })
})

it("an advice outranks its code", () => {
  assert.deepStrictEqual(advice, { confirm_card_data: "never", do_not_try_again: "never", try_again_later: "later" })
})
