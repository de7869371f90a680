/** Looking payments up: what came, in which amounts, and what the payer must do. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { fixture, fixtureWith, refusal } from "./support/fixtures.ts"
import { answerPost, expectPost, guardNetwork } from "./support/network.ts"
import { outcomeOf } from "./support/plain.ts"
import { shop } from "./support/shop.ts"

guardNetwork()

const get = (body: string, status = 200, providerReference?: string) =>
  Effect.gen(function* () {
    answerPost("/invoice/check", { body, status })
    const { payments } = yield* shop()
    return yield* outcomeOf(payments.get({ reference: "101", providerReference }))
  })

/** The content of the documents' status answer once its shop is ours and its number unique. */
const ofOurShop = { shop_id: 112, is_unique: true }
const stated = {
  reference: "101",
  providerReference: "11639480",
  status: "awaiting_payer",
  providerStatus: "2",
  amount: "10.00 USD",
  isUnique: true,
  notes: [
    { name: "payway", value: "card_usd" },
    { name: "created", value: "2024-04-10 12:59:13" }
  ],
  anomalies: []
}
// Status 2 alone waits for the payer.
const waiting = { ...stated, waitingFor: "payer" }

describe("get", () => {
  it.effect("sends the documented body, signed with the time as it is sent", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2024-04-10T12:59:13Z"))
      const sign = "28c8d9f9e58c74849791964a5794eae04a0270e2aaa317aded9dd51d867b9842"
      const body = { now: "2024-04-10 12:59:13", shop_id: 1, shop_order_id: "123456789", sign }
      const answer = { shop_order_id: 123456789, shop_id: "1", is_unique: true }
      expectPost("/invoice/check", body, { body: fixtureWith("invoice-check-ok", answer) })
      const { payments } = yield* shop({ shopId: 1, nowFormat: "YYYY-MM-DD HH:mm:ss" })
      const end = yield* outcomeOf(payments.get({ reference: "123456789", providerReference: "11639480" }))
      assert.deepStrictEqual(end, { ...waiting, reference: "123456789" })
    })
  )

  it.effect("of the documented answer sees another shop's, that there are several of a number, and no money", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* get(fixture("invoice-check-ok")), {
        ...waiting,
        // A fact and no anomaly: whether it is ours is decided by the id that the holder of the record has stored.
        isUnique: false,
        anomalies: [{ kind: "AccountDiffers", message: "the answer speaks of another shop" }]
      })
    })
  )

  it.effect.each([undefined, null])("claims nothing about other payments when is_unique is %j", (is_unique) =>
    Effect.gen(function* () {
      assert.notProperty(yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, is_unique })), "isUnique")
    })
  )

  it.effect("reads a sibling's recorded answer, with ps_data as JSON text", () =>
    Effect.gen(function* () {
      answerPost("/invoice/check", { body: fixture("invoice-check-recorded-by-sibling") })
      const { payments } = yield* shop({ shopId: 356 })
      assert.deepStrictEqual(yield* outcomeOf(payments.get({ reference: "117" })), {
        reference: "117",
        providerReference: "33733463",
        status: "paid",
        providerStatus: "4",
        amount: "299.45 RUB",
        received: "299.45 RUB",
        isUnique: true,
        payerPaid: "299.45 RUB",
        credited: "284.48 RUB",
        notes: [
          { name: "payway", value: "card_core_payin_rub[mock_server,success_with_callback]" },
          { name: "created", value: "2023-07-25T13:48:42" },
          { name: "processed", value: "2023-07-25T14:10:34" },
          { name: "updated", value: "2023-07-25T14:10:34" }
        ],
        anomalies: []
      })
    })
  )

  const transfer = {
    type: "transfer",
    bank: "TINKOFF",
    card: { hidden: "4111111111111111" },
    phone: { hidden: "79999999999" },
    holder: { hidden: "Ivanov Ivan Ivanovich" },
    qr: "https://qr.example.com/AS10003",
    qrCaption: "Agreement 17",
    // The transfer's own currency, not the one that the payment system receives.
    currency: "RUB",
    amount: "1200.00 RUB",
    suggestedAmount: "1200.00 RUB",
    expiresAt: "2024-02-05T16:54:03.557Z",
    receiptPage: "https://files.example.com/receipt/ade32e06-6fa4-425a-9c4c-e026ac6d93e6"
  }
  const order = "https://files.example.com/api/v1/order/ade32e06-6fa4-425a-9c4c-e026ac6d93e6"
  const receiptLinks = { upload: `${order}/receipt`, status: `${order}/receipt/status`, page: transfer.receiptPage }
  const { ps_data }: { ps_data: unknown } = JSON.parse(fixture("invoice-check-transfer")).data
  const transferNotes = [
    ...waiting.notes,
    { name: "ps_data.method", value: "bank_usd" },
    { name: "ps_data.currency", value: "643" }
  ]

  it.effect.each([
    ["an object", ps_data],
    ["JSON text", JSON.stringify(ps_data)]
  ] as const)("asks the payer for a transfer when ps_data is %s", ([_, ps_data]) =>
    Effect.gen(function* () {
      const end = yield* get(fixtureWith("invoice-check-transfer", { ps_data }))
      assert.deepStrictEqual(end, { ...waiting, next: transfer, receiptLinks, notes: transferNotes })
    })
  )

  it.effect("keeps the receipt links when the payer has nothing more to do", () =>
    Effect.gen(function* () {
      const end = yield* get(fixtureWith("invoice-check-transfer", { status: 8 }))
      const held = { status: "processing", providerStatus: "8", receiptLinks, notes: transferNotes }
      assert.deepStrictEqual(end, { ...stated, ...held })
    })
  )

  it.effect.each([null, undefined, "", {}])("asks for nothing when ps_data is %j", (ps_data) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, ps_data })), waiting)
    })
  )

  it.effect("loses nothing but the transfer when ps_data is broken text, as in the documents' own callback", () =>
    Effect.gen(function* () {
      const { ps_data }: { ps_data: string } = JSON.parse(fixture("callback-form-sample"))
      const anomalies = [{ kind: "UnreadableField", message: "ps_data: is not JSON" }]
      const end = yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, ps_data }))
      assert.deepStrictEqual(end, { ...waiting, anomalies })
    })
  )

  it.effect("of a recalculated payment distinguishes asked, paid and credited", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* get(fixture("invoice-check-recalculated")), {
        ...stated,
        status: "paid_other_amount",
        providerStatus: "12",
        amount: "10.00 USD",
        received: "8.50 USD",
        payerPaid: "8.50 USD",
        credited: "8.10 USD",
        notes: [...waiting.notes, { name: "processed", value: "2024-04-10 13:10:00" }]
      })
    })
  )

  it.effect.each([
    ["a time with a zone", "2024-04-10T12:59:13.009469+03:00", "2024-04-10T12:59:13.009469+03:00"],
    ["a number, as its type has it", 1712753953.5, "1712753953.5"],
    ["a day in words", "Wed, 10 Apr 2024 12:59:13 GMT", "Wed, 10 Apr 2024 12:59:13 GMT"],
    ["a phone number", "79161234567", "***"],
    ["a phone number in 10 digits", "9161234567", "***"],
    ["the secret", "test_secret", "***"]
  ] as const)("keeps the time of an answer as it came, and nothing that is none: %s", ([_, updated, value]) =>
    Effect.gen(function* () {
      const end = yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, updated }))
      assert.deepNestedInclude(end, { notes: [...waiting.notes, { name: "updated", value }] })
    })
  )

  it.effect("has no notes where the answer states nothing to note", () =>
    Effect.gen(function* () {
      const none = {
        payway: "",
        created: null,
        processed: undefined,
        updated: {},
        ps_data: { method: "", currency: null }
      }
      assert.notProperty(yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, ...none })), "notes")
    })
  )

  it.effect("distinguishes the payer's currency from the shop's", () =>
    Effect.gen(function* () {
      const end = yield* get(
        fixtureWith("invoice-check-ok", { ...ofOurShop, status: 4, ps_currency: 643, client_price: 920.5 })
      )
      assert.deepInclude(end, { status: "paid", amount: "10.00 USD", payerPaid: "920.50 RUB", credited: "9.60 USD" })
    })
  )

  it.effect.each([1, 2, 3, 5, 6, 8, 10, 13])(
    "claims no money while the status is %i, whatever client_price is",
    (status) =>
      Effect.gen(function* () {
        const end = yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, status }))
        assert.notProperty(end, "payerPaid")
        assert.notProperty(end, "credited")
        assert.notProperty(end, "received")
      })
  )

  it.effect(
    "reports what of the asked amount has come, which is neither what the payer paid nor what is credited",
    () =>
      Effect.gen(function* () {
        const changes = { shop_original_amount: 100, shop_amount: 50, client_price: 51, shop_refund: 48.5 }
        const end = yield* get(fixtureWith("invoice-check-recalculated", changes))
        assert.deepInclude(end, {
          status: "paid_other_amount",
          amount: "100.00 USD",
          received: "50.00 USD",
          payerPaid: "51.00 USD",
          credited: "48.50 USD"
        })
      })
  )

  it.effect("notes an amount that cannot be read once, though it is what was asked for and what has come", () =>
    Effect.gen(function* () {
      const end = yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, status: 4, shop_amount: "ten" }))
      assert.deepNestedInclude(end, { "anomalies.length": 1, "anomalies[0].kind": "UnreadableField" })
      assert.notProperty(end, "received")
    })
  )

  it.effect.each([7, 9, 11])("still reports what was paid while the status is %i", (status) =>
    Effect.gen(function* () {
      const end = yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, status }))
      assert.deepInclude(end, { payerPaid: "10.20 USD", credited: "9.60 USD" })
    })
  )

  it.effect.each([{}, [], true, "10,0", "ten"])(
    "does not take what was paid for what was asked when shop_original_amount is %j",
    (shop_original_amount) =>
      Effect.gen(function* () {
        const end = yield* get(fixtureWith("invoice-check-recalculated", { shop_original_amount }))
        assert.notProperty(end, "amount")
        assert.deepNestedInclude(end, { status: "paid_other_amount", "anomalies[0].kind": "UnreadableField" })
      })
  )

  it.effect("of a rejected payment is failed", () =>
    Effect.gen(function* () {
      const advice = { by: "provider", again: "never" }
      const failure = { reason: "Declined", ...advice, providerCode: "6", message: "rejected by the payment system" }
      const end = yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, status: 6 }))
      assert.deepStrictEqual(end, { ...stated, status: "failed", providerStatus: "6", failure })
    })
  )

  it.effect("of an unknown status is neither paid nor failed, and an anomaly", () =>
    Effect.gen(function* () {
      const anomalies = [{ kind: "UnknownStatus", message: "payment status 77 is not documented" }]
      const end = yield* get(fixtureWith("invoice-check-ok", { ...ofOurShop, status: 77 }))
      assert.deepStrictEqual(end, { ...stated, status: "unrecognised", providerStatus: "77", anomalies })
    })
  )
})

