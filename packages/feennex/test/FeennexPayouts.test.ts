/** Creating payouts, against the documents' own payloads: what is sent to the letter, and what is accepted. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { fixture, fixtureWith, refusal } from "./support/fixtures.ts"
import { answerPost, expectPost, guardNetwork } from "./support/network.ts"
import { create, createBody, createCall } from "./support/payoutCreate.ts"
import { outcomeOf } from "./support/plain.ts"
import { payoutReference, payoutRequest, shop } from "./support/shop.ts"
import { signature } from "./support/signature.ts"

guardNetwork()

describe("create", () => {
  it.effect("sends the documented body and reads the documented answer", () =>
    Effect.gen(function* () {
      expectPost("/withdraw/create", createBody, { body: fixture("withdraw-create-ok") })
      assert.deepStrictEqual(yield* create(), {
        _tag: "Accepted",
        value: {
          reference: payoutReference,
          providerReference: "11298076",
          status: "processing",
          providerStatus: "3",
          amount: "1.00 USD",
          debited: "1.02 USD",
          receipts: [],
          notes: [{ name: "balance", value: "0.0", isOfAccount: true }],
          anomalies: []
        }
      })
    })
  )

  it.effect("sends account details and a description beside the same signature", () =>
    Effect.gen(function* () {
      const body = { ...createBody, account_details: { contract: "C1234" }, description: "d".repeat(255) }
      expectPost("/withdraw/create", body, { body: fixture("withdraw-create-ok") })
      const providerOptions = { feennex: { accountDetails: { contract: "C1234" } }, another: { is: "ignored" } }
      assert.strictEqual((yield* create({ description: "d".repeat(255), providerOptions }))._tag, "Accepted")
    })
  )

  it.effect.each([
    [
      { type: "sbp", phone: "79161234567", bank: "Bank" },
      "RUB",
      "79161234567",
      "sbp_rub",
      { account_details: { bank_name: "Bank" } }
    ],
    [
      { type: "sbp", phone: "79161234567", bank: "Bank", bic: "044525225", holder: "Ivan Petrov" },
      "RUB",
      "79161234567",
      "sbp_rub",
      { account_details: { bank_name: "Bank", bik: "044525225", full_name: "Ivan Petrov" } }
    ],
    [{ type: "account", number: "40817810099910004312" }, "USD", "40817810099910004312", "account_usd", {}],
    [{ type: "iban", iban: "DE89370400440532013000" }, "EUR", "DE89370400440532013000", "iban_eur", {}],
    [{ type: "wallet", account: "W-17" }, "USD", "W-17", "wallet_usd", {}]
  ] as const)("sends %j in %s as account %s of payway %s, with %j", ([destination, currency, account, payway, rest]) =>
    Effect.gen(function* () {
      const sign = signature(account, "1", "ps_amount", payway, "840", "112", payoutReference)
      const body = { ...createBody, account, payway, sign, ...rest }
      expectPost("/withdraw/create", body, { body: fixture("withdraw-create-ok") })
      assert.strictEqual((yield* create({ destination, amount: { value: "1", currency } }))._tag, "Accepted")
    })
  )

  it.effect("goes by another payway of the destination and currency by option, with the details that it takes", () =>
    Effect.gen(function* () {
      const sign = signature("4111111111111111", "1", "ps_amount", "card_vip", "840", "112", payoutReference)
      const details = { contract: "C1234", card_holder: "Ivan Petrov" }
      const body = { ...createBody, payway: "card_vip", sign, account_details: details }
      expectPost("/withdraw/create", body, { body: fixture("withdraw-create-ok") })
      const end = yield* create({
        destination: { type: "card", number: "4111111111111111", holder: "Ivan Petrov", bank: "Bank" },
        providerOptions: { feennex: { payway: "card_vip", accountDetails: { contract: "C1234" } } }
      })
      assert.strictEqual(end._tag, "Accepted")
    })
  )

  // One place for two: the holder's, where the payway has one.
  const sbp = { type: "sbp", phone: "79161234567", bank: "Bank" } as const
  const ivan = { type: "person", name: "Ivan Petrov" } as const
  it.effect("names the recipient where a payway takes a holder, and refuses two names that differ", () =>
    Effect.gen(function* () {
      const amount = { value: "1", currency: "RUB" }
      const sign = signature("79161234567", "1", "ps_amount", "sbp_rub", "840", "112", payoutReference)
      const details = { bank_name: "Bank", full_name: "Ivan Petrov" }
      const body = { ...createBody, account: "79161234567", payway: "sbp_rub", sign, account_details: details }
      for (const destination of [sbp, { ...sbp, holder: "Ivan Petrov" }]) {
        expectPost("/withdraw/create", body, { body: fixture("withdraw-create-ok") })
        assert.strictEqual((yield* create({ amount, destination, recipient: ivan }))._tag, "Accepted")
      }
      const end = yield* create({ amount, destination: { ...sbp, holder: "Petr Ivanov" }, recipient: ivan })
      assert.deepInclude(end, { _tag: "NotExecuted", reason: "InvalidRequest" })
      assert.match(String(Reflect.get(end, "message")), /^recipient\.name: is another name than destination\.holder/)
    })
  )

  const oneDollar = { value: "1", currency: "USD" }
  it.effect("asks for what leaves the balance by debit, and compares what the provider states for it", () =>
    Effect.gen(function* () {
      const sign = signature("4111111111111111", "1", "shop_amount", "card_usd", "840", "112", payoutReference)
      const body = { ...createBody, amount_type: "shop_amount", sign }
      const answer = { shop_write_off: 1, payee_receive: 0.98 }
      expectPost("/withdraw/create", body, { body: fixtureWith("withdraw-create-ok", answer) })
      assert.deepNestedInclude(yield* create({ amount: undefined, debit: oneDollar }), {
        _tag: "Accepted",
        "value.amount": "0.98 USD",
        "value.debited": "1.00 USD",
        "value.anomalies": []
      })
    })
  )

  it.effect.each([
    [{ shop_write_off: 1.01 }, ["AmountDiffers"]],
    [{ shop_write_off: 1, shop_currency: 643 }, ["CurrencyDiffers"]],
    [{ ps_currency: 643 }, ["CurrencyDiffers"]],
    [{ shop_write_off: "much" }, ["UnreadableField"]]
  ] as const)("by debit answered with %j notes %j, whatever options it carries", ([changes, kinds]) =>
    Effect.gen(function* () {
      answerPost("/withdraw/create", { body: fixtureWith("withdraw-create-ok", { shop_write_off: 1, ...changes }) })
      const providerOptions = { feennex: { accountDetails: { contract: "C-77" } } }
      const end = yield* create({ amount: undefined, debit: oneDollar, providerOptions })
      assert.strictEqual(end._tag, "Accepted")
      const { anomalies } = Object(end.value)
      assert.deepStrictEqual(
        anomalies.map(({ kind }: { readonly kind: string }) => kind),
        [...kinds]
      )
    })
  )

  it.effect("by debit for a recipient in another currency goes by the payway of the recipient's currency", () =>
    Effect.gen(function* () {
      const sign = signature("4111111111111111", "1", "shop_amount", "card_eur", "840", "112", payoutReference)
      const body = { ...createBody, amount_type: "shop_amount", payway: "card_eur", sign }
      const answer = { shop_write_off: 1, payee_receive: 0.91, ps_currency: 978 }
      expectPost("/withdraw/create", body, { body: fixtureWith("withdraw-create-ok", answer) })
      const end = yield* create({ amount: undefined, debit: oneDollar, currency: "EUR" })
      assert.deepNestedInclude(end, { "value.amount": "0.91 EUR", "value.debited": "1.00 USD", "value.anomalies": [] })
    })
  )

  it.effect.each([
    [{ ps_currency: 643 }, "1.00 RUB", ["CurrencyDiffers"]],
    [{ ps_currency: 999 }, undefined, ["CurrencyDiffers", "UnreadableField"]],
    [{ ps_currency: "usd" }, undefined, ["CurrencyDiffers", "UnreadableField"]],
    [{ ps_currency: undefined }, "1.00 USD", []],
    [{ ps_currency: null }, "1.00 USD", []],
    [{ ps_currency: "840", payee_receive: "1.0", id: "11298076" }, "1.00 USD", []],
    [{ payee_receive: 0.99 }, "0.99 USD", ["AmountDiffers"]],
    [{ payee_receive: 0.999 }, undefined, ["UnreadableField"]],
    [{ payee_receive: [] }, undefined, ["UnreadableField"]],
    [{ status: 77 }, "1.00 USD", ["UnknownStatus"]]
  ] as const)("answered with %j states %s and notes %j", ([changes, amount, kinds]) =>
    Effect.gen(function* () {
      expectPost("/withdraw/create", createBody, { body: fixtureWith("withdraw-create-ok", changes) })
      const { payouts } = yield* shop()
      const end = yield* payouts.create(yield* payoutRequest({ recipientEmail: "payee@example.com" }))
      assert.strictEqual(end._tag, "Accepted")
      if (end._tag !== "Accepted") return
      assert.deepStrictEqual(yield* outcomeOf(Effect.succeed(end.value.amount)), amount)
      assert.strictEqual(end.value.anomalies.map(({ kind }) => kind).join(), kinds.join())
    })
  )

  it.effect.each([
    [1234567890.12, "1234567890.12"],
    ["-5", "-5"],
    ["4111111111111111", "***"],
    ["79161234567", "79161234567"],
    ["much", "much"]
  ] as const)("notes the balance that it leaves, %j, and no card in its place", ([balance, value]) =>
    Effect.gen(function* () {
      answerPost("/withdraw/create", { body: fixtureWith("withdraw-create-ok", { balance }) })
      const end = yield* create()
      assert.deepNestedInclude(end, { "value.notes": [{ name: "balance", value, isOfAccount: true }] })
    })
  )

  it.effect("notes no balance that is the phone of its recipient", () =>
    Effect.gen(function* () {
      answerPost("/withdraw/create", { body: fixtureWith("withdraw-create-ok", { balance: 79161234567 }) })
      const destination = { type: "sbp", phone: "79161234567", bank: "Bank" }
      const end = yield* create({ destination, amount: { value: "1", currency: "RUB" } })
      assert.deepNestedInclude(end, { "value.notes": [{ name: "balance", value: "***", isOfAccount: true }] })
    })
  )

  it.effect("that the provider turns down at once is accepted and failed, with its words", () =>
    Effect.gen(function* () {
      const changes = { status: 6, rejected_reason: "Card 4111 1111 1111 1111 of IVAN PETROV is blocked, C-77" }
      answerPost("/withdraw/create", { body: fixtureWith("withdraw-create-ok", changes) })
      const end = yield* create({
        destination: { type: "card", number: "4111111111111111", holder: "Ivan Petrov" },
        providerOptions: { feennex: { accountDetails: { contract: "C-77" } } }
      })
      assert.deepNestedInclude(end, {
        _tag: "Accepted",
        "value.status": "failed",
        "value.failure.message": "Card *** of *** is blocked, ***"
      })
    })
  )
})

describe("create is rejected", () => {
  it.effect.each([
    ["error-too-small", "AmountOutOfRange", "4", "Payer price amount is too small, min: 1.0"],
    ["error-too-large", "AmountOutOfRange", "5", "Payer price amount is too large, max: 100000.0"],
    [
      "error-insufficient-balance",
      "InsufficientFunds",
      "9",
      "Insufficient balance(currency=840): shop_write_off=500.0, balance=0.0"
    ],
    ["error-ip", "AuthenticationFailed", "15", "Shop ip <IP> denied"],
    ["error-invalid-sign-code-1", "AuthenticationFailed", "1", "invalid sign"],
    [
      "error-parameter",
      "InvalidRequest",
      "10",
      'Incorrect values for parameters: shop_id="value is not a valid integer"'
    ]
  ] as const)("by %s: %s", ([name, reason, providerCode, message]) =>
    Effect.gen(function* () {
      expectPost("/withdraw/create", createBody, { body: fixture(name) })
      assert.deepStrictEqual(yield* create(), { _tag: "Rejected", ...createCall, reason, providerCode, message })
    })
  )

  it.effect("for a wrong signature without the echoed text, which holds the card", () =>
    Effect.gen(function* () {
      const echo = `4111111111111111:1:ps_amount:card_usd:840:112:${payoutReference}`
      answerPost("/withdraw/create", { body: refusal(10, `Invalid sign, string_to_sign: ${echo}`) })
      assert.deepStrictEqual(yield* create(), {
        _tag: "Rejected",
        ...createCall,
        reason: "AuthenticationFailed",
        providerCode: "10",
        message: "Invalid sign, string_to_sign: ***"
      })
    })
  )
})
