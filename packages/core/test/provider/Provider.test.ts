/** What `Provider.define` makes of a definition, and which answers it does not take. */
import { assert, describe, it } from "@effect/vitest"
import * as Callback from "@switchyard/core/Callback"
import type { CallbackKeys } from "@switchyard/core/CallbackKeys"
import { decoder } from "@switchyard/core/Input"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import { interfaceVersion } from "@switchyard/core/Plugin"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { answering, type Options } from "../support/defined.ts"
import { card, payoutRequest, untyped } from "../support/stubs.ts"

const options: Options = { account: "acme-17", secretKey: Redacted.make("hush-hush") }
const listening: Options = { ...options, callbackKey: Redacted.make("callback key") }
const raw = (text: string): Callback.Raw => ({
  body: new TextEncoder().encode(text),
  headers: {},
  path: "",
  receivedAt: DateTime.makeUnsafe(0)
})
const request = { ...payoutRequest, reference: "po-1" }
const good = { data: { id: "7", reference: "po-1" } }
const name = Effect.map(PayoutProvider, ({ provider }) => provider)

describe("a create", () => {
  it.effect("is sent once, and accepted with the answer's data", () =>
    Effect.gen(function* () {
      const { provider, sent } = answering(200, good)
      const { payouts } = yield* provider.make(options)
      const outcome = yield* payouts.create(request)
      assert.deepStrictEqual([outcome._tag, sent], ["Accepted", ["create po-1"]])
      assert.strictEqual(outcome._tag === "Accepted" && outcome.value.providerReference, "7")
    })
  )

  it.effect("that is answered about another reference is unknown, with the id to look it up by", () =>
    Effect.gen(function* () {
      const { payouts } = yield* answering(200, { data: { id: "7", reference: "po-2" } }).provider.make(options)
      const outcome = yield* payouts.create(request)
      if (outcome._tag !== "OutcomeUnknown") return assert.fail(outcome._tag)
      assert.deepInclude(outcome, {
        provider: "stub",
        operation: "payouts.create",
        reference: "po-1",
        providerReference: "7",
        reason: "UnrecognisedAnswer",
        message: "the answer speaks of another payout"
      })
    })
  )

  it.effect("is refused for just what `issues` tells, and nothing is sent", () =>
    Effect.gen(function* () {
      const { provider, sent } = answering(200, good)
      const { payouts } = yield* provider.make(options)
      const strange = { stub: Redacted.make({ speed: "slow" }) }
      const cases = [
        { given: { ...request, description: "rent" }, path: "description" },
        { given: { ...request, providerOptions: strange }, path: "providerOptions.stub.speed" }
      ]
      for (const { given, path } of cases) {
        const refused = yield* Effect.flip(payouts.create(given))
        if (refused._tag !== "NotExecuted") return assert.fail(refused._tag)
        assert.deepStrictEqual(payouts.issues(given), refused.issues)
        assert.deepStrictEqual(
          refused.issues?.map((issue) => issue.path),
          [path]
        )
      }
      assert.deepStrictEqual(payouts.issues(request), [])
      assert.deepStrictEqual(sent, [])
    })
  )

  it.effect("shows no secret and nothing personal that the provider repeats", () =>
    Effect.gen(function* () {
      const error = `hush-hush does not belong to ${Redacted.value(card.number)}`
      const { payouts } = yield* answering(422, { error }).provider.make(options)
      const outcome = yield* payouts.create(request)
      assert.strictEqual(outcome._tag === "OutcomeUnknown" && outcome.message, "*** does not belong to ***")
    })
  )
})

describe("a look-up", () => {
  it.effect.each([
    ["another reference", {}, { id: "7", reference: "po-2" }],
    ["another reference, by the provider's id", { providerReference: "7" }, { id: "7", reference: "po-2" }],
    ["another id than it was asked by", { providerReference: "8" }, { id: "7", reference: "po-1" }]
  ] as const)("takes no answer about %s", ([, more, data]) =>
    Effect.gen(function* () {
      const { payouts } = yield* answering(200, { data }).provider.make(options)
      const failed = yield* Effect.flip(payouts.get({ reference: "po-1", ...more }))
      assert.deepInclude(failed, {
        _tag: "ReadFailed",
        reason: "UnrecognisedAnswer",
        message: "the answer speaks of another payout"
      })
    })
  )

  it.effect("takes the id in any notation of a number", () =>
    Effect.gen(function* () {
      const { provider, sent } = answering(200, good)
      const { payouts } = yield* provider.make(options)
      const found = yield* payouts.get({ reference: "po-1", providerReference: "007" })
      assert.deepStrictEqual([found.reference, sent], ["po-1", ["get 007"]])
    })
  )
})

