/** Bad input fails before anything is sent, and names the field and the reason, never the value. */
import { assert, describe, it } from "@effect/vitest"
import * as Payment from "@switchyard/core/Payment"
import * as Payout from "@switchyard/core/Payout"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { guardNetwork } from "./support/network.ts"
import { ended, outcomeOf } from "./support/plain.ts"
import { paymentRequest, payoutRequest, shop } from "./support/shop.ts"

guardNetwork()

type Input = Readonly<Record<string, unknown>>

const payoutInput = {
  reference: "p-1",
  amount: { value: "1", currency: "USD" },
  destination: { type: "card", number: "4111111111111111" }
}
const paymentInput = { reference: "i-1", amount: { value: "1", currency: "USD" }, method: "card" }

const options = (members: Input) => ({ providerOptions: { feennex: members } })
const usd = (value: string) => ({ amount: { value, currency: "USD" } })

/** Input no provider takes: refused by the decoder, so that there is no request. */
const undecodable: ReadonlyArray<readonly [string, Input, string]> = [
  ["an amount that is none", usd("canary"), "amount.value"],
  ["an amount with a comma", usd("1,50"), "amount.value"],
  ["excess digits", usd("1.001"), "amount.value"],
  ["excess zeros", usd("1.000"), "amount.value"],
  ["zero", usd("0"), "amount"],
  ["less than zero", usd("-1"), "amount"],
  ["an amount as a number", { amount: { value: 98765.25, currency: "USD" } }, "amount.value"],
  ["an unknown currency", { amount: { value: "1", currency: "CANARY" } }, "amount.currency"],
  ["a currency by number", { amount: { value: "1", currency: "840" } }, "amount.currency"],
  ["no amount", { amount: undefined }, "amount"],
  ["a reference with blanks", { reference: "canary canary" }, "reference"],
  ["no reference", { reference: "" }, "reference"],
  ["a reference of 256", { reference: "c".repeat(256) }, "reference"],
  ["an unknown member", { canary: "canary" }, "canary"]
]

const payoutsOnly: typeof undecodable = [
  ["a card of 11 digits", { destination: { type: "card", number: "98765432109" } }, "destination.number"],
  ["a card of 20 digits", { destination: { type: "card", number: "9".repeat(20) } }, "destination.number"],
  ["a card with letters", { destination: { type: "card", number: "canarycanarycanary" } }, "destination.number"],
  ["a card with a wrong digit", { destination: { type: "card", number: "4111111111111112" } }, "destination.number"],
  ["a card as a number", { destination: { type: "card", number: 4111111111111111 } }, "destination.number"],
  ["a broken IBAN", { destination: { type: "iban", iban: "DE89370400440532013001" } }, "destination.iban"],
  ["an unknown destination", { destination: { type: "canary", number: "1" } }, "destination"],
  ["an e-mail that is none", { recipientEmail: "canary" }, "recipientEmail"]
]

const assertQuiet = (end: unknown) => {
  assert.notMatch(
    JSON.stringify(end).replaceAll('"path":"canary"', "").replaceAll("canary: is not", ""),
    /canary|9876|999|4111|DE89/i
  )
}

describe("the request of a payout", () => {
  it.effect.each([...undecodable, ...payoutsOnly])("with %s is refused", ([_, changes, path]) =>
    Effect.gen(function* () {
      const end = yield* ended(Payout.decodeRequest({ ...payoutInput, ...changes }))
      assert.strictEqual(end._tag, "InvalidInput")
      assert.include(JSON.stringify(end.issues), `"path":"${path}`)
      assertQuiet(end)
    })
  )
})

describe("the request of a payment", () => {
  it.effect.each(undecodable)("with %s is refused", ([_, changes, path]) =>
    Effect.gen(function* () {
      const end = yield* ended(Payment.decodeRequest({ ...paymentInput, ...changes }))
      assert.strictEqual(end._tag, "InvalidInput")
      assert.include(JSON.stringify(end.issues), `"path":"${path}`)
      assertQuiet(end)
    })
  )
})

const notExecuted = (path: string, reason: string) => ({
  _tag: "NotExecuted",
  issues: [{ path, reason }],
  message: `${path}: ${reason}`
})

const unsendable = "cannot be sent: the options do not say under which name its payway takes it"
const tooLong = "must be at most 255 characters"
const noRoute = (method: string, currency: string) => `feennex has no ${method} in ${currency}`

