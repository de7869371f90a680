import { describe, expect, it } from "vitest"
import { P2p } from "../../src/index.ts"
import { post } from "../support.ts"
import { type Answer, address, body, figures, headers, merchant, origin, setUp } from "./support.ts"

const methods = ["card", "sbp", "score", "iban"] as const

describe("create_pay_out", () => {
  it.each(methods)("takes a payout by %s", async (method) => {
    const { create, admin } = setUp()
    expect(await create({}, method)).toMatchObject({ ok: true, payment_method: method })
    expect(admin.operations()).toMatchObject([{ method, reference: "order123", money: "frozen" }])
  })

  it("answers with the documented members and nothing more", async () => {
    const { create } = setUp()
    expect(await create()).toEqual({
      ok: true,
      internal_transaction_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...figures,
      reject_callback_url: `${origin}/api/merchant/acme/rejected_pay_out/`
    })
  })

  it("leaves `ok` out when so switched, as its own table does", async () => {
    const { create } = setUp({ settings: { okInCreateAnswer: false } })
    const answer = await create()
    expect(answer).not.toHaveProperty("ok")
    expect(answer.usdt_amount).toBe("14.9630")
  })

  it("checks the sign over the very texts of the body, with the merchant's key", async () => {
    const { p2p, create } = setUp()
    for (const sign of ["", "x", String(body().sign).toUpperCase(), body({ fiat_amount: "1500.01" }).sign]) {
      expect((await create({ sign })).ok).toBe(false)
    }
    const other = P2p.sign("order123", "1500.00", "79161234567", "rub", "another_key")
    expect(await create({ sign: other })).toEqual({ ok: false, error: "invalid sign" })
    const unsigned = { ...body(), sign: P2p.sign("order123", "1500", "79161234567", "rub", merchant.signKey) }
    const answer = await p2p.fetch(post(address("create_pay_out/"), unsigned))
    expect(await answer.json()).toEqual({ ok: false, error: "invalid sign" })
    expect(p2p.admin.operations()).toEqual([])
  })

  it.each<[string, unknown]>([
    ["order_id", undefined],
    ["order_id", null],
    ["order_id", ""],
    ["order_id", 7],
    ["order_id", "x".repeat(256)],
    ["payment_method", "cash"],
    ["payment_method", undefined],
    ["fiat_amount", 1500],
    ["fiat_amount", "1500"],
    ["fiat_amount", "1500.0"],
    ["fiat_amount", "1500.001"],
    ["fiat_amount", "01500.00"],
    ["fiat_amount", "1,500.00"],
    ["fiat_amount", "-1.00"],
    ["fiat_amount", "0.00"],
    ["fiat_amount", "1e3.00"],
    ["fiat_currency", "RUB"],
    ["fiat_currency", "xau"],
    ["fiat_currency", undefined],
    ["timeout", "30"],
    ["timeout", 0],
    ["timeout", 1.5],
    ["timeout", -1],
    ["phone_number", undefined],
    ["phone_number", "7916123456"],
    ["phone_number", "79161234567890"],
    ["phone_number", 79161234567],
    ["number_card", "4276345439581234"],
    ["bank_name", undefined],
    ["bank_name", "x".repeat(73)],
    ["bik", 44525225],
    ["full_name", "x".repeat(129)],
    ["success_callback_url", undefined],
    ["success_callback_url", `http://127.0.0.1/${"x".repeat(500)}`],
    ["error_callback_url", undefined],
    ["error_callback_url", ""],
    ["customer", "x".repeat(129)],
    ["order_description", "x".repeat(8001)],
    ["sign", undefined]
  ])("refuses %s of %j, naming it", async (name, value) => {
    const { create, admin } = setUp()
    const answer = await create({ [name]: value })
    expect(answer.ok).toBe(false)
    expect(answer.error).toContain(name === "number_card" ? "phone_number" : name)
    expect(admin.operations()).toEqual([])
  })

  it.each<[P2p.Method, Record<string, unknown>]>([
    ["card", { number_card: "427634543958123" }],
    ["card", { number_card: "4276345439581234567" }],
    ["card", { iban_number: "DE89370400440532013000" }],
    ["card", { number_card: null, phone_number: "79161234567" }],
    ["score", { number_score: "4081781009991000431" }],
    ["iban", { iban_number: "X".repeat(35) }]
  ])("wants exactly the requisite of %s: not %o", async (method, changes) => {
    const { create } = setUp()
    expect((await create(changes, method)).ok).toBe(false)
  })

  it.each<[P2p.Method, Record<string, unknown>]>([
    ["card", { phone_number: null, number_score: null, iban_number: null, bank_name: null, timeout: null }],
    ["sbp", { phone_number: "+79161234567", bik: undefined, full_name: undefined, timeout: undefined }],
    ["sbp", { order_id: "я".repeat(255), order_description: "x".repeat(8000), unknown_member: { a: 1 } }]
  ])("takes absent as null, the greatest lengths and what it does not know: %s %#", async (method, changes) => {
    const { create } = setUp()
    expect(await create(changes, method)).toMatchObject({ ok: true })
  })

  it.each([
    ["no JSON", "{", {}],
    ["no object", "[]", {}],
    ["another content type", JSON.stringify(body()), { headers: { "content-type": "text/plain" } }],
    ["too long", JSON.stringify({ a: "x".repeat(1024 * 1024) }), {}]
  ])("refuses a body that is %s", async (_name, text, init) => {
    const { p2p } = setUp()
    const answer = (await (await p2p.fetch(post(address("create_pay_out/"), text, init))).json()) as Answer
    expect(answer.ok).toBe(false)
    expect(answer.error).toMatch(/^(request body|content type)/)
  })

  it("needs no X-Api-Key, and a known merchant", async () => {
    const { p2p } = setUp()
    const url = `${origin}/api/merchant/nobody/create_pay_out/`
    expect(await (await p2p.fetch(post(url, body()))).json()).toEqual({ ok: false, error: "merchant not found" })
  })
})