describe("a definition", () => {
  it.effect("lists the operations that it defines, and has callbacks where its manifest says so", () =>
    Effect.gen(function* () {
      const { provider } = answering(200, good)
      const silent = yield* provider.make(options)
      const reads = ["create", "getByReference", "getByProviderReference"]
      assert.deepStrictEqual(silent.payouts.capabilities.operations, reads as never)
      assert.isUndefined(silent.parseCallback)
      const { parseCallback: parse } = yield* provider.make(listening, "eu")
      if (parse === undefined) return assert.fail("no callbacks")
      assert.deepStrictEqual(
        (yield* parse(raw("{}"))).map(({ eventId }) => eventId),
        ["event-1"]
      )
      assert.deepInclude(yield* Effect.flip(parse(raw(""))), {
        _tag: "CallbackRejected",
        provider: "eu",
        reason: "Malformed",
        message: "the callback is empty"
      })
      const tooLong = raw(" ".repeat(Callback.maxBytes + 1))
      assert.deepInclude(yield* Effect.flip(parse(tooLong)), { _tag: "CallbackRejected", reason: "TooLarge" })
    })
  )

  it.effect("gives its parser with the plugin and in the environment, where it has one", () =>
    Effect.gen(function* () {
      const { provider } = answering(200, good)
      const { parseCallback } = yield* provider.plugin.make(listening, { name: "eu" })
      assert.lengthOf(yield* parseCallback?.(raw("{}")) ?? Effect.succeed([]), 1)
      const ofEnvironment = Effect.provide(Callback.Callbacks, provider.layer(listening))
      const { parseCallback: parse, provider: name } = yield* ofEnvironment
      assert.deepStrictEqual([name, (yield* parse?.(raw("{}")) ?? Effect.succeed([])).length], ["stub", 1])
      const silent = yield* Effect.provide(Callback.Callbacks, provider.layer(options))
      assert.deepStrictEqual(silent, { provider: "stub", parseCallback: undefined })
    })
  )

  it.effect("whose key is not known calls a callback unverifiable, and begins to fetch it", () =>
    Effect.gen(function* () {
      const known = new Map([["k1", "key"]])
      const asked: Array<string> = []
      const keys: CallbackKeys<string> = {
        find: (id) => known.get(id),
        renew: Effect.sync(() => void asked.push("renew")),
        fetch: Effect.sync(() => asked.push("fetch") * 1_000)
      }
      const { parseCallback: parse } = yield* answering(200, good, keys).provider.make(listening, "eu")
      if (parse === undefined) return assert.fail("no callbacks")
      assert.lengthOf(yield* parse(raw("k1")), 1)
      assert.deepStrictEqual(asked, ["renew"])
      assert.deepInclude(yield* Effect.flip(parse(raw("k2"))), {
        _tag: "Unverifiable",
        provider: "eu",
        message: "its key is not known",
        retryAfterMillis: 3_000
      })
      assert.deepStrictEqual(asked, ["renew", "renew", "fetch"])
    })
  )

  it.effect("checks options again, and names every problem but no value", () =>
    Effect.gen(function* () {
      const { provider } = answering(200, good)
      const failure = yield* Effect.flip(provider.make({ ...options, account: "", currency: untyped("XXX") }))
      assert.deepStrictEqual(
        failure.issues.map(({ path }) => path),
        ["account", "currency"]
      )
      const named = yield* Effect.flip(provider.make(options, ""))
      assert.strictEqual(named.message, "name: must not be empty")
    })
  )

  it.effect("is a layer, by options or by configuration values", () =>
    Effect.gen(function* () {
      const { provider } = answering(200, good)
      assert.strictEqual(yield* Effect.provide(name, provider.layer(options)), "stub")
      const configured = provider.layerConfig(
        { account: Config.String("ACCOUNT"), secretKey: Config.Redacted("SECRET_KEY") },
        "eu"
      )
      const environment = (env: Readonly<Record<string, string>>) =>
        Layer.provide(configured, ConfigProvider.layer(ConfigProvider.fromUnknown({ SECRET_KEY: "s", ...env })))
      assert.strictEqual(yield* Effect.provide(name, environment({ ACCOUNT: "acme" })), "eu")
      assert.strictEqual((yield* Effect.flip(Effect.provide(name, environment({}))))._tag, "ConfigError")
      const empty = provider.layerConfig({ account: Config.succeed(""), secretKey: Config.succeed(options.secretKey) })
      assert.strictEqual((yield* Effect.flip(Effect.provide(name, empty)))._tag, "InvalidInput")
    })
  )

  it.effect("is a plugin, whose fingerprint names the package and the account", () =>
    Effect.gen(function* () {
      const { plugin } = answering(200, good).provider
      assert.deepStrictEqual([plugin.name, plugin.interfaceVersion], ["@example/stub", interfaceVersion])
      assert.strictEqual(plugin.fingerprint(options), "@example/stub acme-17")
      assert.deepStrictEqual(plugin.notices?.(options, { name: "eu" }), ["tell the provider our address"])
      const decoded = yield* decoder(plugin.options)({ account: "acme-17", secretKey: "s" })
      const providers = yield* plugin.make(decoded, { name: "eu" })
      assert.deepStrictEqual([providers.payouts?.provider, providers.payments], ["eu", undefined])
      const failed = yield* Effect.flip(plugin.make(decoded, { name: "" }))
      assert.deepInclude(failed, { _tag: "PluginFailed", message: "name: must not be empty" })
    })
  )

  it.effect("has beside its kinds what it says, with a call that hides the account's secrets", () =>
    Effect.gen(function* () {
      const { words } = yield* answering(200, good).provider.make(options)
      assert.strictEqual(words("hush-hush, acme-17, and so on"), "***, ***, and so on")
    })
  )
})
