/** Creating and quoting payments, against the documents' own payloads. */
import { assert, describe, expect, it } from "@effect/vitest"
import * as Payment from "@switchyard/core/Payment"
import * as Effect from "effect/Effect"
import { fixture, fixtureWith, refusal } from "./support/fixtures.ts"
import { answerPost, expectPost, guardNetwork } from "./support/network.ts"
import { ended, outcomeOf } from "./support/plain.ts"
import { recorder } from "./support/recorder.ts"
import { paymentRequest, shop } from "./support/shop.ts"
import { signature } from "./support/signature.ts"

guardNetwork()

/** The body of the documents' example, its number as text; its sign is the vector feennex-invoice-create. */
const createBody = {
  amount: 12.34,
  currency: 840,
  email: "payer@example.com",
  payway: "card_usd",
  shop_id: 112,
  shop_order_id: "4129",
  description: "Payment for order #123",
  sign: "2a48154fd6abec9adb9c52861ec4ded63036e2ac321cacde683743ecaf2893b9"
}

const create = (changes: Readonly<Record<string, unknown>> = {}, options: Parameters<typeof shop>[0] = {}) =>
  Effect.gen(function* () {
    const { payments } = yield* shop(options)
    const given = { payerEmail: "payer@example.com", description: "Payment for order #123", ...changes }
    return yield* ended(payments.create(yield* paymentRequest(given)))
  })

const created = {
  reference: "4129",
  providerReference: "499564464",
  status: "awaiting_payer",
  providerStatus: "created",
  next: {
    type: "redirect",
    method: "GET",
    url: "https://example.com",
    fields: { session_id: "3067894a580242dd86e03890506a88b" }
  },
  session: { hidden: "3067894a580242dd86e03890506a88b" },
  anomalies: []
}

describe("create", () => {
  it.effect("sends the documented body and sends the payer where the documented answer points", () =>
    Effect.gen(function* () {
      expectPost("/invoice/create", createBody, { body: fixture("invoice-create-ok") })
      assert.deepStrictEqual(yield* create(), { _tag: "Accepted", value: created })
    })
  )

  it.effect("sends amount as text when asked to, and signs that text", () =>
    Effect.gen(function* () {
      const sign = signature("12.30", "840", "card_usd", "112", "4129")
      expectPost("/invoice/create", { ...createBody, amount: "12.30", sign }, { body: fixture("invoice-create-ok") })
      const end = yield* create({ amount: { value: "12.3", currency: "USD" } }, { amountAs: "string" })
      assert.strictEqual(end._tag, "Accepted")
    })
  )

  it.effect("sends payer fields and addresses at the top level, unsigned", () =>
    Effect.gen(function* () {
      const body = {
        ...createBody,
        phone: "79161234567",
        first_name: "Ivan",
        success_url: "https://shop.example/success?order=1",
        failed_url: "https://shop.example/failed",
        callback_url: "https://gateway.example/base/callbacks/feennex/payments/success",
        callback_rejected_url: "https://gateway.example/base/callbacks/feennex/payments/rejected"
      }
      expectPost("/invoice/create", body, { body: fixture("invoice-create-ok") })
      const changes = {
        payerFields: { phone: "79161234567", first_name: "Ivan" },
        successUrl: "https://shop.example/success?order=1",
        failedUrl: "https://shop.example/failed"
      }
      const end = yield* create(changes, { callbackBaseUrl: "https://gateway.example/base/" })
      assert.strictEqual(end._tag, "Accepted")
    })
  )

  it.effect.each([
    [{ payerEmail: undefined, payerFields: { email: "payer@example.com" } }],
    [{ payerEmail: "payer@example.com", payerFields: { email: "payer@example.com" } }]
  ])("sends the e-mail that a quote asks for once, where the document has it, unsigned: %j", ([given]) =>
    Effect.gen(function* () {
      const bodies: Array<string> = []
      const network = recorder(({ text }) => {
        bodies.push(text)
        return new Response(fixture("invoice-create-ok"))
      })
      assert.strictEqual((yield* network.provide(create(given, { requireEmail: true })))._tag, "Accepted")
      const [body = ""] = bodies
      assert.deepStrictEqual(JSON.parse(body), createBody)
      assert.strictEqual(body.split("email").length, 2)
    })
  )

  it.effect("uses another payway by provider options", () =>
    Effect.gen(function* () {
      const payway = "card_core[mock,one]"
      const sign = signature("12.34", "840", payway, "112", "4129")
      expectPost("/invoice/create", { ...createBody, payway, sign }, { body: fixture("invoice-create-ok") })
      assert.strictEqual((yield* create({ providerOptions: { feennex: { payway } } }))._tag, "Accepted")
    })
  )

  const redirect = (changes: Readonly<Record<string, unknown>>) =>
    Effect.gen(function* () {
      answerPost("/invoice/create", { body: fixtureWith("invoice-create-ok", changes) })
      const { payments } = yield* shop()
      const end = yield* payments.create(yield* paymentRequest())
      if (end._tag !== "Accepted") return assert.fail("not accepted")
      return { next: yield* outcomeOf(Effect.succeed(end.value.next)), anomalies: end.value.anomalies }
    })

  it.effect("sends the payer on by POST with text fields, and drops members that are no text", () =>
    Effect.gen(function* () {
      const data = { m_shop: 5, m_sign: "AB", empty: "", none: null, list: [1], deep: { a: 1 }, yes: true }
      assert.deepStrictEqual(yield* redirect({ method: "post", url: "https://ps.example/pay?x=1", data }), {
        next: {
          type: "redirect",
          method: "POST",
          url: "https://ps.example/pay?x=1",
          fields: { m_shop: "5", m_sign: "AB" }
        },
        anomalies: []
      })
    })
  )

  it.effect.each([
    { url: "javascript:alert(document.cookie)" },
    { url: "JavaScript://example.com/%0aalert(1)" },
    { url: "data:text/html,<script>" },
    { url: "//example.com" },
    { url: "/relative" },
    { url: "https://" },
    { method: "DELETE" },
    { method: 5 }
  ])("sends no payer anywhere by %j, and reports it", (changes) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* redirect(changes), {
        next: undefined,
        anomalies: [{ kind: "UnreadableField", message: "url, method: not a way to send a payer" }]
      })
    })
  )

  it.effect.each([{ data: null }, { data: [] }, { data: "" }, { data: undefined }])("is accepted with %j", (changes) =>
    Effect.gen(function* () {
      const next = { type: "redirect", method: "GET", url: "https://example.com", fields: {} }
      assert.deepStrictEqual(yield* redirect(changes), { next, anomalies: [] })
    })
  )

  it.effect("is accepted with an id alone: the payment exists", () =>
    Effect.gen(function* () {
      const none = { data: undefined, method: undefined, url: undefined }
      assert.deepStrictEqual(yield* redirect(none), { next: undefined, anomalies: [] })
    })
  )
})

