/** One shop from one set of options: what its capabilities declare, and the ways to get its providers. */
import { assert, describe, it } from "@effect/vitest"
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import { members } from "@switchyard/core/Recipient"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Feennex from "../src/Feennex.ts"
import { decode } from "../src/FeennexOptions.ts"
import * as index from "../src/index.ts"
import { config } from "./support/config.ts"
import { fixture } from "./support/fixtures.ts"
import { expectPost, guardNetwork } from "./support/network.ts"
import { ended } from "./support/plain.ts"
import { options, payoutReference, payoutRequest, secret, shop } from "./support/shop.ts"
import { signature } from "./support/signature.ts"

guardNetwork()

// Of the recipient only the e-mail address has a field, and the name where a payway takes that of the holder.
const takes = ["recipient.email"]
const ignored = members.filter((member) => !takes.includes(member))
const named = [...takes, "recipient.name"]
const unnamed = members.filter((member) => !named.includes(member))

describe("capabilities", () => {
  it.effect("of a shop with every option name every operation and route", () =>
    Effect.gen(function* () {
      const { payments, payouts } = yield* shop({
        h2hBaseUrl: "https://h2h.example.com",
        receiptHosts: ["files.example.com", "127.0.0.1:8080"]
      })
      assert.deepStrictEqual(payouts.capabilities, {
        operations: ["create", "getByReference", "getByProviderReference", "quote", "checkAccount", "balance"],
        routes: [
          {
            method: "card",
            currencies: ["USD", "EUR", "JPY", "BHD", "USDT"],
            debitCurrencies: ["USD"],
            takes,
            ignores: ["destination.bank", "destination.holder", ...ignored]
          },
          { method: "sbp", currencies: ["RUB"], debitCurrencies: ["USD"], takes: named, ignores: unnamed },
          {
            method: "account",
            currencies: ["USD"],
            debitCurrencies: ["USD"],
            takes,
            ignores: ["destination.holder", ...ignored]
          },
          {
            method: "iban",
            currencies: ["EUR"],
            debitCurrencies: ["USD"],
            takes,
            ignores: ["destination.bank", "destination.bic", "destination.holder", ...ignored]
          },
          {
            method: "wallet",
            currencies: ["USD"],
            debitCurrencies: ["USD"],
            takes,
            ignores: ["destination.bank", "destination.holder", ...ignored]
          }
        ],
        duplicates: { create: { kind: "refused" } },
        lookUp: {
          create: { by: "reference", notFoundIsFinal: { afterMillis: 900_000, answers: 3, spacingMillis: 60_000 } }
        },
        statusReads: { spacingMillis: 60_000, polling: "free" },
        callbacks: "none"
      })
      assert.deepStrictEqual(payments.capabilities, {
        operations: ["create", "getByReference", "quote", "cardForm", "uploadReceipt", "receipts"],
        routes: [
          { method: "card", currencies: ["USD", "USDT"] },
          { method: "bank_transfer", currencies: ["USD"] }
        ],
        duplicates: { create: { kind: "accepted" } },
        lookUp: { create: { by: "reference" } },
        statusReads: { spacingMillis: 10_000, polling: "free" },
        callbacks: "verified"
      })
    })
  )

  it.effect("of payways that take other details in one currency than in another are a route for each", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop({
        payways: { payouts: { card: { USD: "card_usd", EUR: "card_eur", RUB: "card_rub" } } },
        accountDetails: { card_eur: { holder: "full_name", bank: "bank_name" } }
      })
      assert.deepStrictEqual(payouts.capabilities.routes, [
        {
          method: "card",
          currencies: ["USD", "RUB"],
          debitCurrencies: ["USD"],
          takes,
          ignores: ["destination.bank", "destination.holder", ...ignored]
        },
        {
          method: "card",
          currencies: ["EUR"],
          debitCurrencies: ["USD"],
          takes: named,
          ignores: unnamed
        }
      ])
    })
  )

  it.effect("of a bare shop leave out what it was given no host for, and what Feennex has not", () =>
    Effect.gen(function* () {
      const { payments, payouts } = yield* shop({ payways: {}, accountDetails: {} })
      assert.deepStrictEqual(payments.capabilities.operations, ["create", "getByReference", "quote"])
      assert.deepStrictEqual([payments.capabilities.routes, payouts.capabilities.routes], [[], []])
      const end = yield* ended(payouts.cancel({ reference: payoutReference }))
      assert.deepInclude(end, { _tag: "NotExecuted", reason: "Unsupported", operation: "payouts.cancel" })
      const create = yield* ended(payouts.create(yield* payoutRequest()))
      assert.deepInclude(create, { _tag: "NotExecuted", reason: "MethodUnavailable" })
    })
  )
})