describe("create of a payout sends nothing", () => {
  it.effect.each([
    ["a description of 256", { description: `canary${"d".repeat(250)}` }, "description", tooLong],
    ["a missing payway", { amount: { value: "1", currency: "GBP" } }, "destination.type", noRoute("card", "GBP")],
    ["an unknown option", options({ payWay: "canary" }), "providerOptions.feennex.payWay", "is not a known field"],
    ["an empty payway", options({ payway: "" }), "providerOptions.feennex.payway", undefined],
    [
      "a kind of amount among the options",
      options({ amountType: "shop_amount" }),
      "providerOptions.feennex.amountType",
      "is not a known field"
    ],
    [
      "a payway of another currency",
      options({ payway: "card_eur" }),
      "providerOptions.feennex.payway",
      "is not a configured payway for card in USD"
    ],
    [
      "a payway of another destination",
      options({ payway: "wallet_usd" }),
      "providerOptions.feennex.payway",
      "is not a configured payway for card in USD"
    ],
    [
      "another account among the details",
      options({ accountDetails: { Account: "4222222222222222" } }),
      "providerOptions.feennex.accountDetails.account",
      "is filled from the destination"
    ],
    [
      "a detail that the destination fills",
      options({ payway: "card_vip", accountDetails: { card_holder: "canary" } }),
      "providerOptions.feennex.accountDetails.card_holder",
      "is filled from the destination"
    ],
    [
      "a bank that selects the account and has no name",
      { destination: { type: "account", number: "40817810099910004312", bank: "canary" } },
      "destination.bank",
      unsendable
    ],
    [
      "a BIC that selects the account and has no name",
      { destination: { type: "account", number: "40817810099910004312", bic: "044525225" } },
      "destination.bic",
      unsendable
    ],
    [
      "an account detail that is no text",
      options({ accountDetails: { contract: 98765 } }),
      "providerOptions.feennex.accountDetails.contract",
      "must be a string"
    ],
    [
      "an amount to debit in another currency",
      { amount: undefined, debit: { value: "1", currency: "EUR" } },
      "debit",
      "feennex takes no debit in EUR for card in EUR"
    ]
  ] as const)("with %s", ([_, changes, path, reason]) =>
    Effect.gen(function* () {
      const { payouts } = yield* shop()
      const request = yield* payoutRequest(changes)
      const end = yield* ended(payouts.create(request))
      assert.deepStrictEqual(payouts.issues(request), end.issues, "known before it is asked for")
      assert.deepInclude(end, { _tag: "NotExecuted", operation: "payouts.create" })
      if (reason !== undefined) assert.deepInclude(end, notExecuted(path, reason))
      assert.include(JSON.stringify(end.issues), `"path":"${path}"`)
      assertQuiet(end)
    })
  )

  it.effect("without an e-mail where the shop asks for one, and with all problems at once", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop({ requireEmail: true })
      const end = yield* ended(payouts.create(yield* payoutRequest({ description: "d".repeat(256) })))
      assert.deepStrictEqual(end.issues, [
        { path: "description", reason: tooLong },
        { path: "recipientEmail", reason: "is required by this shop" }
      ])
    })
  )

  it.effect("without an e-mail where the shop asks for one with payouts, and not where it does with payments", () =>
    Effect.gen(function* () {
      const required = [{ path: "recipientEmail", reason: "is required by this shop" }]
      for (const [requireEmail, issues] of [
        [true, required],
        ["payouts", required],
        ["payments", []],
        [false, []]
      ] as const) {
        const { payouts } = yield* shop({ requireEmail })
        assert.deepStrictEqual(payouts.issues(yield* payoutRequest()), issues)
        assert.deepStrictEqual(payouts.issues(yield* payoutRequest({ recipientEmail: "a@b.example" })), [])
      }
    })
  )

  it.effect("from a shop whose currency has no number", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop({ shopCurrency: "USDT" })
      const end = yield* ended(payouts.create(yield* payoutRequest()))
      assert.deepInclude(end, notExecuted("amount.currency", "the shop's currency has no ISO 4217 number"))
    })
  )

  it.effect("after its deadline", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_000)
      const { payouts } = yield* shop()
      const end = yield* ended(payouts.create(yield* payoutRequest(), { deadline: DateTime.makeUnsafe(1_000) }))
      assert.deepInclude(end, { _tag: "NotExecuted", reason: "TimedOut" })
    })
  )

  it.effect("for a value that only claims to be a request", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop()
      const request = yield* payoutRequest()
      const value = request.amount?.value
      for (const amount of [
        { value, currency: "CANARY" },
        { value: 98765.25, currency: "USD" }
      ]) {
        const forged: typeof request = JSON.parse("{}")
        const end = yield* ended(payouts.create(Object.assign(forged, request, { amount })))
        assert.deepInclude(end, { _tag: "NotExecuted", reason: "InvalidRequest" })
        assert.include(JSON.stringify(end.issues), '"path":"amount')
        assertQuiet(end)
      }
    })
  )
})

