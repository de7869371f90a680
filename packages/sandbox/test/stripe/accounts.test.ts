/** Who asks: keys, test and live, versions, connected accounts; what is one's is never seen by another. */
import { describe, expect, it } from "vitest"
import type { Stripe } from "../../src/index.ts"
import { card, errorOf, hook, secret, setUp } from "./support.ts"

const accounts: ReadonlyArray<Stripe.Account> = [
  { id: "acct_1Platform", keys: ["sk_test_a", "sk_live_a", "rk_test_a", "pk_test_a"], balances: { usd: 1000 } },
  {
    id: "acct_1Connected",
    platform: "acct_1Platform",
    balances: { usd: 500 },
    externalAccounts: [{ id: "ba_1", currency: "usd" }]
  },
  { id: "acct_1Other", keys: ["sk_test_b"] }
]

const as = (key: string | null, headers: Record<string, string> = {}) => ({ key, headers })

const basic = (user: string) => ({ authorization: `Basic ${Buffer.from(`${user}:`).toString("base64")}` })

describe("keys", () => {
  it.each([
    ["a secret key", as("sk_test_a"), 200],
    ["a restricted key", as("rk_test_a"), 200],
    ["a key as the name of a user", as(null, basic("sk_test_a")), 200],
    ["no key", as(null), 401],
    ["an unknown key", as("sk_test_c"), 401],
    ["an unknown user", as(null, basic("sk_test_c")), 401],
    ["half a header", as(null, { authorization: "Bearer" }), 401],
    ["a publishable key", as("pk_test_a"), 403],
    ["a connected account", as("sk_test_a", { "stripe-account": "acct_1Connected" }), 200],
    ["the same as a context", as("sk_test_a", { "stripe-context": "acct_1Connected" }), 200],
    ["itself", as("sk_test_a", { "stripe-account": "acct_1Platform" }), 200],
    [
      "both at once",
      as("sk_test_a", { "stripe-account": "acct_1Connected", "stripe-context": "acct_1Connected" }),
      400
    ],
    ["somebody else's account", as("sk_test_a", { "stripe-account": "acct_1Other" }), 403],
    ["an account that is not there", as("sk_test_b", { "stripe-account": "acct_1Connected" }), 403],
    ["another release", as("sk_test_a", { "stripe-version": "2024-06-20" }), 400],
    ["an earlier month of it", as("sk_test_a", { "stripe-version": "2026-09-30.endive" }), 200]
  ])("%s: %o is answered with %d", async (_name, more, status) => {
    expect((await setUp({ accounts }).get("/v1/balance", {}, more)).status).toBe(status)
  })

  it("show no more of a wrong key than its beginning", async () => {
    const { text } = await setUp().get("/v1/balance", {}, as("sk_test_somebody_elses_secret"))
    expect(text).not.toContain("somebody")
  })
})

it("test and live, and every account, have objects, balances and events of their own", async () => {
  const endpoints = [
    { url: hook, secrets: [secret], account: "acct_1Platform" },
    { url: `${hook}/connect`, secrets: [secret], account: "acct_1Platform", connect: true },
    { url: `${hook}/live`, secrets: [secret], account: "acct_1Platform", livemode: true }
  ]
  const { admin, get, post, received } = setUp({ accounts, endpoints })
  admin.method("pm_real", {})
  const connected = { "stripe-account": "acct_1Connected" }
  const asked = [
    { more: as("sk_test_a"), params: card() },
    { more: as("sk_live_a"), params: card({ payment_method: "pm_real" }) },
    { more: as("sk_test_a", connected), params: card() }
  ]
  const ids: Array<string> = []
  for (const { more, params } of asked) {
    const { body } = await post("/v1/payment_intents", params, { ...more, idempotencyKey: "the-same" })
    ids.push(String(body.id))
    expect(body.livemode).toBe(more.key === "sk_live_a")
  }
  expect(new Set(ids).size).toBe(3)
  for (const [owner, { more }] of asked.entries()) {
    for (const [index, id] of ids.entries()) {
      const { status } = await get(`/v1/payment_intents/${id}`, {}, more)
      expect(status).toBe(owner === index ? 200 : 404)
    }
    expect((await get("/v1/payment_intents", {}, more)).body.data).toHaveLength(1)
  }
  const heard = received.map(({ body, url }) => [
    url.slice(hook.length),
    (JSON.parse(body) as { account?: string }).account
  ])
  expect(new Set(heard.map(String))).toEqual(new Set([",", "/live,", "/connect,acct_1Connected"]))
  expect(admin.ledger().map(({ shop }) => shop)).toEqual(["acct_1Platform", "acct_1Platform:live", "acct_1Connected"])
})

it("test methods are unknown in live mode", async () => {
  const { post } = setUp({ accounts })
  const answer = await post("/v1/payment_intents", card(), as("sk_live_a"))
  expect([answer.status, errorOf(answer).code]).toEqual([404, "resource_missing"])
})

it("payouts go to the account's own banks alone", async () => {
  const { post } = setUp({ accounts })
  const params = { amount: 100, currency: "usd", destination: "ba_1" }
  expect((await post("/v1/payouts", params, as("sk_test_a"))).status).toBe(404)
  expect((await post("/v1/payouts", params, as("sk_test_a", { "stripe-account": "acct_1Connected" }))).status).toBe(200)
})

it("an account tells its country, its currency and where payouts may go", async () => {
  const { body } = await setUp().get("/v1/account")
  expect(body).toMatchObject({
    id: "acct_1Sandbox000000001",
    object: "account",
    country: "US",
    default_currency: "usd"
  })
  expect(body).toMatchObject({
    external_accounts: { data: expect.arrayContaining([expect.objectContaining({ id: "ba_1SandboxUsd" })]) }
  })
})
