/** How an account is configured, and what is refused, without a value in its words. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stripe from "../src/Stripe.ts"
import { decode } from "../src/StripeOptions.ts"
import { options } from "./support/account.ts"
import { found, outcomeOf } from "./support/plain.ts"

const config = {
  account: "acct_1",
  mode: "test",
  secretKey: "sk_test_canary",
  currencies: ["USD"]
}

const pathsOf = (input: object) =>
  Effect.map(found(decode(input)), ({ issues }) =>
    (issues as ReadonlyArray<{ readonly path: string }> | undefined)?.map(({ path }) => path)
  )

describe("options", () => {
  it.effect("of an account need little", () =>
    Effect.gen(function* () {
      const { payments } = yield* Stripe.make(yield* decode(config))
      assert.deepStrictEqual(
        payments.capabilities.routes.map(({ captureMethods, ignores, method }) => [method, captureMethods, ignores]),
        [
          ["card", ["automatic", "manual"], ["payerEmail", "successUrl", "failedUrl"]],
          ["page", ["automatic"], []]
        ]
      )
      assert.strictEqual(payments.capabilities.callbacks, "hint")
    })
  )

  it.effect.each([
    [{ secretKey: "sk_live_canary" }, ["secretKey"]],
    [{ secretKey: "pk_test_canary" }, ["secretKey"]],
    [{ secretKey: "" }, ["secretKey"]],
    [{ mode: "live" }, ["secretKey"]],
    [{ mode: "both" }, ["mode"]],
    [{ publishableKey: "pk_live_canary" }, ["publishableKey"]],
    [{ publishableKey: "sk_test_canary" }, ["publishableKey"]],
    [{ account: "acct" }, ["account"]],
    [{ currencies: [] }, ["currencies[0]"]],
    [{ currencies: ["USD", "USDT"] }, ["currencies[1]"]],
    [{ webhookSecrets: [] }, ["webhookSecrets[0]"]],
    [{ webhookSecrets: ["whsec canary"] }, ["webhookSecrets[0]"]],
    [{ namespace: "North" }, ["namespace"]],
    [{ methods: { card: { through: "charge" } } }, ["methods.card.through"]],
    [{ methods: { card: { through: "intent", types: ["customer_balance"] } } }, ["methods.card.types[0]"]],
    [{ baseUrl: "http://api.stripe.com" }, ["baseUrl"]],
    [{ apiVersion: "2020-01-01" }, ["apiVersion"]]
  ] as const)("with %j are refused by name", ([changes, paths]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* pathsOf({ ...config, ...changes }), [...paths])
      assert.notInclude(JSON.stringify(yield* outcomeOf(decode({ ...config, ...changes }))), "canary")
    })
  )

  it("name the account by its mode, and no secret", () => {
    const { fingerprint } = Stripe.plugin
    assert.strictEqual(fingerprint(options), "@switchyard/stripe https://api.stripe.com acct_1 test")
    const live = { ...options, mode: "live" as const, baseUrl: "http://127.0.0.1:1" }
    assert.strictEqual(fingerprint(live), "@switchyard/stripe http://127.0.0.1:1 acct_1 live")
  })

  it("say what must be done at Stripe itself", () => {
    const notices = (changes: Partial<Stripe.Options>) =>
      Stripe.plugin.notices?.({ ...options, ...changes }, { name: "cards" }) ?? []
    assert.deepStrictEqual(notices({}), [])
    const { webhookSecrets: _, ...rest } = options
    assert.match(Stripe.plugin.notices?.(rest, { name: "cards" })[0] ?? "", /callbacks of cards .* 2026-10-28\.endive/)
    assert.match(notices({ secretKey: Redacted.make("rk_test_1") })[0] ?? "", /restricted key/)
  })
})
