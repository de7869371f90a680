/**
 * Arbitrary input at every endpoint of the OpenAPI document: whatever comes, the answer is no 5xx, every error is a
 * problem the document knows, and nothing that looks like a card, a phone or a key comes back.
 */
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type HttpAnswer, keys, paymentBody, payoutBody, startApi } from "./support/api.ts"

let gateway: Awaited<ReturnType<typeof startApi>>

beforeAll(async () => {
  gateway = await startApi({ rate: { perSecond: 1_000_000, burst: 1_000_000 } })
})

afterAll(() => gateway.dispose())

const canaries = ["4929123412341234", "79161234567", "sk_live_51Hq8canary77", "DE89370400440532013000"]

const canary = fc.constantFrom(...canaries)
const word = fc.oneof(
  canary,
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("..", "%00", "null", "", "0")
)
const headerValue = fc.oneof(canary, fc.stringMatching(/^[\x20-\x7e]{0,80}$/))

const seeds = [
  payoutBody(),
  paymentBody(),
  { outcome: "paid", note: "seen" },
  { amount: payoutBody().amount, destination: payoutBody().destination }
]

/** A good body with one of its members replaced, added or removed. */
const bent = fc
  .tuple(fc.constantFrom(...seeds), fc.jsonValue(), canary, fc.nat(), fc.nat(3))
  .map(([seed, junk, secret, place, how]) => {
    const entries = Object.entries(seed)
    const index = place % entries.length
    const value = [junk, secret, { type: secret, number: secret, [secret]: junk }, [secret]][how]
    const [name] = entries[index]!
    return JSON.stringify({ ...seed, [name]: value, ...(how === 0 ? { [secret]: secret } : {}) })
  })

const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json({ maxDepth: 6 }),
  bent,
  fc.jsonValue().map((value) => JSON.stringify({ providerOptions: { feennex: value }, metadata: value }))
)

const headers = fc.record(
  {
    "idempotency-key": headerValue,
    prefer: fc.oneof(headerValue, fc.constant("wait=0")),
    "content-type": fc.oneof(
      fc.constantFrom(
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/json; charset=x"
      ),
      headerValue
    ),
    "x-forwarded-for": headerValue
  },
  { requiredKeys: [] }
)

const query = fc.array(
  fc.tuple(fc.oneof(fc.constantFrom("status", "limit", "cursor", "reference", "provider"), word), word),
  {
    maxLength: 4
  }
)

const segment = fc.oneof(word, fc.constantFrom("po_1", "pm_1", "rg_1", "whd_1", "feennex", "p2p"))

// Not encoded at all, as a client that sends what it likes would.
const written = (text: string, isRaw: boolean) =>
  isRaw ? text.replace(/[^\x21-\x7e]|[/?#\\]/g, "%") : encodeURIComponent(text.toWellFormed())

const isSafe = (answer: HttpAnswer, statuses: ReadonlyArray<string>) => {
  expect(answer.status, answer.text).toBeLessThan(500)
  // A resource shows the reference that the merchant gave it; an error repeats nothing at all.
  const text = answer.status < 400 ? answer.text.replaceAll(/"reference":"[^"]*"/g, "") : answer.text
  const all = text + JSON.stringify([...answer.headers])
  for (const secret of canaries) expect(all).not.toContain(secret)
  if (answer.status < 400) return
  expect(answer.headers.get("content-type")).toBe("application/problem+json")
  expect(answer.json).toMatchObject({ status: answer.status, type: `urn:switchyard:problem:${answer.json.code}` })
  // A bent path can be the path of nothing, or of another endpoint.
  expect([...statuses, "404", "405"]).toContain(String(answer.status))
}

describe("hostile input", () => {
  it("at any endpoint of the document is answered without a 5xx and without repeating it", {
    timeout: 600_000
  }, async () => {
    await gateway.ask("POST", "/v1/payouts", { body: payoutBody("seed"), headers: { "idempotency-key": "seed" } })
    await gateway.ask("POST", "/v1/payments", { body: paymentBody("seed"), headers: { "idempotency-key": "seed" } })
    const { paths } = (await gateway.ask("GET", "/openapi.json")).json
    const endpoints = Object.entries<Record<string, { responses: object }>>(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { responses }]) => ({ path, method, statuses: Object.keys(responses) }))
    )
    expect(endpoints.length).toBeGreaterThan(25)
    for (const { method, path, statuses } of endpoints) {
      await fc.assert(
        fc.asyncProperty(
          fc.array(segment, { minLength: 2, maxLength: 2 }),
          fc.boolean(),
          query,
          headers,
          body,
          fc.constantFrom(keys.merchant, keys.operator, null, ...canaries),
          async (segments, isRaw, asked, extra, sent, key) => {
            let next = 0
            const target = path.replace(/\{\w+\}/g, () => written(segments[next++] ?? "x", isRaw))
            const search = asked.map(([name, value]) => `${written(name, isRaw)}=${written(value, isRaw)}`).join("&")
            const request = () =>
              gateway.ask(method.toUpperCase(), search === "" ? target : `${target}?${search}`, {
                key,
                headers: extra,
                ...(method === "post" ? { body: sent } : {})
              })
            isSafe(await request(), statuses)
          }
        ),
        { numRuns: 60 }
      )
    }
  })

  it("of any bytes as a body is refused the same way by every endpoint that takes JSON", async () => {
    const targets = ["/v1/payouts", "/v1/payments", "/v1/payout-quotes", "/v1/account-checks", "/v1/payment-quotes"]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...targets),
        fc.uint8Array({ minLength: 1, maxLength: 2000 }),
        async (path, bytes) => {
          const answer = await gateway.ask("POST", path, { body: bytes, headers: { "idempotency-key": "k" } })
          expect([400, 422]).toContain(answer.status)
        }
      ),
      { numRuns: 200 }
    )
  })

  it("while something is broken is answered with a 500 that tells nothing", async () => {
    gateway.script.isBroken = true
    for (const path of ["/v1/payouts", "/v1/payments", "/v1/payouts/po_1", "/v1/payments/pm_1/timeline"]) {
      const answer = await gateway.ask("GET", path)
      expect([answer.status, Object.keys(answer.json)]).toEqual([500, ["type", "title", "status", "code"]])
      expect(answer.text).not.toMatch(/4111|secret|at /)
    }
    gateway.script.isBroken = false
  })
})