describe("create ends", () => {
  const common = { provider: "feennex", operation: "payments.create" }

  it.effect.each([
    ["error-too-small", "AmountOutOfRange", "4", "Payer price amount is too small, min: 1.0"],
    ["error-invalid-sign", "AuthenticationFailed", "10", "Invalid sign, string_to_sign: ***"]
  ] as const)("rejected after %s", ([name, reason, providerCode, message]) =>
    Effect.gen(function* () {
      expectPost("/invoice/create", createBody, { body: fixture(name) })
      assert.deepStrictEqual(yield* create(), { _tag: "Rejected", ...common, reason, providerCode, message })
    })
  )

  it.effect.each([
    ["a duplicate", 400, refusal(6, "not unique"), "DuplicateReference"],
    ["error 8", 200, refusal(8, "busy"), "ProviderUnavailable"],
    ["an unknown error", 200, refusal(22, "what"), "UnrecognisedAnswer"],
    ["HTTP 502", 502, fixture("error-too-small"), "ProviderUnavailable"],
    ["a truncated answer", 200, fixture("invoice-create-ok").slice(0, -3), "UnreadableAnswer"],
    ["HTML", 200, "<html>", "UnreadableAnswer"],
    ["nothing", 200, "", "UnreadableAnswer"],
    ["a success without id", 200, fixtureWith("invoice-create-ok", { id: null }), "UnreadableAnswer"],
    ["a success that is an array", 200, '{"result":true,"error_code":0,"data":[{"id":1}]}', "UnreadableAnswer"]
  ] as const)("unknown after %s", ([_, status, body, reason]) =>
    Effect.gen(function* () {
      answerPost("/invoice/create", { status, body })
      assert.deepInclude(yield* create(), { _tag: "OutcomeUnknown", ...common, reference: "4129", reason })
    })
  )
})

