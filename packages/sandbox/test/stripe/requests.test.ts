/** Which requests are refused, with which status, code and parameter, before anything is done. */
import { describe, expect, it } from "vitest"
import { card, errorOf, origin, setUp } from "./support.ts"

const refusal = async (changes: object, path = "/v1/payment_intents") => {
  const world = setUp()
  const answer = await world.post(path, path === "/v1/payment_intents" ? card(changes) : changes)
  expect(world.admin.executions()).toEqual([])
  expect(world.received).toEqual([])
  const { code, param, type } = errorOf(answer)
  expect(type).toBe("invalid_request_error")
  return [answer.status, code, param]
}

describe("a payment", () => {
  it.each<[string, object, unknown, string]>([
    ["without an amount", { amount: undefined }, "parameter_missing", "amount"],
    ["without a currency", { currency: undefined }, "parameter_missing", "currency"],
    ["of nothing", { amount: 0 }, "amount_too_small", "amount"],
    ["of less than nothing", { amount: -1 }, "parameter_invalid_integer", "amount"],
    ["of a fraction", { amount: "10.5" }, "parameter_invalid_integer", "amount"],
    ["of an empty amount", { amount: "" }, "parameter_invalid_empty", "amount"],
    ["of thirteen digits", { amount: "1".repeat(13) }, "amount_too_large", "amount"],
    ["in a currency that nobody knows", { currency: "zzz" }, undefined, "currency"],
    ["in a currency in capitals", { currency: "USD" }, undefined, "currency"],
    ["with an unknown parameter", { colour: "red" }, "parameter_unknown", "colour"],
    [
      "with the list that endive took away",
      { payment_method_types: ["card"] },
      "parameter_unknown",
      "payment_method_types"
    ],
    [
      "with an unknown parameter within another",
      { automatic_payment_methods: { enabled: true, colour: 1 } },
      "parameter_unknown",
      "automatic_payment_methods[colour]"
    ],
    ["with an empty description", { description: "" }, "parameter_invalid_empty", "description"],
    ["with a description of 1001 characters", { description: "x".repeat(1001) }, undefined, "description"],
    ["with a truth value that is none", { confirm: "yes" }, undefined, "confirm"],
    ["with a text where an object belongs", { metadata: "x" }, undefined, "metadata"],
    [
      "with a name of 41 characters in its metadata",
      { metadata: { ["n".repeat(41)]: "x" } },
      undefined,
      `metadata[${"n".repeat(41)}]`
    ],
    ["with a value of 501 characters in its metadata", { metadata: { n: "x".repeat(501) } }, undefined, "metadata[n]"],
    [
      "with 51 metadata",
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`n${n}`, "x"])) },
      undefined,
      "metadata"
    ],
    ["that captures in an unknown way", { capture_method: "later" }, undefined, "capture_method"],
    ["with a return_url that is none", { return_url: "shop" }, "url_invalid", "return_url"],
    [
      "by a method that only a page could authenticate",
      { automatic_payment_methods: undefined },
      "parameter_missing",
      "return_url"
    ],
    [
      "whose types are all excluded",
      { allowed_payment_method_types: ["swish"] },
      undefined,
      "allowed_payment_method_types"
    ],
    [
      "by a type that is not allowed",
      { payment_method: "pm_usBankAccount_success", allowed_payment_method_types: ["card"] },
      undefined,
      "payment_method"
    ],
    [
      "with a card number that is none",
      { payment_method: undefined, payment_method_data: { type: "card", card: { number: "1" } } },
      "incorrect_number",
      "payment_method_data[card][number]"
    ],
    ["that expands what cannot be", { expand: ["metadata"] }, undefined, "expand"],
    ["that expands five levels deep", { expand: [Array(5).fill("latest_charge").join(".")] }, undefined, "expand"],
    ["that moves money to another account", { transfer_data: { destination: "acct_1" } }, undefined, "transfer_data"]
  ])("%s is refused", async (_name, changes, code, param) => {
    expect(await refusal(changes)).toEqual([400, code, param])
  })

  it.each([
    ["that confirms without a method", { payment_method: undefined }, "payment_intent_unexpected_state"],
    ["with two methods", { payment_method_data: { type: "ideal" } }, "parameters_exclusive"]
  ])("%s is refused", async (_name, changes, code) => {
    expect(await refusal(changes)).toEqual([400, code, undefined])
  })

  it("by a method that does not exist is refused with 404, or 400 as set", async () => {
    expect(await refusal({ payment_method: "pm_nope" })).toEqual([404, "resource_missing", "payment_method"])
    const { admin, pay } = setUp({ settings: { missingOnCreate: 400 } })
    expect((await pay({ payment_method: "pm_nope" })).status).toBe(400)
    expect(admin.executions()).toEqual([])
  })

  it.each(["return_url", "off_session", "error_on_requires_action"])("has no %s without confirm", async (name) => {
    const value = name === "return_url" ? "https://shop.test" : true
    expect(await refusal({ confirm: undefined, [name]: value })).toEqual([400, undefined, name])
  })
})

