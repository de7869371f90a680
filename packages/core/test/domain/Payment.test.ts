/** What a payer may be asked for, and what of it is refused before any provider hears of it. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import * as Payment from "@switchyard/core/Payment"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const request = {
  reference: "pay-1",
  amount: { value: "10.500", currency: "BHD" as const },
  method: "bank_transfer",
  payerEmail: "ivan@example.com",
  description: "Order 1",
  successUrl: "https://shop.example/ok?order=1",
  failedUrl: "http://localhost:3000/no",
  payerFields: { phone: "79161234567" },
  metadata: { campaign: "7" },
  providerOptions: { feennex: { payway: "card_rub" } }
}

const noUrl = "successUrl: must be an http or https URL of at most 2048 characters"
const noMethod = "method: must be lower-case letters, digits and '_'"

describe("a payment request", () => {
  it.effect("comes back from its own JSON exactly", () =>
    Effect.gen(function* () {
      const decoded = yield* Payment.decodeRequest(request)
      const text = yield* Schema.encodeEffect(Schema.fromJsonString(Payment.PaymentRequest))(decoded)
      assert.deepStrictEqual(JSON.parse(text), request)
    })
  )

  it.effect.each<[object, string]>([
    [{ method: "" }, noMethod],
    [{ method: "Card" }, noMethod],
    [{ method: "1card" }, noMethod],
    [{ method: "a".repeat(65) }, noMethod],
    [{ successUrl: "shop.example" }, noUrl],
    [{ successUrl: "ftp://shop.example" }, noUrl],
    [{ successUrl: "javascript:alert(1)" }, noUrl],
    [{ successUrl: "https://" }, noUrl],
    [{ successUrl: "https://shop.example/a b" }, noUrl],
    [{ successUrl: `https://shop.example/${"x".repeat(2048)}` }, noUrl],
    [{ failedUrl: 5 }, "failedUrl: must be a string"],
    [{ payerFields: { phone: "x".repeat(1001) } }, "payerFields.phone: must be 1 to 1000 characters"],
    [{ payerFields: { phone: 79161234567 } }, "payerFields.phone: must be a string"],
    [{ payerFields: { "79161234567": "x" } }, "payerFields.*: is not a known field"],
    [{ amount: { value: "1.0001", currency: "BHD" } }, "amount.value: must have at most 3 fraction digits"],
    [{ payerEmail: null }, "payerEmail: must be a string"],
    [{ provider: "feennex" }, "provider: is not a known field"]
  ])("with %j is refused", ([part, message]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Payment.decodeRequest({ ...request, ...part }))
      assert.strictEqual(error.message, message)
    })
  )
})

describe("a payment quote request", () => {
  it.effect("is as strict as a payment request", () =>
    Effect.gen(function* () {
      const { amount, method, reference } = request
      yield* Payment.decodeQuoteRequest({ amount, method, reference })
      const error = yield* Effect.flip(Payment.decodeQuoteRequest({ amount, method: "Card", payerEmail: "a@b" }))
      const paths = error.issues.map(({ path }) => path)
      assert.deepStrictEqual(paths.sort(), ["method", "payerEmail", "reference"])
    })
  )
})

describe("a payment that is called over without money", () => {
  const over = (status: Payment.Status, more: Partial<Payment.Payment>): Payment.Payment => ({
    reference: "pay-1",
    status,
    providerStatus: "VOIDED",
    anomalies: [],
    ...more
  })
  const rub = (value: string) => Money.unsafe(value, "RUB")
  const part = { id: "c-1", providerStatus: "done" }

  it.each<[Payment.Status, Partial<Payment.Payment>]>([
    ["canceled", { capturedAmount: rub("0.01") }],
    ["expired", { capturedAmount: rub("30") }],
    ["failed", { captures: { isWhole: false, parts: [{ ...part, status: "succeeded" }] } }]
  ])("%s, and states money that was captured, is paid another amount", (status, more) => {
    const { anomalies, ...rest } = Payment.consistent(over(status, more))
    assert.strictEqual(rest.status, "paid_other_amount")
    assert.deepStrictEqual(
      anomalies.map(({ kind }) => kind),
      ["MoneyContradicts"]
    )
  })

  it.each<[Payment.Status, string, Money.Money, Payment.Status]>([
    ["canceled", "all of it", rub("30"), "refunded"],
    ["expired", "more than it", rub("30.01"), "refunded"],
    ["failed", "a part of it", rub("29.99"), "paid_other_amount"],
    ["canceled", "as much in another currency", Money.unsafe("30", "USD"), "paid_other_amount"]
  ])("%s, and states that it was captured and %s paid back", (status, _, refundedAmount, expected) => {
    const { anomalies, ...rest } = Payment.consistent(over(status, { capturedAmount: rub("30"), refundedAmount }))
    assert.strictEqual(rest.status, expected)
    assert.deepStrictEqual(
      anomalies.map(({ kind }) => kind),
      ["MoneyContradicts"]
    )
  })

  it.each<[Payment.Status, Partial<Payment.Payment>]>([
    ["canceled", {}],
    ["canceled", { capturedAmount: rub("0"), authorizedAmount: rub("100") }],
    ["failed", { captures: { isWhole: true, parts: [{ ...part, status: "failed" }] } }],
    ["authorized", { capturedAmount: rub("30") }]
  ])("%s as it is, where nothing came: %j", (status, more) => {
    const payment = over(status, more)
    assert.strictEqual(Payment.consistent(payment), payment)
  })
})