describe("create of a payment sends nothing", () => {
  it.effect.each([
    ["a description of 256", { description: "d".repeat(256) }, "description", tooLong],
    ["a missing payway", { method: "wallet" }, "method", noRoute("wallet", "USD")],
    [
      "a payway of another method",
      options({ payway: "bank_usd" }),
      "providerOptions.feennex.payway",
      "is not a configured payway for card in USD"
    ],
    ["a method of every object", { method: "constructor" }, "method", noRoute("constructor", "USD")],
    [
      "a currency without number",
      { amount: { value: "1", currency: "USDT" } },
      "amount.currency",
      "has no ISO 4217 number"
    ],
    ["an unknown option", options({ canary: 1 }), "providerOptions.feennex.canary", "is not a known field"],
    [
      "two e-mail addresses",
      { payerEmail: "one@canary.example", payerFields: { email: "two@canary.example" } },
      "payerFields.email",
      "is another address than payerEmail"
    ],
    ...[
      "sign",
      "amount",
      "Amount",
      "shop_currency",
      "payer_price",
      "Email",
      "shop_id",
      "callback_url",
      "payway",
      "currency",
      "shop_order_id"
    ].map(
      (name) =>
        [
          `the payer field ${name}`,
          { payerFields: { [name]: "canary" } },
          `payerFields.${name}`,
          "is a field of the payment itself"
        ] as const
    )
  ] as const)("with %s", ([_, changes, path, reason]) =>
    Effect.gen(function* () {
      const { payments } = yield* shop()
      const request = yield* paymentRequest(changes)
      const end = yield* ended(payments.create(request))
      assert.deepStrictEqual(payments.issues(request), end.issues, "known before it is asked for")
      assert.deepInclude(end, notExecuted(path, reason))
      assert.notInclude(JSON.stringify(end).replaceAll("feennex.canary", ""), "canary")
    })
  )

  it.effect("without an e-mail where the shop asks for one", () =>
    Effect.gen(function* () {
      const { payments } = yield* shop({ requireEmail: true })
      const end = yield* ended(payments.create(yield* paymentRequest()))
      assert.deepInclude(end, notExecuted("payerEmail", "is required by this shop"))
      const same = (yield* shop({ requireEmail: "payments" })).payments
      assert.deepStrictEqual(same.issues(yield* paymentRequest()), end.issues)
      const others = (yield* shop({ requireEmail: "payouts" })).payments
      assert.deepStrictEqual(others.issues(yield* paymentRequest()), [])
    })
  )
})

describe("a question sends nothing", () => {
  const card = { destinationType: "card" }
  const dollar = { value: "1", currency: "USD" }
  const euro = { value: "1", currency: "EUR" }

  it.effect.each([
    ["a missing payway", { ...card, amount: { value: "1", currency: "GBP" } }, "InvalidRequest", "destinationType"],
    [
      "a payway of another currency",
      { ...card, amount: dollar, ...options({ payway: "card_eur" }) },
      "InvalidRequest",
      "providerOptions.feennex.payway"
    ],
    ["a debit in another currency", { ...card, debit: euro }, "Unsupported", "debit"],
    [
      "an unknown option",
      { ...card, amount: dollar, ...options({ canary: 1 }) },
      "InvalidRequest",
      "providerOptions.feennex.canary"
    ]
  ] as const)("with %s in a payout quote", ([_, input, reason, path]) =>
    Effect.gen(function* () {
      const { payouts } = yield* shop()
      const end = yield* outcomeOf(payouts.quote(yield* Effect.orDie(Payout.decodeQuoteRequest(input))))
      assert.deepNestedInclude(end, { _tag: "ReadFailed", reason, "issues[0].path": path })
    })
  )

  it.effect("with neither or both amounts in a payout quote", () =>
    Effect.gen(function* () {
      for (const input of [card, { ...card, amount: dollar, debit: dollar }]) {
        assert.deepInclude(yield* ended(Payout.decodeQuoteRequest(input)), { _tag: "InvalidInput" })
      }
    })
  )

  it.effect("with a missing payway or an unknown option in an account check", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop()
      const { destination } = payoutInput
      for (const input of [
        { amount: { value: "1", currency: "GBP" }, destination },
        { amount: dollar, destination, ...options({ canary: 1 }) },
        { amount: dollar, destination, ...options({ payway: "card_eur" }) },
        { amount: dollar, destination, ...options({ accountDetails: { account: "4222222222222222" } }) },
        { amount: dollar, destination: { type: "account", number: "41117777", bank: "Bank" } }
      ]) {
        const end = yield* outcomeOf(payouts.checkAccount(yield* Effect.orDie(Payout.decodeAccountCheckRequest(input))))
        assert.deepNestedInclude(end, {
          _tag: "ReadFailed",
          reason: "InvalidRequest",
          operation: "payouts.checkAccount"
        })
        assert.notInclude(JSON.stringify(end), "4111")
      }
    })
  )

  it.effect("with a missing payway, a long description or an unknown option in a payment quote", () =>
    Effect.gen(function* () {
      const { payments } = yield* shop()
      for (const [changes, path] of [
        [{ method: "wallet" }, "method"],
        [{ amount: { value: "1", currency: "USDT" } }, "amount.currency"],
        [{ description: "d".repeat(256) }, "description"],
        [options({ payway: "bank_usd" }), "providerOptions.feennex.payway"],
        [options({ canary: 1 }), "providerOptions.feennex.canary"]
      ] as const) {
        const request = yield* Effect.orDie(Payment.decodeQuoteRequest({ ...paymentInput, ...changes }))
        const end = yield* outcomeOf(payments.quote(request))
        assert.deepNestedInclude(end, { _tag: "ReadFailed", reason: "InvalidRequest", "issues[0].path": path })
      }
    })
  )
})
