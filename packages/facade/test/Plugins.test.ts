/** Loading packages: whatever is wrong is one line at its place; what is right is an instance. */
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import type { Manifest } from "@switchyard/core/Capabilities"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Plugin from "@switchyard/core/Plugin"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { documented, documentedEnv, fake, pair } from "./support/config.ts"
import { world } from "./support/fake.ts"

const one = { providers: { a: fake() }, routes: {} }

const problemsWith = (load: (name: string) => Promise<unknown>, json: unknown = one) =>
  Effect.map(Effect.flip(Switchyard.make(json, { load })), ({ problems }) => problems)

const missing = (name: string, importer: string) =>
  Object.assign(new Error(`Cannot find package '${name}' imported from ${importer}\n  at secret stack`), {
    code: "ERR_MODULE_NOT_FOUND"
  })

const plugin = Plugin.define({
  name: "@fake/psp",
  options: Schema.Struct({ account: Schema.String, payouts: Schema.Unknown }),
  fingerprint: ({ account }) => account,
  make: () => Effect.succeed({})
})

describe("a package that cannot be used says so in one line", () => {
  const cases: ReadonlyArray<readonly [law: string, load: () => Promise<unknown>, path: string, reason: string]> = [
    [
      "it calls its instances by its own name, under which nobody can look anything up",
      async () => {
        const manifest: Manifest = {
          routes: [{ method: "card", currencies: ["RUB"] }],
          duplicates: {},
          lookUp: {},
          statusReads: { spacingMillis: 0, polling: "free" },
          callbacks: "none"
        }
        const payouts = PayoutProvider.make({ provider: "psp", manifest, create: () => Effect.never })
        return { plugin: { ...plugin, make: () => Effect.succeed({ payouts }) } }
      },
      "providers.a.use",
      "the plugin of @fake/psp calls its instances by another name than the config"
    ],
    [
      "it is not installed",
      () => Promise.reject(missing("@fake/psp", "/app/main.js")),
      "providers.a.use",
      "the package @fake/psp is not installed"
    ],
    [
      "it is not installed, as Deno says it in a package",
      () => Promise.reject(new Error("Could not find package '@fake/psp' from referrer 'file:///app/facade.js'.")),
      "providers.a.use",
      "the package @fake/psp is not installed"
    ],
    [
      "it is not installed, as Deno says it in the application",
      () => Promise.reject(new Error('Import "@fake/psp" not a dependency')),
      "providers.a.use",
      "the package @fake/psp is not installed"
    ],
    [
      "something inside it is not installed, as Deno says it",
      () => Promise.reject(new Error("Could not find package 'lodash' from referrer 'file:///app/i.js'.")),
      "providers.a.use",
      "the package @fake/psp cannot be loaded: Could not find package 'lodash' from referrer 'file:///app/i.js'."
    ],
    [
      "something inside it is not installed",
      () => Promise.reject(missing("lodash", "/app/node_modules/@fake/psp/index.js")),
      "providers.a.use",
      "the package @fake/psp cannot be loaded: Cannot find package 'lodash' imported from /app/node_modules/@fake/psp/index.js"
    ],
    [
      "it throws while it loads",
      () => Promise.reject(new TypeError("x is not a function\nat line 2")),
      "providers.a.use",
      "the package @fake/psp cannot be loaded: x is not a function"
    ],
    [
      "it throws something that is no error",
      () => Promise.reject("canary"),
      "providers.a.use",
      "the package @fake/psp cannot be loaded: its modules failed"
    ],
    [
      "it exports no plugin",
      async () => ({ default: plugin }),
      "providers.a.use",
      "the package @fake/psp exports no plugin"
    ],
    [
      "what it exports as plugin is something else",
      async () => ({ plugin: () => plugin }),
      "providers.a.use",
      "what @fake/psp exports as plugin is no Switchyard plugin"
    ],
    [
      "its plugin has no make",
      async () => ({ plugin: { ...plugin, make: undefined } }),
      "providers.a.use",
      "what @fake/psp exports as plugin is no Switchyard plugin"
    ],
    [
      "it speaks another version, whatever else that version has",
      async () => ({ plugin: { interfaceVersion: 2 } }),
      "providers.a.use",
      "the package @fake/psp speaks version 2 of the plugin interface, this facade version 1"
    ],
    [
      "it cannot build its providers",
      async () => ({
        plugin: { ...plugin, make: () => Effect.fail(new Plugin.PluginFailed({ message: "no such shop" })) }
      }),
      "providers.a.options",
      "no such shop"
    ],
    [
      "it throws while it builds",
      async () => ({
        plugin: {
          ...plugin,
          make: () => {
            throw new Error("canary")
          }
        }
      }),
      "providers.a.options",
      "the plugin of @fake/psp failed on these options"
    ],
    [
      "it cannot tell the account",
      async () => ({
        plugin: {
          ...plugin,
          fingerprint: () => {
            throw new Error("canary")
          }
        }
      }),
      "providers.a.options",
      "the plugin of @fake/psp failed on these options"
    ],
    [
      "it cannot tell what is to be done outside of the config",
      async () => ({
        plugin: {
          ...plugin,
          notices: () => {
            throw new Error("canary")
          }
        }
      }),
      "providers.a.options",
      "the plugin of @fake/psp failed on these options"
    ]
  ]
  for (const [law, load, path, reason] of cases) {
    it.effect(law, () =>
      Effect.gen(function* () {
        assert.deepEqual(yield* problemsWith(load), [{ path, reason }])
      })
    )
  }

  it.effect("each refused option has its own path, and no value is shown", () =>
    Effect.gen(function* () {
      const problems = yield* problemsWith(world().load, {
        providers: {
          a: { use: "@fake/psp", options: { account: 7, colour: "canary" } },
          b: { use: "@fake/psp", options: { account: "1", payouts: { card: [1, "canary"] } } }
        }
      })
      assert.deepEqual(problems, [
        { path: "providers.a.options.colour", reason: "is not a known field" },
        { path: "providers.a.options.account", reason: "must be a string" },
        { path: "providers.b.options.payouts.card[0]", reason: "must be a string" }
      ])
    })
  )
})