describe("failures", () => {
  it("have HTTP status 200, or another when so switched, and JSON always", async () => {
    const { p2p, admin } = setUp()
    const send = () => p2p.fetch(post(address("create_pay_out/"), {}))
    expect((await send()).status).toBe(200)
    admin.settings({ errorStatus: 400 })
    const answer = await send()
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/json"])
  })
})

describe("addresses", () => {
  it.each([
    ["POST", "create_pay_out"],
    ["POST", "rejected_pay_out"],
    ["GET", "status_pay_out/order%2F1"],
    ["GET", "status"]
  ])("without their slash are redirected, with a notice: %s %s", async (method, path) => {
    const { p2p, admin } = setUp()
    const answer = await p2p.fetch(address(`${path}?x=1`), { method, headers })
    expect([answer.status, answer.headers.get("location")]).toEqual([301, `/api/merchant/acme/${path}/?x=1`])
    expect(admin.violations()).toMatchObject([{ kind: "address" }])
    expect(admin.operations()).toEqual([])
  })

  it("of a POST are no use with GET, which is what following the redirect amounts to", async () => {
    const { get } = setUp()
    const answer = await get("create_pay_out/")
    expect([answer.status, await answer.json()]).toEqual([405, { ok: false, error: "method not allowed" }])
  })

  it("that are none are not found", async () => {
    const { get } = setUp()
    for (const path of ["", "status_pay_out/", "create_pay_in", "status/x/y/"]) {
      expect((await get(path)).status).toBe(404)
    }
  })
})

describe("reads", () => {
  it.each(["status/", "status_pay_out/order123/"])("of %s need the key and the content type", async (path) => {
    const { get, create, admin } = setUp()
    await create()
    const error = async (given: Record<string, string>) =>
      ((await (await get(path, { headers: given })).json()) as Answer).error
    expect(await error({ "content-type": "application/json" })).toBe("invalid api key")
    expect(await error({ ...headers, "x-api-key": "test_sign_key" })).toBe("invalid api key")
    expect(await error({ "x-api-key": merchant.apiKey })).toBe("content type must be application/json")
    expect(await error(headers)).toBeUndefined()
    admin.settings({ contentTypeOnReads: false })
    expect(await error({ "x-api-key": merchant.apiKey })).toBeUndefined()
  })

  it("show a merchant nothing of another", async () => {
    const other = { name: "other", apiKey: "other_key", signKey: "other_sign" }
    const { p2p, create } = setUp({ merchants: [merchant, other] })
    await create()
    const get = async (key: string) => {
      const given = { ...headers, "x-api-key": key }
      const url = `${origin}/api/merchant/other/status_pay_out/order123/`
      return ((await (await p2p.fetch(url, { headers: given })).json()) as Answer).error
    }
    expect(await get("other_key")).toBe("pay out not found")
    expect(await get("test_api_key")).toBe("invalid api key")
  })
})
