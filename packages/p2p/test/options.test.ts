/** Options, as the config file and as programs give them; the manifest; layers; the plugin. */
import { assert, describe, it } from "@effect/vitest"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import { interfaceVersion } from "@switchyard/core/Plugin"
import { members } from "@switchyard/core/Recipient"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { P2p, plugin } from "../src/index.ts"
import { decode } from "../src/P2pOptions.ts"
import { merchant, options } from "./support/merchant.ts"
import { ended } from "./support/plain.ts"

/** The example of gateway-api.md, its environment references filled in. */
const configured = {
  baseUrl: "https://example.com",
  merchant: "acme",
  apiKey: "canary-api-key",
  signKey: "canary-sign-key",
  callbackBaseUrl: "https://pay.acme.test",
  pollingAgreed: false,
  payoutIdInPath: "orderId",
  standartSign: null
}

describe("options", () => {
  it.effect("are those of the configuration example", () =>
    Effect.gen(function* () {
      const decoded = yield* decode(configured)
      assert.strictEqual(Redacted.value(decoded.signKey), "canary-sign-key")
      assert.notInclude(JSON.stringify(decoded), "canary")
      const { apiKey, baseUrl, callbackBaseUrl, merchant, signKey } = configured
      yield* decode({ baseUrl, merchant, apiKey, signKey, callbackBaseUrl })
    })
  )

  it.effect.each([
    ["baseUrl", "http://example.com"],
    ["baseUrl", undefined],
    ["merchant", ""],
    ["merchant", ".."],
    ["merchant", "a b"],
    ["merchant", "x".repeat(256)],
    ["apiKey", ""],
    ["apiKey", "canary\n"],
    ["apiKey", `canary${"x".repeat(250)}`],
    ["signKey", ""],
    ["callbackBaseUrl", undefined],
    ["callbackBaseUrl", "ftp://pay.acme.test"],
    ["pollingAgreed", "no"],
    ["payoutIdInPath", "order_id"],
    ["standartSign", "{order_id}"],
    ["standartSign", "{order_id}:{secret}:{sign_key}"],
    ["currencies[0]", []],
    ["currencies[0]", ["rub"]],
    ["currencies[0]", ["USDT"]],
    ["standardSign", "{sign_key}"]
  ] as const)("are refused where %s is %j", ([path, value]) =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(decode({ ...configured, [path.replace("[0]", "")]: value }))
      assert.deepStrictEqual(
        failure.issues.map((issue) => issue.path),
        [path]
      )
      assert.notInclude(JSON.stringify(failure) + failure.message, "canary")
    })
  )

  it.effect("are checked again by make, also what a typed caller redacted itself", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(
        P2p.make({ ...options, merchant: "..", signKey: Redacted.make("canary key"), standartSign: "canary" })
      )
      assert.deepStrictEqual(failure.issues.map(({ path }) => path).sort(), ["merchant", "signKey", "standartSign"])
      assert.notInclude(JSON.stringify(failure) + failure.message, "canary")
    })
  )

  it.effect("leave room for the callback addresses, which have at most 512 characters", () =>
    Effect.gen(function* () {
      const rest = "/callbacks/p2p/payouts/success"
      const long = (length: number) => "https://pay.acme.test/".padEnd(length - rest.length, "x")
      yield* P2p.make({ ...options, callbackBaseUrl: long(512) })
      const failure = yield* Effect.flip(P2p.make({ ...options, callbackBaseUrl: long(513) }))
      assert.deepStrictEqual(
        failure.issues.map(({ path }) => path),
        ["callbackBaseUrl"]
      )
      assert.strictEqual(
        (yield* Effect.flip(P2p.make({ ...options, callbackBaseUrl: long(512) }, "p2p-2"))).issues.length,
        1
      )
    })
  )
})

describe("the manifest", () => {
  it.effect("offers roubles for every destination but a wallet, and claims nothing about duplicates or not-found", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const methods = ["card", "sbp", "account", "iban"]
      assert.deepStrictEqual(payouts.capabilities, {
        routes: methods.map((method) => ({
          ...{ method, currencies: ["RUB"], takes: ["recipient.name"] },
          ignores: members.filter((member) => member !== "recipient.name")
        })),
        duplicates: { create: { kind: "undocumented" } },
        lookUp: { create: { by: "reference" } },
        statusReads: { spacingMillis: 60_000, polling: "agreed" },
        callbacks: "hint",
        operations: ["create", "getByReference", "balance"]
      })
    })
  )

  it.effect("offers the configured currencies", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant({ currencies: ["RUB", "AZN"] })
      for (const { currencies } of payouts.capabilities.routes) assert.deepStrictEqual(currencies, ["RUB", "AZN"])
    })
  )

  it.effect("lacks what the platform lacks: quotes and account checks are unsupported", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const destination = { type: "card", number: Redacted.make("4276345439581230") } as const
      const amount = (yield* Effect.succeed(payouts)) && { value: { value: 1n, scale: 0 }, currency: "RUB" }
      const quote = yield* ended(payouts.quote({ amount: amount as never, destinationType: "card" }))
      const check = yield* ended(payouts.checkAccount({ amount: amount as never, destination }))
      assert.strictEqual(quote._tag, "Unsupported")
      assert.strictEqual(check._tag, "Unsupported")
    })
  )
})

describe("the ways in are", () => {
  const provider = Effect.map(PayoutProvider, ({ provider }) => provider)

  it.effect("a layer, by options or by configuration values", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Effect.provide(provider, P2p.layer(options)), "p2p")
      const fromConfig = P2p.layerConfig(
        {
          baseUrl: Config.succeed(options.baseUrl),
          merchant: Config.String("MERCHANT"),
          apiKey: Config.Redacted("API_KEY"),
          signKey: Config.Redacted("SIGN_KEY"),
          callbackBaseUrl: Config.succeed(options.callbackBaseUrl)
        },
        "p2p-eu"
      )
      const environment = (env: Readonly<Record<string, string>>) =>
        ConfigProvider.layer(ConfigProvider.fromUnknown({ SIGN_KEY: "s", API_KEY: "a", ...env }))
      const built = Layer.provide(fromConfig, environment({ MERCHANT: "acme" }))
      assert.strictEqual(yield* Effect.provide(provider, built), "p2p-eu")
      const missing = yield* Effect.flip(Effect.provide(provider, Layer.provide(fromConfig, environment({}))))
      assert.strictEqual(missing._tag, "ConfigError")
      const wrong = Layer.provide(fromConfig, environment({ MERCHANT: ".." }))
      assert.strictEqual((yield* Effect.flip(Effect.provide(provider, wrong)))._tag, "InvalidInput")
    })
  )

  it.effect("a plugin that a config file can name", () =>
    Effect.gen(function* () {
      assert.strictEqual(plugin.interfaceVersion, interfaceVersion)
      assert.strictEqual(plugin.name, "@switchyard/p2p")
      const decoded = yield* Schema.decodeUnknownEffect(plugin.options)(configured)
      assert.strictEqual(plugin.fingerprint(decoded), "@switchyard/p2p https://example.com acme")
      const { payments, payouts } = yield* plugin.make(decoded, { name: "second" })
      assert.isUndefined(payments)
      assert.strictEqual(payouts?.provider, "second")
      const failed = yield* Effect.flip(plugin.make({ ...decoded, merchant: ".." }, { name: "second" }))
      assert.deepInclude(failed, { _tag: "PluginFailed" })
      assert.include(failed.message, "merchant: ")
    })
  )
})
