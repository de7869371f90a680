/** No request brings it down: whatever comes is answered in Stripe's form, and money moves only by what was asked properly. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { routes } from "../../src/stripe/Routes.ts"
import { type Body, card, form, key, origin, setUp } from "./support.ts"

const world = setUp()

const authorization = `Bearer ${key}`

const answerOf = async (path: string, init: RequestInit): Promise<number> => {
  const response = await world.stripe.fetch(`${origin}${path}`, { redirect: "manual", ...init })
  const text = await response.text()
  expect([200, 303, 400, 401, 402, 403, 404, 405, 409, 410]).toContain(response.status)
  if (!/json/.test(response.headers.get("content-type") ?? "")) return response.status
  const body = JSON.parse(text) as Body
  if (response.status === 200) return 200
  expect(body.error).toMatchObject({
    type: expect.stringMatching(/^(card|idempotency|invalid_request)_error$/),
    message: expect.any(String)
  })
  return response.status
}

const headers = { authorization, "content-type": "application/x-www-form-urlencoded" }

const route = fc.constantFrom(...routes)

const id = fc.constantFrom("pi_1", "cs_test_1", "%ff", "..%2f", "__proto__", "search", "x".repeat(500))

const strange = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "NaN",
    "9".repeat(300),
    "true",
    "null",
    "\u0000",
    "\ud800",
    "usd",
    "__proto__",
    "pm_card_visa"
  )
)

const name = fc.constantFrom(
  ...["amount", "currency", "confirm", "payment_method", "metadata[a]", "metadata[__proto__]", "metadata", "expand[]"],
  ...["automatic_payment_methods[enabled]", "payment_method_data[type]", "payment_method_data[card][number]", "limit"],
  ...[
    "line_items[0][quantity]",
    "line_items[x]",
    "line_items[0][price_data][unit_amount]",
    "created[gte]",
    "created",
    "query"
  ],
  ...[
    "__proto__",
    "constructor[prototype]",
    "starting_after",
    "page",
    "a[b][c][d][e]",
    "charge",
    "destination",
    "types[]"
  ]
)

const pathOf = (each: (typeof routes)[number], given: string): string => each.path.replace(":id", given)

describe("any request", () => {
  it("of bytes is answered", async () => {
    await fc.assert(
      fc.asyncProperty(route, id, fc.uint8Array({ maxLength: 200 }), async (each, given, bytes) => {
        const body = each.method === "POST" ? { body: new Uint8Array(bytes) } : {}
        await answerOf(pathOf(each, given), { method: each.method, headers, ...body })
      }),
      { numRuns: 300 }
    )
  })

  it("of strange parameters is answered", async () => {
    const params = fc.array(fc.tuple(name, strange), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(route, id, params, async (each, given, pairs) => {
        const text = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`).join("&")
        const isGet = each.method === "GET"
        const path = `${pathOf(each, given)}${isGet ? `?${text}` : ""}`
        await answerOf(path, { method: each.method, headers, ...(!isGet && { body: text }) })
      }),
      { numRuns: 1000 }
    )
  })

  it("with one strange parameter among good ones is answered", async () => {
    await fc.assert(
      fc.asyncProperty(name, strange, async (key, value) => {
        const body = `${form(card())}&${key}=${encodeURIComponent(value.toWellFormed())}`
        await answerOf("/v1/payment_intents", { method: "POST", headers, body })
      }),
      { numRuns: 300 }
    )
  })

  it("to any address is answered", async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), fc.constantFrom("GET", "POST", "PUT", "DELETE"), async (path, method) => {
        if (!path.startsWith("/_sandbox")) await answerOf(path === "" ? "/" : path, { method, headers })
      })
    )
  })

  it("with any headers is answered", async () => {
    const text = fc.string({ maxLength: 300 }).map((value) => value.replace(/[^\x21-\x7e]/g, "x"))
    await fc.assert(
      fc.asyncProperty(text, text, text, text, async (...values) => {
        const names = ["authorization", "idempotency-key", "stripe-version", "stripe-account"]
        const given = Object.fromEntries(names.map((each, index) => [each, values[index] ?? ""]))
        await answerOf("/v1/balance", { method: "GET", headers: given })
        const body = form({ amount: 1 })
        await answerOf("/v1/payouts", { method: "POST", headers: { ...headers, ...given, authorization }, body })
      })
    )
  })

  it("to a payer's pages is answered", async () => {
    const { body } = await world.pay({ payment_method: "pm_card_threeDSecure2Required" })
    const pages = [
      `/3ds/${String(body.id)}`,
      `/js/${String(body.id)}/confirm`,
      "/3ds/pi_1",
      "/c/pay/cs_test_1",
      "/js/pi_1/authenticate"
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...pages), fc.json(), fc.boolean(), async (path, text, isJson) => {
        const type = isJson ? "application/json" : "application/x-www-form-urlencoded"
        const response = await world.stripe.fetch(`${origin}${path}`, {
          method: "POST",
          headers: { "content-type": type },
          body: text
        })
        expect(response.status).toBeLessThan(500)
      })
    )
  })

  it.each([
    ["a megabyte", `a=${"x".repeat(1024 * 1024)}`],
    ["a hundred thousand brackets", `a${"[b]".repeat(100_000)}=1`],
    ["fifty thousand parameters", "a[]=1&".repeat(50_000)]
  ])("of %s is refused", async (_name, body) => {
    expect(await answerOf("/v1/payment_intents", { method: "POST", headers, body })).toBe(400)
  })

  it("has moved on its way only what was asked for", () => {
    for (const { amount, kind } of world.admin.ledger()) {
      expect(kind).toBe("payment")
      expect(Number(amount)).toBeGreaterThan(0)
    }
  })
})