describe("problems of all kinds are told together", () => {
  it.effect("file, environment, packages, options and routes", () =>
    Effect.gen(function* () {
      const { load } = world()
      const problems = yield* problemsWith(
        (name) => (name === "gone" ? Promise.reject(missing("gone", "/app/main.js")) : load(name)),
        {
          providers: {
            a: fake({ key: { $env: "MISSING" }, payouts: { card: ["RUB"] } }),
            b: { use: "gone", options: {} },
            c: fake({ colour: "red" }),
            d: fake({ payments: { card: ["RUB"] } })
          },
          routes: { payouts: [{ try: ["a", "nobody"] }, { try: ["d", "c"] }, { tri: ["a"], try: ["a"] }] },
          extra: true
        }
      )
      assert.deepEqual(problems, [
        { path: "extra", reason: "is not a known field" },
        {
          path: "providers.a.options.key",
          reason: "is taken from the environment variable MISSING, which is not set"
        },
        { path: "routes.payouts[2].tri", reason: "is not a known field" },
        { path: "providers.b.use", reason: "the package gone is not installed" },
        { path: "providers.c.options.colour", reason: "is not a known field" },
        { path: "routes.payouts[0].try[1]", reason: "is no configured provider; configured are a, b, c, d" },
        { path: "routes.payouts[1].try[0]", reason: "d has no payouts" }
      ])
    })
  )

  it.effect("an option from a variable that is not set is told once, not also as refused", () =>
    Effect.gen(function* () {
      const json = {
        providers: {
          feennex: {
            use: "@switchyard/feennex",
            options: { ...documented.providers.feennex.options, baseUrl: { $env: "FEENNEX_URL" } }
          }
        }
      }
      const { problems } = yield* Effect.flip(Switchyard.make(json))
      assert.deepEqual(problems.map(({ path }) => path).sort(), [
        "providers.feennex.options.baseUrl",
        "providers.feennex.options.secretKey"
      ])
    })
  )
})