/** Reads the balance of whatever shop the environment holds, and expects it to be asked as this one. */
const balanceOf = (shopId: number, key: string) =>
  Effect.gen(function* () {
    const now = "1970-01-01 00:00:00.000000"
    const sign = key === secret ? signature(now, String(shopId)) : undefined
    const body = { now, shop_id: shopId, sign: sign ?? /^[0-9a-f]{64}$/ }
    expectPost("/shop_balance", body, { body: fixture("shop-balance-ok") })
    const payouts = yield* PayoutProvider
    const payments = yield* PaymentProvider
    assert.strictEqual(payouts.provider, payments.provider)
    return { provider: payouts.provider, end: yield* ended(payouts.balance()) }
  })

describe("the providers", () => {
  it.effect("come as a layer", () =>
    Effect.gen(function* () {
      const { end, provider } = yield* balanceOf(112, secret).pipe(Effect.provide(Feennex.layer(options)))
      assert.strictEqual(provider, "feennex")
      assert.strictEqual(end._tag, "Value")
    })
  )

  it.effect("come as a layer from configuration values, under a name of their own", () =>
    Effect.gen(function* () {
      const layer = Feennex.layerConfig(
        {
          baseUrl: Config.succeed("https://core.feennex.com"),
          shopId: Config.Int("FEENNEX_SHOP_ID"),
          shopCurrency: Config.succeed("USD" as const),
          secretKey: Config.Redacted("FEENNEX_SECRET_KEY"),
          payways: Config.succeed({})
        },
        "europe"
      )
      const env = { FEENNEX_SHOP_ID: "113", FEENNEX_SECRET_KEY: secret }
      const given = Layer.provide(layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
      const { end, provider } = yield* balanceOf(113, secret).pipe(Effect.provide(given))
      assert.strictEqual(provider, "europe")
      assert.strictEqual(end._tag, "Value")
      const missing = Layer.provide(layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })))
      assert.strictEqual((yield* ended(Effect.scoped(Layer.build(missing))))._tag, "ConfigError")
    })
  )

  it.effect("of two instances do not share shop, secret or name", () =>
    Effect.gen(function* () {
      const one = yield* shop({}, "one")
      const payways = { payouts: { card: { USD: ["card_usd", "card_other"] as const } } }
      const two = yield* shop({ shopId: 7, secretKey: Redacted.make("other"), payways, accountDetails: {} }, "two")
      const sent = (name: string) => ({
        providerOptions: { [name]: { payway: "card_other" }, feennex: { unknown: 1 } }
      })
      const account = "4111111111111111"
      const body = {
        account,
        amount: 1,
        amount_type: "ps_amount",
        payway: "card_usd",
        shop_currency: 840,
        shop_id: 112,
        shop_payment_id: payoutReference,
        sign: signature(account, "1", "ps_amount", "card_usd", "840", "112", payoutReference)
      }
      expectPost("/withdraw/create", body, { body: fixture("withdraw-create-ok") })
      assert.strictEqual((yield* one.payouts.create(yield* payoutRequest(sent("two"))))._tag, "Accepted")
      const other = { ...body, payway: "card_other", shop_id: 7, sign: /^(?!.*640ac10d)[0-9a-f]{64}$/ }
      expectPost("/withdraw/create", other, { body: "" })
      const end = yield* ended(two.payouts.create(yield* payoutRequest(sent("two"))))
      assert.deepInclude(end, { _tag: "OutcomeUnknown", provider: "two" })
    })
  )
})

describe("the plugin", () => {
  it.effect("builds the providers of a named instance from a config file's options", () =>
    Effect.gen(function* () {
      const { plugin } = index
      assert.strictEqual(plugin, Feennex.plugin)
      assert.deepInclude(plugin, { interfaceVersion: 1, name: "@switchyard/feennex" })
      const { payments, payouts } = yield* plugin.make(yield* decode(config), { name: "main" })
      assert.deepStrictEqual([payments?.provider, payouts?.provider], ["main", "main"])
    })
  )

  it.effect("identifies the shop by host and number, without its secret", () =>
    Effect.gen(function* () {
      const fingerprint = (changes: Readonly<Record<string, unknown>>) =>
        Effect.map(decode({ ...config, ...changes }), Feennex.plugin.fingerprint)
      const first = yield* fingerprint({})
      assert.strictEqual(first, "@switchyard/feennex https://core.feennex.com 112")
      const same = { secretKey: "rotated", payways: {}, baseUrl: "https://core.feennex.com:443/", amountAs: "string" }
      assert.strictEqual(yield* fingerprint(same), first)
      assert.notStrictEqual(yield* fingerprint({ shopId: 113 }), first)
      assert.notStrictEqual(yield* fingerprint({ baseUrl: "https://other.feennex.com" }), first)
    })
  )

  it.effect("that cannot be built gives the reason, without the secret", () =>
    Effect.gen(function* () {
      const bad = { ...options, shopId: 0, secretKey: Redacted.make("canary") }
      const end = yield* ended(Feennex.plugin.make(bad, { name: "main" }))
      assert.strictEqual(end._tag, "PluginFailed")
      assert.include(JSON.stringify(end), "shopId")
      assert.notInclude(JSON.stringify(end), "canary")
    })
  )
})