describe("amounts by Stripe's own table", () => {
  it.each<[string, number, boolean]>([
    ["usd", 50, true],
    ["usd", 49, false],
    ["gbp", 30, true],
    ["gbp", 29, false],
    ["dkk", 249, false],
    ["czk", 1500, true],
    ["huf", 17_499, false],
    ["huf", 17_501, true],
    ["jpy", 50, true],
    ["jpy", 49, false],
    ["kwd", 5120, true],
    ["kwd", 5125, false],
    ["isk", 50_000, true],
    ["isk", 50_050, false],
    ["ugx", 10_001, false],
    ["twd", 5001, true],
    ["usd", 999_999_999_999, true]
  ])("a charge in %s of %d: %s", async (currency, amount, isTaken) => {
    const { pay } = setUp()
    expect((await pay({ currency, amount })).status === 200).toBe(isTaken)
  })

  it.each<[string, number, boolean]>([
    ["huf", 20_000, true],
    ["huf", 20_050, false],
    ["twd", 100, true],
    ["twd", 150, false],
    ["usd", 1, true],
    ["kwd", 5, false]
  ])("a payout in %s of %d: %s", async (currency, amount, isTaken) => {
    const account = {
      id: "acct_1Own",
      keys: ["sk_test_sandbox"],
      balances: { [currency]: 1_000_000 },
      externalAccounts: [{ id: "ba_1", currency }]
    }
    const { post } = setUp({ accounts: [account] })
    expect((await post("/v1/payouts", { currency, amount })).status === 200).toBe(isTaken)
  })

  it("is in the currency of settlement where that is another", async () => {
    const account = { id: "acct_1Own", keys: ["sk_test_sandbox"], settles: ["usd"] }
    const { pay } = setUp({ accounts: [account], rates: { eur: "1.1", jpy: "0.01" } })
    expect((await pay({ currency: "eur", amount: 46 })).status).toBe(200)
    expect(errorOf(await pay({ currency: "eur", amount: 44 })).code).toBe("amount_too_small")
    expect((await pay({ currency: "jpy", amount: 50 })).status).toBe(200)
    expect((await pay({ currency: "jpy", amount: 49 })).status).toBe(400)
  })
})

describe("a request", () => {
  it.each([
    ["/v1/payouts", { amount: 100 }, "parameter_missing", "currency"],
    [
      "/v1/payouts",
      { amount: 100, currency: "usd", statement_descriptor: "x".repeat(23) },
      undefined,
      "statement_descriptor"
    ],
    ["/v1/payouts", { amount: 100, currency: "usd", method: "instant" }, "instant_payouts_unsupported", "method"],
    ["/v1/payouts", { amount: 100, currency: "eur", destination: "ba_1SandboxUsd" }, undefined, "currency"],
    ["/v1/payouts", { amount: 100, currency: "chf" }, undefined, "currency"],
    ["/v1/refunds", { amount: 100 }, "parameter_missing", undefined],
    ["/v1/refunds", { payment_intent: "pi_1", charge: "ch_1" }, "parameters_exclusive", undefined],
    ["/v1/refunds", { payment_intent: "pi_1", reason: "mood" }, undefined, "reason"]
  ])("to %s of %j is refused", async (path, params, code, param) => {
    expect(await refusal(params, path)).toEqual([400, code, param])
  })

  it("in JSON is refused", async () => {
    const { stripe } = setUp()
    const headers = { authorization: "Bearer sk_test_sandbox", "content-type": "application/json" }
    const init = { method: "POST", headers, body: JSON.stringify({ amount: 100, currency: "usd" }) }
    expect((await stripe.fetch(`${origin}/v1/payouts`, init)).status).toBe(400)
  })

  it("may write lists with numbers and without, and nested names escaped or not", async () => {
    const { admin, stripe } = setUp()
    const headers = { authorization: "Bearer sk_test_sandbox", "content-type": "application/x-www-form-urlencoded" }
    const common = "amount=100&currency=usd&automatic_payment_methods[enabled]=true"
    for (const list of ["allowed_payment_method_types[0]=card", "allowed_payment_method_types[]=card"]) {
      const body = `${common}&${list}&metadata%5Bref%5D=a%20b%26c%3Dd%2F%C3%A9`
      const response = await stripe.fetch(`${origin}/v1/payment_intents`, { method: "POST", headers, body })
      expect(await response.json()).toMatchObject({
        currency: "usd",
        payment_method_types: ["card"],
        metadata: { ref: "a b&c=d/é" }
      })
    }
    expect(admin.executions()).toHaveLength(2)
  })

  it.each(["a=1&a[b]=2", "a[b]=1&a=2", "a[b=1", "]=1", `${"a[b]".padEnd(2)}${"[c]".repeat(20)}=1`])(
    "whose names contradict themselves (%s) is refused",
    async (body) => {
      const { stripe } = setUp()
      const headers = { authorization: "Bearer sk_test_sandbox", "content-type": "application/x-www-form-urlencoded" }
      const response = await stripe.fetch(`${origin}/v1/payment_intents`, { method: "POST", headers, body })
      expect(response.status).toBe(400)
    }
  )
})
