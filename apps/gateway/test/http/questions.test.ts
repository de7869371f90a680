/** What is asked of providers without creating anything: quotes, account checks, balances, and what instances there are. */
import { ProviderError } from "@switchyard/core"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { keys, requiredFields, startApi } from "./support/api.ts"

let gateway: Awaited<ReturnType<typeof startApi>>

beforeEach(async () => {
  gateway = await startApi()
})

afterEach(() => gateway.dispose())

const amount = { value: "100.00", currency: "RUB" }
const destination = { type: "card", number: "4111111111111111" }
const post = (path: string, body: unknown) => gateway.ask("POST", path, { body })

const about = { provider: "feennex", operation: "payouts.quote" }

describe("a payout quote", () => {
  it("is answered for a whole destination, for a type alone, and at a pinned provider", async () => {
    const quote = {
      receive: amount,
      debit: { value: "103.00", currency: "RUB" },
      requiredFields,
      notes: [{ name: "info", value: "slow today" }]
    }
    expect((await post("/v1/payout-quotes", { amount, destination })).json).toEqual({ provider: "feennex", ...quote })
    const byType = await post("/v1/payout-quotes", { debit: amount, destination: { type: "card" }, provider: "p2p" })
    expect([byType.status, byType.json]).toEqual([200, { provider: "p2p", ...quote }])
  })

  it("tells what speaks of the account only to those who may see its balance", async () => {
    const body = { amount, destination }
    const { json } = await gateway.ask("POST", "/v1/payout-quotes", { body, key: keys.operator })
    expect(json.notes).toEqual([
      { name: "info", value: "slow today" },
      { name: "balance", value: "10.00", isOfAccount: true }
    ])
  })

  it.each([
    [{ destination }, "amount"],
    [{ amount, debit: amount, destination }, "amount"],
    [{ amount, destination, provider: "nobody" }, "provider"],
    [{ amount, destination: { type: "card", number: "12" } }, "destination.number"],
    [{ amount, destination: { type: "moon" } }, "destination.type"],
    [{ amount }, "destination"],
    [{ amount, destination, more: 1 }, "more"]
  ])("names what is wrong in %j", async (body, path) => {
    const answer = await post("/v1/payout-quotes", body)
    expect(answer.status).toBe(422)
    expect(answer.json.errors.map((error: { path: string }) => error.path)).toContain(path)
  })

  it.each([
    [new ProviderError.Unsupported({ ...about, message: "no quotes" }), 422, "unsupported", null],
    [new ProviderError.ReadFailed({ ...about, reason: "TimedOut", message: "late" }), 503, "provider_unavailable", "5"],
    [
      new ProviderError.ReadFailed({ ...about, reason: "AuthenticationFailed", message: "x" }),
      503,
      "provider_unavailable",
      "5"
    ],
    [
      new ProviderError.ReadFailed({ ...about, reason: "RateLimited", message: "x", retryAfterMillis: 1500 }),
      429,
      "too_early",
      "2"
    ],
    [
      new ProviderError.ReadFailed({ ...about, reason: "AmountOutOfRange", message: "x" }),
      422,
      "provider_refused",
      null
    ],
    [new ProviderError.NotFound({ ...about, reference: "r", message: "x" }), 404, "not_found_at_provider", null]
  ])("that fails with %o tells whose fault it is", async (error, status, code, after) => {
    gateway.asked.error = error
    const answer = await post("/v1/payout-quotes", { amount, destination })
    expect([answer.status, answer.json.code, answer.headers.get("retry-after")]).toEqual([status, code, after])
  })

  it("names the field when the provider's adapter refuses one", async () => {
    const issues = [{ path: "providerOptions.feennex.payway", reason: "is not a known field" }]
    gateway.asked.error = new ProviderError.ReadFailed({ ...about, reason: "InvalidRequest", message: "x", issues })
    expect((await post("/v1/payout-quotes", { amount, destination })).json.errors).toEqual(issues)
  })
})

it("an account check tells the result, whose account it is and the provider's details, long numbers as text", async () => {
  const answer = await post("/v1/account-checks", { amount, destination })
  expect([answer.status, answer.json]).toEqual([
    200,
    {
      provider: "feennex",
      result: "payable",
      holder: "close_match",
      details: { name: "I. I.", n: "12345678901234567890" }
    }
  ])
  expect((await post("/v1/account-checks", { amount })).status).toBe(422)
})

it("a payment quote needs no reference", async () => {
  const answer = await post("/v1/payment-quotes", { amount, method: "bank_transfer" })
  expect([answer.status, answer.json]).toEqual([200, { provider: "feennex", payerPays: amount, requiredFields: [] }])
  expect((await post("/v1/payment-quotes", { amount, method: "bank_transfer", reference: "-" })).status).toBe(422)
})

describe("providers", () => {
  it("are listed with what they can do and how they are, and no option of theirs", async () => {
    const answer = await gateway.ask("GET", "/v1/providers")
    expect(answer.status).toBe(200)
    expect(answer.json.data.map(({ instance }: { instance: string }) => instance)).toEqual(["feennex", "p2p"])
    expect(answer.json.data[0].capabilities.payouts.operations).toContain("create")
    expect(answer.json.data[0].health).toEqual({
      ...{ circuit: "closed", errorRate: null, latencyMillis: null, anotherAccount: null }
    })
    expect(answer.text).not.toMatch(/secret|-0000|127\.0\.0\.1/)
  })

  it("tell their balances, each by its own name", async () => {
    const balance = (instance: string) =>
      gateway.ask("GET", `/v1/providers/${instance}/balance`, { key: keys.operator })
    const answer = await balance("feennex")
    expect(answer.json).toEqual({ provider: "feennex", data: [{ available: { value: "10.00", currency: "RUB" } }] })
    expect((await balance("nobody")).status).toBe(404)
    gateway.asked.error = new ProviderError.Unsupported({ ...about, message: "has no balances" })
    expect((await balance("p2p")).json).toMatchObject({ code: "unsupported" })
  })
})
