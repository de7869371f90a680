import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { body, type Envelope, origin, post, setUp } from "./support.ts"

const endpoints = [
  "/withdraw/try",
  "/check_account",
  "/withdraw/create",
  "/withdraw/status",
  "/withdraw/shop_payment_status",
  "/invoice/try",
  "/invoice/create",
  "/invoice/check",
  "/h2h_data",
  "/shop_balance"
] as const

const documented = new Set([0, 1, 4, 5, 6, 7, 9, 10, 11, 16, 2000])

const world = setUp()

const isEnvelope = async (request: Request): Promise<Envelope> => {
  const response = await world.feennex.fetch(request)
  expect([200, 400, 405]).toContain(response.status)
  const envelope = (await response.json()) as Envelope
  expect(Object.keys(envelope).sort()).toEqual(["data", "error_code", "message", "result"])
  expect(documented).toContain(envelope.error_code)
  expect(envelope.result).toBe(envelope.error_code === 0)
  return envelope
}

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>("", " ", "__proto__", 1e308, -0, 1e-7, 0.1 + 0.2, "1e999999", "9".repeat(300), [], {}),
  fc.constantFrom<unknown>({ __proto__: null }, { toString: 1 }, "12.345", "-1", "NaN", "٣", "\ud800")
)

describe("any body", () => {
  it("of bytes is answered by a documented error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...endpoints), fc.uint8Array({ maxLength: 300 }), async (path, bytes) => {
        const headers = { "content-type": "application/json" }
        const request = new Request(`${origin}${path}`, { method: "POST", headers, body: new Uint8Array(bytes) })
        expect((await isEnvelope(request)).error_code).toBe(10)
      })
    )
  })

  it("of JSON is answered by a documented error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...endpoints), fc.json({ maxDepth: 4 }), async (path, json) => {
        expect((await isEnvelope(post(`${origin}${path}`, json))).error_code).toBe(10)
      })
    )
  })

  it("with one strange parameter, signed or not, is answered in the envelope", async () => {
    const member = fc.constantFrom(
      ..."account account_details amount amount_type callback_url currency description email now payway".split(" "),
      ..."session_id shop_currency shop_id shop_order_id shop_payment_id sign withdraw_id __proto__".split(" ")
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...endpoints), member, strange, async (path, name, value) => {
        const printable = typeof value === "object" || typeof value === "symbol" ? "" : value
        const signed = body(path, { [name]: printable })
        await isEnvelope(post(`${origin}${path}`, { ...signed, [name]: value }))
      }),
      { numRuns: 500 }
    )
  })

  it.each([
    ["nested a hundred thousand times", "[".repeat(100_000) + "]".repeat(100_000)],
    ["with a key named __proto__", '{"__proto__":{"shop_id":112},"constructor":1}'],
    ["with a number of ten thousand digits", `{"amount":${"9".repeat(10_000)},"shop_id":112}`],
    ["with an exponent beyond reason", '{"amount":1e400,"shop_id":1e400}'],
    ["of more than a megabyte", `{"account":"${"x".repeat(1024 * 1024)}"}`],
    ["that is empty", ""],
    ["with half a character", '{"account":"\ud800"}']
  ])("%s is answered by error 10", async (_name, json) => {
    expect((await isEnvelope(post(`${origin}/withdraw/create`, json))).error_code).toBe(10)
  })

  it("to the receipt service is answered in its own way", async () => {
    const types = ["multipart/form-data", "multipart/form-data; boundary=x", "application/json", ""]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...types), fc.string(), fc.uint8Array(), async (type, id, bytes) => {
        const url = `${origin}/api/v1/order/x${encodeURIComponent(id)}/receipt`
        const request = new Request(url, {
          method: "POST",
          headers: { "content-type": type },
          body: new Uint8Array(bytes)
        })
        const response = await world.feennex.fetch(request)
        expect([400, 422]).toContain(response.status)
        expect(await response.json()).toHaveProperty("detail")
      })
    )
  })

  it("has created and paid nothing on its way that was not asked for properly", () => {
    for (const operation of world.admin.operations()) {
      expect(Number(operation.amount)).toBeGreaterThanOrEqual(1)
    }
    expect(({} as Record<string, unknown>).shop_id).toBeUndefined()
  })
})
