/** The config file: read strictly, every problem named at once, never a value. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "@switchyard/facade/Config"
import * as Effect from "effect/Effect"
import type * as JsonSchema from "effect/JsonSchema"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaRepresentation from "effect/SchemaRepresentation"
import { documented, documentedEnv, fake } from "./support/config.ts"

const problemsOf = (json: unknown, env: Config.Environment = {}) =>
  Effect.map(Effect.flip(Config.decode(json, { env })), ({ problems }) => problems)

const minimal = { providers: { a: fake() }, routes: { payouts: [{ try: ["a"] }] } }
const settled = (more: object) => ({ ...minimal, providers: { a: { ...fake(), ...more } } })
const rule = (when: unknown) => ({ ...minimal, routes: { payouts: [{ when, try: ["a"] }] } })

describe("reading", () => {
  it.effect("what can be read of a broken config is in its draft, each part in its place", () =>
    Effect.gen(function* () {
      const key = { name: "shop", sha256: "0".repeat(64) }
      const hook = { url: { $env: "HOOK_URL" }, secrets: [{ $env: "MISSING" }] }
      const { config, draft } = yield* Config.read(
        {
          providers: { a: fake(), b: { use: "UPPER", options: {} } },
          routes: { payouts: [{ tri: ["a"] }, { try: ["a"] }], payments: "none" },
          apiKeys: [{ name: "half" }, key],
          webhooks: [{}, hook],
          database: { acceptEmbedded: true },
          extra: 1
        },
        { HOOK_URL: "https://acme.test/hooks" }
      )
      assert.isUndefined(config)
      assert.deepEqual(
        draft.providers.map(({ name }) => name),
        ["a"]
      )
      assert.deepEqual(draft.payouts, [{ index: 1, rule: { try: ["a"] } }])
      assert.deepEqual(draft.payments, [])
      assert.deepEqual(draft.apiKeys, [undefined, { ...key, roles: ["merchant"] }])
      assert.deepEqual(
        draft.webhooks.map((webhook) => webhook?.url),
        [undefined, "https://acme.test/hooks"]
      )
      assert.isTrue(draft.database?.acceptEmbedded)
      const nothing = yield* Config.read("text")
      assert.deepEqual([nothing.draft.apiKeys, nothing.draft.webhooks, nothing.draft.database], [[], [], undefined])
    })
  )

  it.effect("the documented example is read, with its secrets redacted and its limits exact", () =>
    Effect.gen(function* () {
      const config = yield* Config.decode(documented, { env: documentedEnv })
      assert.deepEqual(Object.keys(config.providers), ["feennex", "p2p"])
      const { p2p } = config.providers
      assert.strictEqual(Redacted.value(p2p!.options).apiKey, "p2p-canary-key")
      assert.strictEqual(Redacted.value(p2p!.options).standartSign, null)
      assert.strictEqual(config.limits?.payouts?.RUB?.max.currency, "RUB")
      assert.strictEqual(Redacted.value(config.webhooks![0]!.secrets[0]), "whsec_canary")
      assert.notInclude(`${JSON.stringify(config)}${String(config)}`, "canary")
    })
  )

  it.effect("what is left out has its documented default", () =>
    Effect.gen(function* () {
      const { apiKeys, database, webhooks } = yield* Config.decode({
        providers: {},
        apiKeys: [
          { name: "shop", sha256: "0".repeat(64) },
          { name: "all", sha256: "1".repeat(64), roles: ["viewer", "merchant", "operator"], contexts: { team: ["*"] } }
        ],
        webhooks: [{ url: "https://acme.test/hooks", secrets: ["whsec_x"] }],
        database: {}
      })
      assert.deepEqual(apiKeys![0]!.roles, ["merchant"])
      assert.deepEqual(apiKeys![1]!.roles, ["viewer", "merchant", "operator"])
      assert.deepEqual([apiKeys![0]!.contexts, apiKeys![1]!.contexts], [undefined, { team: ["*"] }])
      assert.deepEqual(webhooks![0]!.events, ["*"])
      assert.isFalse(webhooks![0]!.allowPrivateTargets)
      assert.isFalse(database!.acceptEmbedded)
    })
  )

  it.effect("a provider may say how many of its operations are on the way at once, and how often it is asked", () =>
    Effect.gen(function* () {
      const concurrency = { sends: 8, reads: 1000 }
      const { providers } = yield* Config.decode(settled({ concurrency, rate: { perSecond: 0.5, burst: 3 } }))
      assert.deepEqual(providers.a!.concurrency, concurrency)
      assert.deepEqual(providers.a!.rate, { perSecond: 0.5, burst: 3 })
      const { a } = (yield* Config.decode(minimal)).providers
      assert.deepEqual([a!.concurrency, a!.rate], [undefined, undefined])
    })
  )

  it.effect("a reference to the environment is resolved at any depth of the options", () =>
    Effect.gen(function* () {
      const options = { list: [{ deep: { $env: "KEY" } }], plain: "text", nothing: null }
      const { providers } = yield* Config.decode({ providers: { a: { use: "x", options } } }, { env: { KEY: "value" } })
      assert.deepEqual(Redacted.value(providers.a!.options), {
        list: [{ deep: "value" }],
        plain: "text",
        nothing: null
      })
    })
  )

  it.effect("the environment is only what is given, not what the process has", () =>
    Effect.gen(function* () {
      const json = { providers: { a: { use: "x", options: { home: { $env: "PATH" }, odd: { $env: "toString" } } } } }
      assert.deepEqual(yield* problemsOf(json), [
        {
          path: "providers.a.options.home",
          reason: "is taken from the environment variable PATH, which is not set"
        },
        {
          path: "providers.a.options.odd",
          reason: "is taken from the environment variable toString, which is not set"
        }
      ])
    })
  )
})

describe("refusing", () => {
  const cases: ReadonlyArray<readonly [law: string, json: unknown, path: string, reason: string]> = [
    ["an unknown member", { ...minimal, provider: {} }, "provider", "is not a known field"],
    ["no object", "text", "", "must be an object"],
    ["no providers", {}, "providers", "is missing"],
    ["an instance without a package", { providers: { a: { options: {} } } }, "providers.a.use", "is missing"],
    [
      "a path instead of a package",
      { providers: { a: { use: "./local.js", options: {} } } },
      "providers.a.use",
      "must be the name of a package"
    ],
    [
      "an instance name that cannot stand in an address",
      { providers: { "a/b": fake() } },
      "providers.*",
      "must be a name of letters, digits, '-' and '_', other than switchyard"
    ],
    [
      "the facade's own name",
      { providers: { switchyard: fake() } },
      "providers.switchyard",
      "must be a name of letters, digits, '-' and '_', other than switchyard"
    ],
    [
      "a reference with something beside it",
      { providers: { a: { use: "x", options: { key: { $env: "A", default: "b" } } } } },
      "providers.a.options.key",
      'must be exactly { "$env": "NAME" } with the name of an environment variable'
    ],
    ["an unknown condition", rule({ country: ["RU"] }), "routes.payouts[0].when.country", "is not a known field"],
    [
      "a payment's condition in a payout rule",
      rule({ method: ["card"] }),
      "routes.payouts[0].when.method",
      "is not a known field"
    ],
    [
      "an instance that sends nothing",
      settled({ concurrency: { sends: 0 } }),
      "providers.a.concurrency.sends",
      "must be a whole number from 1 to 1000"
    ],
    [
      "a rate that is none",
      settled({ rate: { perSecond: 0 } }),
      "providers.a.rate.perSecond",
      "must be a number from 0.1 to 10000"
    ],
    ["a rate without a number", settled({ rate: { burst: 2 } }), "providers.a.rate.perSecond", "is missing"],
    [
      "no request at once",
      settled({ rate: { perSecond: 1, burst: 0 } }),
      "providers.a.rate.burst",
      "must be a whole number from 1 to 10000"
    ],
    [
      "an unknown currency",
      rule({ currency: ["RUR"] }),
      "routes.payouts[0].when.currency[0]",
      "must be a known currency code, such as RUB"
    ],
    [
      "a currency twice",
      rule({ currency: ["RUB", "RUB"] }),
      "routes.payouts[0].when.currency",
      "must not name anything twice"
    ],
    [
      "an amount without a currency",
      rule({ amount: { min: "1" } }),
      "routes.payouts[0].when.amount",
      "must stand beside the currency it is in"
    ],
    [
      "an amount without an end",
      rule({ amount: {}, currency: ["RUB"] }),
      "routes.payouts[0].when.amount",
      "must have min or max"
    ],
    [
      "an amount as a number",
      rule({ amount: { min: 1 }, currency: ["RUB"] }),
      "routes.payouts[0].when.amount.min",
      "must be a string"
    ],
    [
      "digits that the currency does not have",
      rule({ amount: { max: "1.001" }, currency: ["RUB"] }),
      "routes.payouts[0].when.amount.max",
      "must have at most 2 fraction digits"
    ],
    [
      "an empty range",
      rule({ amount: { min: "2", max: "1" }, currency: ["RUB"] }),
      "routes.payouts[0].when.amount.max",
      "must not be less than min"
    ],
    ["nobody to try", { ...minimal, routes: { payouts: [{ try: [] }] } }, "routes.payouts[0].try[0]", "is missing"],
    [
      "somebody twice",
      { ...minimal, routes: { payouts: [{ try: ["a", "a"] }] } },
      "routes.payouts[0].try",
      "must not name anything twice"
    ],
    [
      "a limit in no currency",
      { ...minimal, limits: { payouts: { RUR: { max: "1" } } } },
      "limits.payouts.RUR",
      "must be a currency code"
    ],
    [
      "a limit with too many digits",
      { ...minimal, limits: { payments: { JPY: { max: "1.5" } } } },
      "limits.payments.JPY.max",
      "must have no fraction digits"
    ],
    [
      "a role that is none",
      { ...minimal, apiKeys: [{ name: "shop", sha256: "0".repeat(64), roles: ["viewer", "root"] }] },
      "apiKeys[0].roles[1]",
      'must be "viewer" or "merchant" or "operator"'
    ],
    [
      "a context of a key without any value",
      { ...minimal, apiKeys: [{ name: "shop", sha256: "0".repeat(64), contexts: { subAccount: [] } }] },
      "apiKeys[0].contexts.subAccount[0]",
      "is missing"
    ],
    [
      "a context of a key with a value that cannot be one",
      { ...minimal, apiKeys: [{ name: "shop", sha256: "0".repeat(64), contexts: { subAccount: ["a b"] } }] },
      "apiKeys[0].contexts.subAccount[0]",
      "must be 1 to 255 printable characters without spaces"
    ],
    [
      "a key's hash that is none",
      { ...minimal, apiKeys: [{ name: "shop", sha256: "secret" }] },
      "apiKeys[0].sha256",
      "must be the SHA-256 of the key, 64 lower-case hexadecimal digits"
    ],
    [
      "a webhook without a secret",
      { ...minimal, webhooks: [{ url: "https://acme.test", secrets: [] }] },
      "webhooks[0].secrets[0]",
      "is missing"
    ],
    [
      "a webhook with a password in its address",
      { ...minimal, webhooks: [{ url: "https://u:p@acme.test", secrets: ["x"] }] },
      "webhooks[0].url",
      "must be an http or https URL without user and password"
    ]
  ]

  for (const [law, json, path, reason] of cases) {
    it.effect(`${law} is refused at its place`, () =>
      Effect.gen(function* () {
        assert.deepEqual(yield* problemsOf(json), [{ path, reason }])
      })
    )
  }

  it.effect("every problem is told at once, and no value with it", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Config.decode({
          providers: {
            a: { use: "@acme/psp", options: { key: { $env: "MISSING_ONE" }, also: [{ $env: "MISSING_TWO" }] } },
            b: { use: "canary/../etc", options: {} },
            "c/d": { use: "x", options: {} }
          },
          routes: { payouts: [{ when: { currency: ["canary"] }, try: ["a"] }] },
          limits: { payouts: { canary: { max: "1" }, RUB: { max: 1 } } },
          apiKeys: [{ name: "shop", sha256: "canary", rolls: [] }],
          webhooks: [{ url: "canary", secrets: [{ $env: "MISSING_THREE" }] }],
          canaries: "canary"
        })
      )
      assert.sameMembers(
        error.problems.map(({ path }) => path),
        [
          "canaries",
          "providers.a.options.key",
          "providers.a.options.also[0]",
          "providers.b.use",
          "providers.*",
          "routes.payouts[0].when.currency[0]",
          "limits.payouts.canary",
          "limits.payouts.RUB.max",
          "apiKeys[0].rolls",
          "apiKeys[0].sha256",
          "webhooks[0].url",
          "webhooks[0].secrets[0]"
        ]
      )
      for (const { path, reason } of error.problems) assert.include(error.message, `${path}: ${reason}`)
      assert.notMatch(error.message.replace(/canaries|payouts\.canary/g, ""), /canary/)
    })
  )
})

describe("the published JSON Schema", () => {
  const shipped: JsonSchema.JsonSchema = JSON.parse(
    readFileSync(new URL("../switchyard.schema.json", import.meta.url), "utf8")
  )
  const { $defs, $schema: _, title: __, ...schema } = shipped
  const accepts = Schema.is(
    SchemaRepresentation.fromJsonSchemaDocument(
      { dialect: "draft-2020-12", schema, definitions: $defs as JsonSchema.Definitions },
      { patterns: "apply" }
    )
  )

  it("is the one of this Schema: run `npm run schema -w @switchyard/facade` when it is not", () => {
    assert.deepEqual(shipped, JSON.parse(JSON.stringify(Config.toJsonSchema())))
  })

  it("accepts the documented example, references to the environment included", () => {
    assert.isTrue(accepts(documented))
    assert.isTrue(accepts({ providers: { a: { use: "x", options: { deep: [{ in: { $env: "KEY" } }] } } } }))
    assert.isTrue(accepts({ ...minimal, apiKeys: [{ name: "shop", sha256: { $env: "KEY_HASH" } }] }))
  })

  it("refuses what decoding refuses by its shape", () => {
    assert.isFalse(accepts({ providers: { a: { options: {} } } }))
    assert.isFalse(accepts({ ...minimal, routes: { payouts: [{ try: [] }] } }))
    assert.isFalse(accepts({ ...minimal, routes: { payouts: [{ try: ["a"], when: { currency: ["RUR"] } }] } }))
  })
})
