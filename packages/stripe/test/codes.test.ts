/** What each error proves, for each kind of request; and that none that is not listed is a refusal. */
import { assert, describe, it } from "@effect/vitest"
import type { Codes } from "@switchyard/core/Tables"
import * as fc from "fast-check"
import * as Tables from "../src/internal/codes.ts"

const invalid = "invalid_request_error"

/** The list of the page on error codes, by what a create is refused for; written down here a second time. */
const validation: ReadonlyArray<readonly [code: string, reason: string]> = [
  ...[
    "parameter_invalid_empty",
    "parameter_invalid_integer",
    "parameter_invalid_string_blank",
    "parameter_invalid_string_empty",
    "parameter_missing",
    "parameter_unknown",
    "parameters_exclusive",
    "url_invalid",
    "email_invalid",
    "invalid_characters",
    "balance_invalid_parameter",
    "charge_invalid_parameter",
    "payment_intent_invalid_parameter",
    "payment_method_invalid_parameter",
    "payment_method_invalid_parameter_testmode"
  ].map((code) => [code, "InvalidRequest"] as const),
  ...[
    "amount_too_large",
    "amount_too_small",
    "charge_exceeds_source_limit",
    "charge_exceeds_transaction_limit",
    "instant_payouts_limit_exceeded",
    "invalid_charge_amount",
    "payouts_limit_exceeded"
  ].map((code) => [code, "AmountOutOfRange"] as const),
  ...[
    "capability_not_active",
    "country_unsupported",
    "instant_payouts_config_disabled",
    "instant_payouts_currency_disabled",
    "instant_payouts_unsupported",
    "payment_intent_incompatible_payment_method",
    "payment_method_currency_mismatch",
    "payment_method_not_available",
    "payment_method_unactivated",
    "payment_method_unsupported_type",
    "payouts_not_allowed"
  ].map((code) => [code, "MethodUnavailable"] as const)
]

const state = [
  "capture_charge_authorization_expired",
  "capture_unauthorized_payment",
  "charge_already_captured",
  "charge_already_refunded",
  "charge_disputed",
  "charge_expired_for_capture",
  "charge_not_refundable",
  "intent_invalid_state",
  "payment_intent_unexpected_state",
  "refund_disputed_payment"
]

const blocked = [
  "action_blocked",
  "anomalous_money_movement_request",
  "approval_required",
  "request_blocked",
  "token_in_use"
]

const creates: Readonly<Record<string, Codes>> = {
  payments: Tables.ofPayments,
  payouts: Tables.ofPayouts,
  refunds: Tables.ofRefunds
}

const sends: Readonly<Record<string, Codes>> = { ...creates, changes: Tables.ofChanges }

const all: Readonly<Record<string, Codes>> = { ...sends, reads: Tables.ofReads }

const said = (
  codes: Codes,
  status: number,
  type: string,
  code?: string
): ReadonlyArray<string | undefined> | undefined => {
  const found = codes({ status, type, code })
  return found && [found.proves, found.reason, found.leaves]
}

describe.each(Object.keys(all))("of %s", (name) => {
  const codes = all[name] ?? assert.fail(name)

  it.each(validation)("%s is refused before anything was made", (code, reason) => {
    assert.deepStrictEqual(said(codes, 400, invalid, code), ["refused", reason, "nothing"])
    // Under another status it is not the documented refusal.
    assert.notStrictEqual(codes({ status: 409, type: invalid, code })?.proves, "refused")
  })

  it("an error of validation without a code is refused by its type, and by nothing else", () => {
    assert.deepStrictEqual(said(codes, 400, `${invalid} without a code`), ["refused", "InvalidRequest", "nothing"])
    assert.isUndefined(codes({ status: 400, type: "api_error without a code" }))
    assert.isUndefined(codes({ status: 400, type: invalid, code: undefined }))
  })

  it.each([401, 403])("HTTP %i was not processed", (status) => {
    for (const code of [undefined, "api_key_expired", "somebody_sneezed"]) {
      assert.deepStrictEqual(said(codes, status, invalid, code), ["notProcessed", "AuthenticationFailed", "nothing"])
    }
  })

  it("a limiter has processed nothing, a lock may have", () => {
    assert.deepStrictEqual(said(codes, 429, "rate_limited"), ["notProcessed", "RateLimited", "nothing"])
    assert.deepStrictEqual(said(codes, 429, invalid, "rate_limit"), ["notProcessed", "RateLimited", "nothing"])
    assert.deepStrictEqual(said(codes, 429, invalid, "lock_timeout"), ["unknown", "ProviderUnavailable", undefined])
    assert.deepStrictEqual(said(codes, 429, invalid), ["unknown", "ProviderUnavailable", undefined])
  })

  it.each([409, 424])("HTTP %i proves nothing, whatever it says", (status) => {
    for (const code of [undefined, "idempotency_key_in_use", "parameter_missing"]) {
      assert.deepStrictEqual(said(codes, status, invalid, code), ["unknown", "ProviderUnavailable", undefined])
    }
  })

  it("a key that was used for something else proves nothing", () => {
    for (const type of ["idempotency_error", "idempotency_error without a code"]) {
      assert.deepStrictEqual(said(codes, 400, type), ["unknown", "UnrecognisedAnswer", undefined])
    }
  })

  it.each(blocked)("%s proves nothing", (code) => {
    assert.deepStrictEqual(said(codes, 400, invalid, code), ["unknown", "UnrecognisedAnswer", undefined])
  })

  it("no code that is not listed is a refusal, nor 'not found'", () => {
    const listed = new Set([...validation.map(([code]) => code), ...state, ...blocked])
    fc.assert(
      fc.property(
        fc.constantFrom(400, 402, 404, 409, 410, 418, 422, 424, 429),
        fc.constantFrom(invalid, "api_error", "card_error", "idempotency_error"),
        fc.stringMatching(/^[a-z]{3,12}_[a-z]{3,12}$/).filter((code) => !listed.has(code)),
        (status, type, code) => {
          const found = codes({ status, type, code })
          const isDecline = name === "payments" && status === 402 && type === "card_error"
          assert.isTrue(isDecline || !["refused", "notFound", "notProcessed"].includes(found?.proves ?? "unknown"))
        }
      )
    )
  })
})