describe("instances", () => {
  it.effect("a real package is loaded by its name", () =>
    Effect.gen(function* () {
      const { feennex } = documented.providers
      const { instances } = yield* Switchyard.make(
        { providers: { feennex }, routes: { payments: documented.routes.payments } },
        { env: documentedEnv }
      )
      assert.strictEqual(instances[0]?.package, "@switchyard/feennex")
      assert.strictEqual(instances[0]?.fingerprint, "@switchyard/feennex https://core.feennex.com 112")
      assert.isTrue(instances[0]?.capabilities.payouts?.operations.includes("quote"))
      assert.strictEqual(instances[0]?.capabilities.payments?.callbacks, "verified")
      assert.notInclude(JSON.stringify(instances), "canary")
    })
  )

  it.effect("each tells what is to be done outside of the config, and nothing where there is nothing", () =>
    Effect.gen(function* () {
      const { feennex } = documented.providers
      const { callbackBaseUrl: _, ...without } = feennex.options
      const { instances } = yield* Switchyard.make(
        { providers: { feennex, quiet: { ...feennex, options: without } } },
        { env: documentedEnv }
      )
      const noticesOf = (name: string) => instances.find((instance) => instance.name === name)?.notices
      assert.match(
        noticesOf("feennex")?.join() ?? "",
        /^each payment names the addresses of its callbacks.*remove .* from the shop's settings/
      )
      assert.deepStrictEqual(noticesOf("quiet"), [])
    })
  )

  it.effect("two instances of one package stand side by side, each with its own account", () =>
    Effect.gen(function* () {
      const { load, sent } = world()
      const { instances, payouts } = yield* Switchyard.make(pair, { load })
      assert.deepEqual(
        instances.map(({ fingerprint, name }) => [name, fingerprint]),
        [
          ["a", "@fake/psp 1"],
          ["b", "@fake/psp 2"]
        ]
      )
      assert.deepEqual(
        ["a", "b"].map((name) => payouts.provider(name)?.provider),
        ["a", "b"]
      )
      assert.deepEqual(sent, [])
    })
  )
})

describe("where packages are found", () => {
  const run = promisify(execFile)
  const script = new URL("./support/loadFrom.ts", import.meta.url).pathname

  it("from the application's file, whatever conditions its exports name, and missing ones are told apart", async () => {
    const app = mkdtempSync(join(tmpdir(), "switchyard-"))
    const install = (name: string, source: string) => {
      const directory = join(app, "node_modules", name)
      mkdirSync(directory, { recursive: true })
      writeFileSync(
        join(directory, "package.json"),
        JSON.stringify({ name, type: "module", exports: { import: "./i.js" } })
      )
      writeFileSync(join(directory, "i.js"), source)
    }
    try {
      install("@acme/other", "export const plugin = { interfaceVersion: 99 }")
      install("@acme/broken", 'import "@acme/inner"')
      const from = pathToFileURL(join(app, "main.js")).href
      const { stderr, stdout } = await run(process.execPath, ["--conditions=@switchyard/source", script, from])
      assert.deepEqual(JSON.parse(stdout), [
        "providers.other.use: the package @acme/other speaks version 99 of the plugin interface, this facade version 1",
        `providers.broken.use: the package @acme/broken cannot be loaded: Cannot find package '@acme/inner' imported from ${app}/node_modules/@acme/broken/i.js`,
        "providers.gone.use: the package @acme/gone is not installed"
      ])
      assert.strictEqual(stderr, "")
    } finally {
      rmSync(app, { recursive: true })
    }
  })
})