describe("get fails", () => {
  const failed = { _tag: "ReadFailed", provider: "feennex", operation: "payments.get" }

  it.effect.each([
    [
      "the answer about another payment",
      200,
      fixtureWith("invoice-check-ok", { shop_order_id: "102" }),
      "UnrecognisedAnswer"
    ],
    ["error 10, a wrong signature", 200, fixture("error-invalid-sign"), "AuthenticationFailed"],
    ["error 8", 200, refusal(8, "busy"), "ProviderUnavailable"],
    ["error 2000 with other words", 200, refusal(2000, "Other exception"), "UnrecognisedAnswer"],
    ["HTTP 503", 503, fixture("invoice-check-ok"), "ProviderUnavailable"],
    ["HTML", 200, "<html>", "UnreadableAnswer"],
    ["a status in words", 200, fixtureWith("invoice-check-ok", { status: "success" }), "UnreadableAnswer"],
    ["no data", 200, '{"result":true,"error_code":0,"message":"Ok","data":null}', "UnreadableAnswer"]
  ] as const)("after %s", ([_, status, body, reason]) =>
    Effect.gen(function* () {
      assert.deepInclude(yield* get(body, status), { ...failed, reason })
    })
  )

  it.effect.each([
    [7, "Operation not found"],
    [2000, "Invoice (id=101) wasn't found"]
  ] as const)("with not found after error %i, %s", ([code, message]) =>
    Effect.gen(function* () {
      const end = yield* get(refusal(code, message))
      assert.deepInclude(end, { _tag: "NotFound", reference: "101", providerCode: String(code), message })
    })
  )
})
