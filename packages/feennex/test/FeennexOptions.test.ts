/** A shop's options: what is refused, before a shop exists, with the field and the reason and never the value. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Feennex from "../src/Feennex.ts"
import { decode } from "../src/FeennexOptions.ts"
import { config } from "./support/config.ts"
import { ended } from "./support/plain.ts"
import { options } from "./support/shop.ts"

const badUrl = "must be an https URL without user, password and query, or http on loopback"
const badInterval = 'must be a positive duration such as "60 seconds"'

const refused = (changes: Readonly<Record<string, unknown>>) => ended(decode({ ...config, ...changes }))

describe("options", () => {
  it.effect("from a config file are decoded with the secret hidden", () =>
    Effect.gen(function* () {
      const decoded = yield* decode(config)
      assert.strictEqual(Redacted.value(decoded.secretKey), "canary")
      assert.notInclude(JSON.stringify(decoded), "canary")
    })
  )

  it.effect.each([
    [{ baseUrl: "http://core.feennex.com" }, "baseUrl", badUrl],
    [{ baseUrl: "canary" }, "baseUrl", badUrl],
    [{ baseUrl: "https://user:canary@core.feennex.com" }, "baseUrl", badUrl],
    [{ baseUrl: "https://core.feennex.com?a=1" }, "baseUrl", badUrl],
    [{ shopId: 0 }, "shopId", undefined],
    [{ shopId: 1.5 }, "shopId", undefined],
    [{ shopId: 1e300 }, "shopId", undefined],
    [{ shopId: "112" }, "shopId", undefined],
    [{ shopCurrency: "840" }, "shopCurrency", "must be a known currency code, such as RUB"],
    [{ secretKey: "" }, "secretKey", undefined],
    [{ secretKey: undefined }, "secretKey", undefined],
    [{ payways: { payouts: { card: { XXX: "card" } } } }, "payways.payouts.card", undefined],
    [
      { payways: { payouts: { card: { USD: "" } } } },
      "payways.payouts.card.USD",
      "must name a payway, or several in a list"
    ],
    [{ payways: { payouts: { card: { USD: [] } } } }, "payways.payouts.card.USD", undefined],
    [
      { accountDetails: { card_vip: { bank: "b" } } },
      "accountDetails.card_vip",
      "must be one of the payways of payouts"
    ],
    [{ accountDetails: { card_usd: { bank: "Account" } } }, "accountDetails.card_usd.bank", undefined],
    [{ accountDetails: { card_usd: { phone: "canary" } } }, "accountDetails.card_usd.phone", "is not a known field"],
    [
      { accountDetails: { card_usd: { bank: "a", bic: "a" } } },
      "accountDetails.card_usd",
      "must have a name of its own for each member"
    ],
    [{ payways: { payouts: { cash: { USD: "cash" } } } }, "payways.payouts.cash", "is not a known field"],
    [{ payways: { refunds: {} } }, "payways.refunds", "is not a known field"],
    [{ callbackBaseUrl: "http://gateway.example" }, "callbackBaseUrl", badUrl],
    [{ h2hBaseUrl: "javascript:alert(1)" }, "h2hBaseUrl", badUrl],
    [{ receiptHosts: ["https://files.example.com"] }, "receiptHosts[0]", undefined],
    [{ receiptHosts: ["files.example.com", "files.example.com/x"] }, "receiptHosts[1]", undefined],
    [{ receiptHosts: [""] }, "receiptHosts[0]", undefined],
    [{ receiptHosts: ["user@files.example.com"] }, "receiptHosts[0]", undefined],
    [{ amountAs: "float" }, "amountAs", undefined],
    [{ nowFormat: "canary" }, "nowFormat", undefined],
    [{ statusInterval: "soon" }, "statusInterval", badInterval],
    [{ statusInterval: "0 seconds" }, "statusInterval", badInterval],
    [{ requireEmail: "yes" }, "requireEmail", undefined],
    [{ canary: "canary" }, "canary", "is not a known field"]
  ] as const)("with %j are refused", ([changes, path, reason]) =>
    Effect.gen(function* () {
      const end = yield* refused(changes)
      assert.strictEqual(end._tag, "InvalidInput")
      const issues = JSON.stringify(end.issues)
      assert.include(issues, `"path":"${path}`)
      if (reason !== undefined) assert.include(issues, JSON.stringify(reason))
      assert.notInclude(JSON.stringify(end).replaceAll('"canary"', "").replaceAll("canary: is not", ""), "canary")
    })
  )

  it.effect("are refused with all problems at once, and without the secret", () =>
    Effect.gen(function* () {
      const end = yield* refused({ baseUrl: "canary", shopId: -1, amountAs: "canary", extra: "canary", payways: 1 })
      const paths = ["amountAs", "baseUrl", "extra", "payways", "shopId"]
      assert.deepStrictEqual(
        JSON.stringify(end.issues)
          .match(/(?<="path":")\w+/g)
          ?.sort(),
        paths
      )
      assert.notInclude(JSON.stringify(end), "canary")
    })
  )

  it.effect("are checked by make as well", () =>
    Effect.gen(function* () {
      const bad = { ...options, baseUrl: "http://core.feennex.com", shopId: 0, secretKey: Redacted.make("") }
      const end = yield* ended(Feennex.make(bad))
      const paths = ["baseUrl", "secretKey", "shopId"]
      assert.deepStrictEqual(
        JSON.stringify(end.issues)
          .match(/(?<="path":")\w+/g)
          ?.sort(),
        paths
      )
      const secretly = { ...options, secretKey: Redacted.make("canary"), shopId: 0.5 }
      assert.notInclude(JSON.stringify(yield* ended(Feennex.make(secretly))), "canary")
      const layered = Layer.build(Feennex.layer(bad)).pipe(Effect.scoped)
      assert.strictEqual((yield* ended(layered))._tag, "InvalidInput")
    })
  )

  it.effect.each([
    ["https://core.feennex.com", "59 seconds", false],
    ["https://localhost:8443", "59999 millis", false],
    ["https://core.feennex.com", "60 seconds", true],
    ["https://core.feennex.com", "2 minutes", true],
    ["http://127.0.0.1:8080", "1 second", true],
    ["http://localhost:8080", "50 millis", true]
  ] as const)("at %s may read statuses every %s: %s", ([baseUrl, statusInterval, allowed]) =>
    Effect.gen(function* () {
      const end = yield* refused({ baseUrl, statusInterval })
      const issue = { path: "statusInterval", reason: "must be 60 seconds or more, except on a loopback baseUrl" }
      assert.strictEqual(end._tag === "InvalidInput", !allowed)
      if (!allowed) assert.deepStrictEqual(end.issues, [issue])
    })
  )
})
