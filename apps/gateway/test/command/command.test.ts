/** The `switchyard` command as people run it: what it prints and which exit code it ends with. */
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ca } from "../../../../packages/core/test/support/identities.ts"
import { run } from "../../src/command/cli.ts"
import { recogniser } from "../../src/http/Keys.ts"
import * as ApiKey from "../../src/security/apiKey.ts"

const dataKey = Buffer.alloc(32, 7).toString("base64")

const feennex = (options: object = {}) => ({
  use: "@switchyard/feennex",
  options: {
    baseUrl: "http://127.0.0.1:8081",
    shopId: 112,
    shopCurrency: "USD",
    secretKey: { $env: "FEENNEX_SECRET_KEY" },
    payways: { payouts: { card: { RUB: "card_rub" }, sbp: { RUB: "sbp_rub" } } },
    ...options
  }
})
const p2p = {
  use: "@switchyard/p2p",
  options: {
    baseUrl: "http://127.0.0.1:8082",
    merchant: "acme",
    apiKey: { $env: "P2P_API_KEY" },
    signKey: { $env: "P2P_SIGN_KEY" },
    callbackBaseUrl: "https://pay.acme.test"
  }
}
const config = {
  providers: { feennex: feennex(), p2p },
  routes: {
    payouts: [
      { when: { currency: ["RUB"], destination: ["card"], amount: { max: "100.00" } }, try: ["p2p", "feennex"] },
      { try: ["feennex"] }
    ]
  },
  apiKeys: [{ name: "shop", sha256: ApiKey.sha256("sk_canary") }],
  webhooks: [{ url: "https://acme.test/hooks/token", secrets: [{ $env: "WEBHOOK_SECRET" }] }]
}
const env = {
  FEENNEX_SECRET_KEY: "feennex-canary",
  P2P_API_KEY: "p2p-canary",
  P2P_SIGN_KEY: "sign-canary",
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 9).toString("base64")}`,
  SWITCHYARD_DATA_KEY: dataKey
}
const secrets = ["canary", "token", dataKey, env.WEBHOOK_SECRET.slice(6)]

const file = (content: unknown) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "switchyard-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true }))
    ),
    (directory) => {
      const path = join(directory, "config.json")
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content))
      return path
    }
  )

const check = Effect.fnUntraced(function* (content: unknown, environment: Record<string, string> = env) {
  const path = yield* file(content)
  const { error, exitCode, out } = yield* run(["check-config", path], environment)
  const text = [...out, ...error].join("\n")
  for (const secret of secrets) assert.notInclude(text, secret)
  return { exitCode, out: out.join("\n"), error: error.slice(1).map((line) => line.trim()) }
})

describe("check-config", () => {
  it.effect("says what every route would do, in order and with the reasons", () =>
    Effect.gen(function* () {
      const { exitCode, out } = yield* check(config)
      assert.strictEqual(exitCode, 0)
      assert.include(out, "instances  feennex (@switchyard/feennex), p2p (@switchyard/p2p)")
      assert.include(out, "API keys   shop (merchant)")
      assert.include(out, "webhooks   acme.test (*)")
      assert.include(out, "settlement feennex (files: csv, tsv, xlsx, xls)")
      assert.include(out, "at once    sends 64, reads 64 for each")
      assert.include(out, "rates      none")
      const lines = out.split("\n")
      const card = lines.indexOf("  card RUB")
      assert.deepStrictEqual(lines.slice(card + 1, card + 4), [
        "    with amount up to 100.00: p2p, then feennex",
        "    otherwise: feennex",
        "      out: p2p (not in routes.payouts[1].try)"
      ])
      const sbp = lines.indexOf("  sbp RUB")
      assert.deepStrictEqual(lines.slice(sbp + 1, sbp + 3), [
        "    feennex",
        "      out: p2p (not in routes.payouts[1].try)"
      ])
      assert.include(out, "payments\n  no instance has any")
    })
  )

  it.effect("says what each instance has for itself, and what all nodes keep to together", () =>
    Effect.gen(function* () {
      const { p2p } = config.providers
      const ofP2p = { ...p2p, concurrency: { reads: 8 }, rate: { perSecond: 2.5 } }
      const { out } = yield* check({ ...config, providers: { ...config.providers, p2p: ofP2p } })
      assert.include(out, "at once    p2p (sends 64, reads 8)")
      assert.include(out, "rates      p2p (2.5 a second, 3 at once)")
      const { error } = yield* check({
        ...config,
        providers: { ...config.providers, p2p: { ...p2p, rate: { perSecond: 0 } } }
      })
      assert.include(error, "providers.p2p.rate.perSecond: must be a number from 0.1 to 10000")
    })
  )

  it.effect("says which members of contexts a key may name, and which nobody knows, and shows no value", () =>
    Effect.gen(function* () {
      const key = { ...config.apiKeys[0], contexts: { subAccount: ["private-sub-7"] } }
      const bank = { use: "@switchyard/memory", options: { account: "m-1", secretKey: "s" } }
      const database = { acceptEmbedded: true }
      const known = { ...config, database, providers: { ...config.providers, bank }, apiKeys: [key] }
      const { exitCode, out: lines } = yield* run(["check-config", yield* file(known)], env)
      const out = lines.join("\n")
      assert.deepStrictEqual([exitCode, out.includes("shop (merchant; contexts by subAccount)")], [0, true])
      assert.notInclude(out, "private-sub-7")
      const unknown = yield* check({ ...config, apiKeys: [key] })
      assert.deepStrictEqual(unknown.error, [
        "apiKeys[0].contexts.subAccount: is no member of a context of any configured provider"
      ])
    })
  )

  it.effect("says what is to be done outside of the config, where there is something", () =>
    Effect.gen(function* () {
      const heading = "to be done outside of the config"
      assert.notInclude((yield* check(config)).out, heading)
      const callbackBaseUrl = "https://pay.acme.test"
      const providers = { ...config.providers, feennex: feennex({ callbackBaseUrl }) }
      const lines = (yield* check({ ...config, providers })).out.split("\n")
      const notice = lines[lines.indexOf(heading) + 1] ?? ""
      assert.match(notice, /^ {2}feennex: .*remove both notification addresses from the shop's settings/)
      assert.notInclude(notice, callbackBaseUrl)
    })
  )

  it.effect("reads the files that a config names beside it, and says which is not there or cannot be used", () =>
    Effect.gen(function* () {
      const of = (transport: object) => ({ ...config, providers: { feennex: { ...feennex(), transport }, p2p } })
      const path = yield* file(of({ ca: { $file: "tls/ca.pem" }, proxy: { $file: "proxy" } }))
      const beside = dirname(path)
      mkdirSync(join(beside, "tls"))
      writeFileSync(join(beside, "tls/ca.pem"), "canary")
      writeFileSync(join(beside, "proxy"), "http://user:canary@proxy.test:3128\n")
      const wrong = yield* run(["check-config", path], env)
      const at = "providers.feennex.transport"
      assert.deepStrictEqual(
        wrong.error.slice(1).map((line) => line.trim()),
        [`${at}.ca: must be PEM certificates`]
      )
      writeFileSync(join(beside, "tls/ca.pem"), ca)
      assert.strictEqual((yield* run(["check-config", path], env)).exitCode, 0)
      const { error } = yield* check(of({ ca: { $file: "tls/ca.pem" } }))
      assert.deepStrictEqual(error, [`${at}.ca: is taken from the file tls/ca.pem, which cannot be read`])
    })
  )

  it.effect("says that nobody would be tried where no rule matches", () =>
    Effect.gen(function* () {
      const [first] = config.routes.payouts
      const { out } = yield* check({ ...config, routes: { payouts: [first] } })
      const lines = out.split("\n")
      const card = lines.indexOf("  card RUB")
      assert.strictEqual(lines[card + 2], "    otherwise: nobody: refused")
      assert.include(out, "feennex (no rule of routes.payouts matches)")
    })
  )

  it.effect("prints every problem at once, of the file, its packages, its routes and the gateway", () =>
    Effect.gen(function* () {
      const wrong = {
        ...config,
        providers: {
          ...config.providers,
          feennex: feennex({ shopId: "no" }),
          other: { use: "@acme/none", options: {} }
        },
        routes: { payouts: [{ try: ["nobody"] }] },
        extra: 1
      }
      const { error, exitCode } = yield* check(wrong, { FEENNEX_SECRET_KEY: "feennex-canary" })
      assert.strictEqual(exitCode, 78)
      for (const path of [
        "extra",
        "providers.feennex.options.shopId",
        "providers.other.use",
        "providers.p2p.options.apiKey",
        "providers.p2p.options.signKey",
        "webhooks[0].secrets[0]",
        "routes.payouts[0].try[0]",
        "SWITCHYARD_DATA_KEY"
      ]) {
        assert.isTrue(
          error.some((line) => line.startsWith(`${path}: `)),
          path
        )
      }
    })
  )

  it.effect("finds what only the gateway knows: keys, webhooks, the data key and the database", () =>
    Effect.gen(function* () {
      const wrong = {
        ...config,
        providers: { feennex: feennex({ baseUrl: "https://core.feennex.com" }), p2p },
        apiKeys: [...config.apiKeys, ...config.apiKeys],
        webhooks: [{ url: "http://127.0.0.1/token", secrets: ["whsec_canary"], events: ["payout.done"] }]
      }
      const { error, exitCode } = yield* check(wrong, { ...env, SWITCHYARD_DATA_KEY: "canary" })
      assert.strictEqual(exitCode, 78)
      assert.deepStrictEqual(
        error.map((line) => line.slice(0, line.indexOf(": "))),
        [
          "apiKeys[1].name",
          "apiKeys[1].sha256",
          "webhooks[0].url",
          "webhooks[0].secrets[0]",
          "webhooks[0].events[0]",
          "providers.feennex",
          "SWITCHYARD_DATA_KEY"
        ]
      )
    })
  )

  it.effect("finds variables that the start would refuse, beside whatever else is wrong", () =>
    Effect.gen(function* () {
      const wrong = { SWITCHYARD_LOG_LEVEL: "canary", SWITCHYARD_RECOVER: "2026-02-31T00:00:00Z", PORT: "canary" }
      const alone = yield* check(config, { ...env, ...wrong })
      const paths = (lines: ReadonlyArray<string>) => lines.map((line) => line.split(": ")[0])
      assert.deepStrictEqual(
        [alone.exitCode, paths(alone.error)],
        [78, ["PORT", "SWITCHYARD_RECOVER", "SWITCHYARD_LOG_LEVEL"]]
      )
      assert.notInclude(alone.error.join(), "canary")
      const broken = yield* check({ ...config, providers: {} }, { ...env, ...wrong })
      assert.includeMembers(paths(broken.error), ["SWITCHYARD_LOG_LEVEL", "routes.payouts[0].try[0]"])
    })
  )

  it.effect("takes providers outside this machine with PostgreSQL, or where the embedded database is accepted", () =>
    Effect.gen(function* () {
      const outside = { ...config, providers: { feennex: feennex({ baseUrl: "https://core.feennex.com" }), p2p } }
      assert.strictEqual((yield* check(outside)).exitCode, 78)
      const accepted = { ...outside, database: { acceptEmbedded: true } }
      assert.strictEqual((yield* check(accepted)).exitCode, 0)
      const url = "postgres://user:canary@db.test/switchyard"
      assert.include((yield* check(outside, { ...env, DATABASE_URL: url })).out, "PostgreSQL (DATABASE_URL)")
      assert.strictEqual((yield* check(outside, { ...env, DATABASE_URL: "canary" })).exitCode, 78)
    })
  )

  it.effect("says everything at once, however much of the file can be read", () =>
    Effect.gen(function* () {
      const wrong = {
        providers: {
          feennex: feennex({ baseUrl: "https://core.feennex.com", shopId: "no" }),
          p2p,
          gone: { use: "@acme/none", options: {} },
          late: { use: "@switchyard/p2p", options: { ...p2p.options, baseUrl: { $env: "LATE_URL" } } }
        },
        routes: { payouts: [{ try: ["nobody"] }, { tri: ["p2p"] }] },
        apiKeys: [{ name: "shop", sha256: "short" }, ...config.apiKeys, ...config.apiKeys],
        webhooks: [
          { url: "https://acme.test/hooks/token", secrets: [] },
          {
            url: "http://127.0.0.1/token",
            secrets: ["whsec_canary", { $env: "MISSING_SECRET" }],
            events: ["payout.done"]
          }
        ],
        databse: {}
      }
      const environment = { ...env, SWITCHYARD_DATA_KEY: "canary", PORT: "http", SWITCHYARD_RECOVER: "yesterday" }
      const { error, exitCode } = yield* check(wrong, environment)
      assert.strictEqual(exitCode, 78)
      assert.deepStrictEqual(
        error.map((line) => line.slice(0, line.indexOf(": "))),
        [
          "databse",
          "providers.late.options.baseUrl",
          "routes.payouts[1].tri",
          "routes.payouts[1].try",
          "apiKeys[0].sha256",
          "webhooks[0].secrets[0]",
          "webhooks[1].secrets[1]",
          "providers.feennex.options.shopId",
          "providers.gone.use",
          "routes.payouts[0].try[0]",
          "apiKeys[2].name",
          "apiKeys[2].sha256",
          "webhooks[1].url",
          "webhooks[1].secrets[0]",
          "webhooks[1].events[0]",
          "providers.feennex",
          "SWITCHYARD_DATA_KEY",
          "PORT",
          "SWITCHYARD_RECOVER"
        ]
      )
    })
  )

  it.effect("says where a file is no JSON, and what else is wrong", () =>
    Effect.gen(function* () {
      const { error, exitCode } = yield* check('{\n  "providers": canary', { DATABASE_URL: "canary" })
      assert.strictEqual(exitCode, 78)
      assert.match(error[0] ?? "", /config\.json: is not valid JSON, at line 2, column 16$/)
      assert.deepStrictEqual(error.slice(1), [
        "SWITCHYARD_DATA_KEY: is not set; `openssl rand -base64 32` makes one",
        "DATABASE_URL: must be a postgres:// URL"
      ])
    })
  )

  it.effect("refuses a provider that is named twice, which JSON.parse would take the second time", () =>
    Effect.gen(function* () {
      const { providers, ...rest } = config
      const twice = JSON.stringify(providers).replace(/}$/, `,"p2p":${JSON.stringify({ ...p2p, options: {} })}}`)
      const { error } = yield* check(`{"providers":${twice},${JSON.stringify(rest).slice(1)}`)
      assert.match(error.join(), /config\.json: is JSON with a duplicate key, at line 1, column \d+$/)
    })
  )

  it.effect("says of a file that cannot be read whether it is missing, a folder, empty or no text", () =>
    Effect.gen(function* () {
      const lineOf = Effect.fnUntraced(function* (path: string) {
        const { error, exitCode } = yield* run(["check-config", path], env)
        assert.strictEqual(exitCode, 78)
        return error.slice(1).map((line) => line.trim())
      })
      assert.deepStrictEqual(yield* lineOf("/nowhere/config.json"), ["/nowhere/config.json: there is no such file"])
      assert.deepStrictEqual(yield* lineOf(tmpdir()), [`${tmpdir()}: is a folder, not a file`])
      const path = yield* file("")
      assert.deepStrictEqual(yield* lineOf(path), [`${path}: is empty`])
      assert.deepStrictEqual(yield* lineOf(`${path}/below`), [`${path}/below: there is no such file`])
      writeFileSync(path, Buffer.from([0x7b, 0xff]))
      assert.deepStrictEqual(yield* lineOf(path), [`${path}: is not UTF-8`])
      writeFileSync(path, `\ufeff${JSON.stringify(config)}`)
      assert.strictEqual((yield* run(["check-config", path], env)).exitCode, 0)
    })
  )

  it.effect("refuses what could do nothing: no provider, no rule, no key", () =>
    Effect.gen(function* () {
      const { apiKeys, routes, ...rest } = config
      const linesOf = (content: unknown) => Effect.map(check(content), ({ error }) => error)
      const noRule =
        'routes: has no rule, so no provider would be tried for anything; say who is, such as {"payouts":[{"try":["feennex"]}]}'
      const noKey =
        "apiKeys: names no key, so every request would be refused; `npx switchyard new-key <name>` makes one and prints its entry"
      assert.deepStrictEqual(yield* linesOf({ ...rest, apiKeys }), [noRule])
      assert.deepStrictEqual(yield* linesOf({ ...rest, apiKeys, routes: { payouts: [], payments: [] } }), [noRule])
      assert.deepStrictEqual(yield* linesOf({ ...rest, routes }), [noKey])
      assert.deepStrictEqual(yield* linesOf({ ...rest, routes, apiKeys: [] }), [noKey])
      assert.deepStrictEqual(yield* linesOf({ providers: {} }), [
        "providers: names no provider, so nothing could be paid or asked",
        noRule.replace("feennex", "…"),
        noKey
      ])
      // What is wrong with them is not told as if they were not there.
      assert.deepStrictEqual(yield* linesOf({ ...rest, routes: [], apiKeys: [{}] }), [
        "routes: must be an object",
        "apiKeys[0].name: is missing",
        "apiKeys[0].sha256: is missing"
      ])
      assert.deepStrictEqual(yield* linesOf([]), ["must be an object"])
    })
  )

  it.effect("refuses a database URL whose password would be read as something else, and repeats none of it", () =>
    Effect.gen(function* () {
      for (const url of [
        "postgres://anna:12/canary@db.test/books",
        "postgres://anna:12?canary@db.test/books",
        "postgres://anna:12#canary@db.test/books",
        "postgres://anna:canary%@db.test/books"
      ]) {
        const { error } = yield* check(config, { ...env, DATABASE_URL: url })
        assert.deepStrictEqual(error, [
          "DATABASE_URL: has characters in its user or password that must be percent-encoded, such as %40 for @"
        ])
      }
      const fine = "postgres://anna:can%2Fary%40@db.test:5433/books?sslmode=require"
      assert.strictEqual((yield* check(config, { ...env, DATABASE_URL: fine })).exitCode, 0)
    })
  )

  it.effect("takes the file that the environment names, and else the sandbox's, which needs nothing", () =>
    Effect.gen(function* () {
      const path = yield* file(config)
      const named = yield* run(["check-config"], { ...env, SWITCHYARD_CONFIG: path })
      assert.include(named.out[0], path)
      const bundled = yield* run(["check-config"], {})
      assert.strictEqual(bundled.exitCode, 0, bundled.error.join("\n"))
      const wrong = yield* run(["check-config"], { PORT: "80800", FEENNEX_PORT: "0", P2P_PORT: "x" })
      assert.deepStrictEqual(wrong.error.slice(1), [
        "  PORT: must be a port, 0 to 65535",
        "  FEENNEX_PORT: must be a port, 1 to 65535",
        "  P2P_PORT: must be a port, 1 to 65535"
      ])
    })
  )
})

describe("new-key", () => {
  it.effect("prints a key and the entry that recognises it", () =>
    Effect.gen(function* () {
      for (const [args, role] of [
        [["new-key", "shop"], "merchant"],
        [["new-key", "back office", "--role", "operator"], "operator"],
        [["new-key", "auditor", "--role", "viewer"], "viewer"]
      ] as const) {
        const { exitCode, out } = yield* run(args, {})
        assert.strictEqual(exitCode, 0)
        const key = out.map((line) => line.trim()).find((line) => line.startsWith("sk_")) ?? ""
        const entry = JSON.parse(out.at(-1) ?? "")
        assert.deepStrictEqual(entry, { name: args[1], sha256: ApiKey.sha256(key), roles: [role] })
        assert.strictEqual((yield* check({ ...config, apiKeys: [entry] })).exitCode, 0)
        assert.strictEqual(recogniser([entry])(key)?.name, args[1])
      }
    })
  )
})

describe("switchyard", () => {
  it.effect("ends with 64 for what it does not know", () =>
    Effect.gen(function* () {
      for (const args of [
        [],
        ["no-such-command"],
        ["new-key"],
        ["new-key", ""],
        ["new-key", "a", "b"],
        ["new-key", "a", "--role", "admin"],
        ["check-config", "a", "b"],
        ["check-config", "--role", "operator"],
        ["check-config", "--verbose"]
      ]) {
        const { error, exitCode } = yield* run(args, {})
        assert.strictEqual(exitCode, 64, args.join(" "))
        assert.include(error.join(), "Try switchyard --help.")
      }
    })
  )

  it("runs from its launcher, from any directory", { timeout: 180_000 }, () => {
    const launcher = new URL("../../bin/switchyard.js", import.meta.url).pathname
    const start = (...args: ReadonlyArray<string>) =>
      spawnSync(process.execPath, [launcher, ...args], { cwd: tmpdir(), encoding: "utf8" })
    const version = start("--version")
    assert.deepStrictEqual([version.status, version.stderr], [0, ""])
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/)
    const wrong = start("--what")
    assert.deepStrictEqual([wrong.status, wrong.stdout], [64, ""])
  })
})