describe("a decline", () => {
  it.each([
    ["card_error", "card_declined", "Declined"],
    ["card_error", "expired_card", "Declined"],
    ["card_error", "somebody_sneezed", "Declined"],
    ["card_error without a code", undefined, "Declined"],
    ["card_error", "authentication_required", "AuthenticationRequired"],
    [invalid, "payment_intent_authentication_failure", "AuthenticationRequired"],
    [invalid, "payment_method_customer_decline", "Declined"],
    [invalid, "payment_method_provider_decline", "Declined"]
  ] as const)("of type %s, %s, leaves what can be paid", (type, code, reason) => {
    assert.deepStrictEqual(said(Tables.ofPayments, 402, type, code), ["refused", reason, "payable"])
    assert.isUndefined(Tables.ofPayments({ status: 400, type: "card_error", code })?.leaves)
  })

  it.each(["payouts", "refunds", "changes", "reads"])("of %s is no documented refusal", (name) => {
    assert.deepStrictEqual(said(all[name] ?? assert.fail(name), 402, "card_error", "card_declined"), [
      "unknown",
      "UnrecognisedAnswer",
      undefined
    ])
  })

  it("of another kind proves nothing", () => {
    assert.deepStrictEqual(said(Tables.ofPayments, 402, invalid, "card_declined"), [
      "unknown",
      "UnrecognisedAnswer",
      undefined
    ])
  })

  it("by a token that was used is a refusal that says nothing of what is left", () => {
    assert.deepStrictEqual(said(Tables.ofPayments, 400, invalid, "token_already_used"), [
      "refused",
      "InvalidRequest",
      undefined
    ])
    assert.isUndefined(Tables.ofRefunds({ status: 400, type: invalid, code: "token_already_used" }))
  })
})

describe("what speaks of a state", () => {
  it.each(state)("%s refuses a refund or a change, and says nothing of what is left", (code) => {
    for (const status of [400, 402]) {
      for (const codes of [Tables.ofRefunds, Tables.ofChanges]) {
        assert.deepStrictEqual(said(codes, status, invalid, code), ["refused", "InvalidRequest", undefined])
      }
    }
    for (const codes of [Tables.ofPayments, Tables.ofPayouts]) assert.isUndefined(said(codes, 400, invalid, code))
  })
})

describe("what is missing", () => {
  it.each([400, 404])("under HTTP %i is a refusal of a send, by what it names", (status) => {
    const reasons = {
      payments: "InvalidRequest",
      payouts: "DestinationInvalid",
      refunds: "InvalidRequest",
      changes: "InvalidRequest"
    }
    for (const [name, reason] of Object.entries(reasons)) {
      const codes = sends[name] ?? assert.fail(name)
      assert.deepStrictEqual(said(codes, status, invalid, "resource_missing"), ["refused", reason, "nothing"])
    }
  })

  it("is not found by a read", () => {
    assert.strictEqual(Tables.ofReads({ status: 404, type: invalid, code: "resource_missing" })?.proves, "notFound")
    assert.isUndefined(Tables.ofReads({ status: 400, type: invalid, code: "resource_missing" }))
  })
})

describe("the merchant's balance", () => {
  it.each(["payouts", "refunds"])("is too low for %s", (name) => {
    assert.deepStrictEqual(said(creates[name] ?? assert.fail(name), 400, invalid, "balance_insufficient"), [
      "refused",
      "InsufficientFunds",
      "nothing"
    ])
  })

  it.each([
    "account_closed",
    "bank_account_bad_routing_numbers",
    "bank_account_declined",
    "bank_account_restricted",
    "bank_account_unusable",
    "bank_account_unverified",
    "invalid_card_type",
    "no_account",
    "routing_number_invalid"
  ])("%s is the destination's", (code) => {
    assert.deepStrictEqual(said(Tables.ofPayouts, 400, invalid, code), ["refused", "DestinationInvalid", "nothing"])
    assert.isUndefined(Tables.ofPayments({ status: 400, type: invalid, code }))
  })
})
