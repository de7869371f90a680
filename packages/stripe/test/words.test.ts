/** What answers are said to be in words: of errors, of words that no document lists, and of what does not fit. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { account, paymentRequest } from "./support/account.ts"
import { changedBy } from "./support/fixtures.ts"
import { ended, found } from "./support/plain.ts"
import { answering } from "./support/recorder.ts"

const read = (kind: "payments" | "payouts" | "refunds", reference: string, providerReference: string, body: string) =>
  Effect.gen(function* () {
    const kinds = yield* account()
    const { provide } = answering(body)
    return yield* provide(
      found<object, object, never>(kinds[kind].get({ reference, providerReference }) as Effect.Effect<object, object>)
    )
  })

const intent = (changes: object) =>
  changedBy("payment-intent", {
    id: "pi_1",
    last_payment_error: null,
    "metadata.switchyard_payment": "order-1",
    ...changes
  })

const session = (changes: object) =>
  changedBy("checkout-session", {
    id: "cs_1",
    amount_total: 1099,
    currency: "usd",
    status: "open",
    payment_status: "unpaid",
    payment_intent: null,
    "metadata.switchyard_payment": "order-1",
    ...changes
  })

const payout = (changes: object) =>
  changedBy("payout", { id: "po_1", "metadata.switchyard_payout": "out-1", ...changes })

const refund = (changes: object) =>
  changedBy("refund", { id: "re_1", payment_intent: "pi_1", "metadata.switchyard_refund": "back-1", ...changes })

const undocumented = [{ kind: "UnknownStatus", message: "the status is not documented" }]
const otherMode = [{ kind: "AccountDiffers", message: "the answer is of the other mode" }]
const noAmount = [{ kind: "UnreadableField", message: "amount: is no amount in a currency that is known" }]

describe("what does not fit is said", () => {
  it.effect.each([
    ["payments", "order-1", "pi_1", intent({ status: "hibernating" }), undocumented],
    ["payments", "order-1", "cs_1", session({ status: "hibernating" }), undocumented],
    ["payouts", "out-1", "po_1", payout({ status: "hibernating" }), undocumented],
    ["refunds", "back-1", "re_1", refund({ status: "hibernating" }), undocumented],
    ["payments", "order-1", "pi_1", intent({ livemode: true, status: "processing" }), otherMode],
    ["payouts", "out-1", "po_1", payout({ livemode: true }), otherMode],
    ["payouts", "out-1", "po_1", payout({ currency: "xyz" }), noAmount],
    ["refunds", "back-1", "re_1", refund({ amount: "1.5" }), noAmount],
    ["payouts", "out-1", "po_1", payout({}), []],
    ["refunds", "back-1", "re_1", refund({}), []],
    ["payments", "order-1", "pi_1", intent({ status: "processing" }), []]
  ] as const)("of %s %s", ([kind, reference, id, body, anomalies]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual<unknown>((yield* read(kind, reference, id, body)).anomalies, anomalies)
    })
  )
})

describe("why it did not succeed is said", () => {
  it.effect.each([
    [
      session({ status: "expired" }),
      "cs_1",
      { reason: "Expired", by: "payer", again: "later", providerCode: "expired", message: "it is called expired" }
    ],
    [
      intent({
        status: "requires_payment_method",
        "metadata.switchyard_confirmed": "true",
        last_payment_error: { code: "processing_error" }
      }),
      "pi_1",
      {
        reason: "Declined",
        by: "issuer",
        again: "later",
        providerCode: "processing_error",
        message: "it is called requires_payment_method"
      }
    ],
    [
      session({
        status: "complete",
        payment_intent: JSON.parse(
          intent({
            status: "requires_payment_method",
            latest_charge: { failure_code: "card_declined", failure_message: "the bank said no" }
          })
        )
      }),
      "cs_1",
      { reason: "Declined", by: "issuer", again: "never", providerCode: "card_declined", message: "the bank said no" }
    ]
  ] as const)("%s", ([body, id, failure]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual<unknown>((yield* read("payments", "order-1", id, body)).failure, failure)
    })
  )

  it.effect("of a payout in Stripe's words, of a refund in ours", () =>
    Effect.gen(function* () {
      const out = yield* read(
        "payouts",
        "out-1",
        "po_1",
        payout({ status: "failed", failure_message: "closed since May" })
      )
      assert.nestedPropertyVal(out, "failure.message", "closed since May")
      const back = yield* read("refunds", "back-1", "re_1", refund({ status: "canceled" }))
      assert.nestedPropertyVal(back, "failure.message", "it is called canceled")
      const open = yield* read("payouts", "out-1", "po_1", payout({ status: "paid", failure_message: "closed" }))
      assert.notProperty(open, "failure")
    })
  )
})

describe("an error", () => {
  const answered = (status: number, error: unknown, headers = {}, more = {}) =>
    Effect.gen(function* () {
      const { payments } = yield* account()
      const { provide } = answering(JSON.stringify({ error, ...more }), status, headers)
      return yield* provide(ended(payments.create(yield* paymentRequest())))
    })

  it.effect.each([
    [
      400,
      { type: "invalid_request_error", code: "parameter_missing", message: "m" },
      { _tag: "Rejected", message: "m", providerCode: "parameter_missing" }
    ],
    [
      400,
      { type: "invalid_request_error", message: "m" },
      { _tag: "Rejected", providerCode: "invalid_request_error without a code" }
    ],
    [400, { type: "invalid_request_error" }, { _tag: "Rejected", message: "no message given" }],
    [
      402,
      { type: "invalid_request_error", message: "m", decline_code: "d" },
      { _tag: "OutcomeUnknown", message: "m", providerCode: "d" }
    ],
    [400, { code: "parameter_missing" }, { _tag: "OutcomeUnknown", reason: "UnreadableAnswer" }],
    [400, "no", { _tag: "OutcomeUnknown", reason: "UnreadableAnswer" }]
  ] as const)("of HTTP %i, %j", ([status, error, expected]) =>
    Effect.gen(function* () {
      assert.deepInclude(yield* answered(status, error), expected)
    })
  )

  it.effect("beside an object contradicts itself", () =>
    Effect.gen(function* () {
      const error = { type: "invalid_request_error", code: "parameter_missing" }
      const end = yield* answered(400, error, {}, { object: "payment_intent" })
      assert.deepInclude(end, { _tag: "OutcomeUnknown", reason: "UnreadableAnswer" })
    })
  )

  it.effect.each([
    ["global-rate", "NotExecuted"],
    ["global-concurrency", "NotExecuted"],
    ["endpoint-rate", "NotExecuted"],
    ["endpoint-concurrency", "NotExecuted"],
    ["resource-specific", "OutcomeUnknown"],
    ["", "OutcomeUnknown"]
  ] as const)("of a limiter, %j, is %s", ([reason, tag]) =>
    Effect.gen(function* () {
      const error = { type: "invalid_request_error" }
      assert.strictEqual((yield* answered(429, error, { "stripe-rate-limited-reason": reason }))._tag, tag)
      // Of another status it says nothing.
      const other = yield* answered(404, error, { "stripe-rate-limited-reason": reason })
      assert.deepInclude(other, { _tag: "OutcomeUnknown", providerCode: "invalid_request_error without a code" })
    })
  )
})