describe("quote", () => {
  const tryBody = {
    amount: 12.34,
    currency: 840,
    payway: "card_usd",
    shop_id: 112,
    shop_order_id: "4128",
    sign: "a56d748a89ec06a3fc524663ade8057e0f5136b615ee99b6496966e3a44efbc6"
  }

  const quote = (changes: Readonly<Record<string, unknown>> = {}) =>
    Effect.gen(function* () {
      const { payments } = yield* shop()
      const amount = { value: "12.34", currency: "USD" }
      const input = { reference: "4128", amount, method: "card", ...changes }
      return yield* outcomeOf(payments.quote(yield* Effect.orDie(Payment.decodeQuoteRequest(input))))
    })

  it.effect("sends the documented body and names what the payer pays and must fill in", () =>
    Effect.gen(function* () {
      expectPost("/invoice/try", tryBody, { body: fixture("invoice-try-ok") })
      assert.deepStrictEqual(yield* quote(), {
        payerPays: "500.00 RUB",
        fee: "0.00 RUB",
        requiredFields: [
          {
            name: "email",
            title: "Enter your e-mail",
            example: "payer@example.com",
            pattern: "^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+.[a-zA-Z0-9-.]+$"
          }
        ],
        notes: [
          { name: "paymethod_name", value: "Банк h2h" },
          { name: "payer_fee", value: "0" },
          { name: "exch_fee", value: "0" }
        ],
        anomalies: []
      })
    })
  )

  it.effect("sends a description unsigned", () =>
    Effect.gen(function* () {
      expectPost("/invoice/try", { ...tryBody, description: "Order" }, { body: fixture("invoice-try-ok") })
      assert.property(yield* quote({ description: "Order" }), "payerPays")
    })
  )

  it.effect.each([
    [{ payer_fee: 1.5, exch_fee: 2.25 }, "3.75 RUB", []],
    [{ payer_fee: "1.5", exch_fee: 0 }, "1.50 RUB", []],
    [{ payer_fee: 0, exch_fee: "2.25" }, "2.25 RUB", []],
    [{ payer_fee: 1.5, exch_fee: null }, "1.50 RUB", []],
    [{ payer_fee: 1.5, exch_fee: undefined }, "1.50 RUB", []],
    // Half of a sum is not reported as all of it.
    [{ payer_fee: 1.5, exch_fee: 0.025 }, undefined, ["exch_fee: must have at most 2 fraction digits"]],
    [{ payer_fee: 1.5, exch_fee: {} }, undefined, ["exch_fee: is not an amount"]],
    [{ payer_fee: undefined, exch_fee: 2.25 }, undefined, []],
    [{ payer_fee: "x", exch_fee: 2.25 }, undefined, [expect.stringContaining("payer_fee: ")]]
  ] as const)("with the commissions %j has the fee %s", ([changes, fee, problems]) =>
    Effect.gen(function* () {
      answerPost("/invoice/try", { body: fixtureWith("invoice-try-ok", changes) })
      const end = Object(yield* quote())
      assert.strictEqual(end.fee, fee)
      expect(end.anomalies.map(({ message }: { readonly message: string }) => message)).toEqual(problems)
    })
  )

  it.effect(
    "keeps what helps a person: the name of the way to pay, information and warning, whatever their shape",
    () =>
      Effect.gen(function* () {
        const stated = {
          info: "Card 4111 1111 1111 1111 of payer@example.com is slow",
          warning: { text: `up to ${"w".repeat(300)}` },
          exch_fee: 2
        }
        answerPost("/invoice/try", { body: fixtureWith("invoice-try-ok", stated) })
        assert.deepNestedInclude(yield* quote(), {
          notes: [
            { name: "paymethod_name", value: "Банк h2h" },
            { name: "info", value: "Card *** of *** is slow" },
            { name: "warning", value: `{"text":"up to ${"w".repeat(184)}…` },
            { name: "payer_fee", value: "0" },
            { name: "exch_fee", value: "2" }
          ]
        })
      })
  )

  it.effect.each([{}, null, [], "none"])("asks for nothing more with add_ons_config %j", (add_ons_config) =>
    Effect.gen(function* () {
      const odd = { add_ons_config, info: {}, warning: {}, manual: {}, payer_fee: "x" }
      answerPost("/invoice/try", { body: fixtureWith("invoice-try-ok", odd) })
      assert.deepNestedInclude(yield* quote(), { requiredFields: [], "anomalies[0].kind": "UnreadableField" })
    })
  )

  it.effect.each([
    ["error 4", fixture("error-too-small"), "AmountOutOfRange"],
    ["an unknown currency", fixtureWith("invoice-try-ok", { ps_currency: 999 }), "UnreadableAnswer"],
    ["too many digits", fixtureWith("invoice-try-ok", { payer_price: 0.001 }), "UnreadableAnswer"],
    ["no price", fixtureWith("invoice-try-ok", { payer_price: null }), "UnreadableAnswer"]
  ] as const)("fails after %s", ([_, body, reason]) =>
    Effect.gen(function* () {
      answerPost("/invoice/try", { body })
      assert.deepInclude(yield* quote(), { _tag: "ReadFailed", operation: "payments.quote", reason })
    })
  )
})
