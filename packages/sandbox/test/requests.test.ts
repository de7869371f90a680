import { describe, expect, it } from "vitest"
import { Feennex } from "../src/index.ts"
import { body, type Envelope, origin, post, secret, setUp } from "./support.ts"

describe("a request's signature", () => {
  it("is refused with error 10 that echoes the string to sign and never the secret", async () => {
    const { feennex, admin } = setUp()
    const wrong = { ...body("/invoice/create"), sign: "a7f5bcbb774ce" }
    const response = await feennex.fetch(post(`${origin}/invoice/create`, wrong))
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(JSON.parse(text)).toEqual({
      data: null,
      error_code: 10,
      message: "Invalid sign, string_to_sign: 12.34:840:bank_usd:112:o-1",
      result: false
    })
    expect(text).not.toContain(secret)
    expect(admin.operations()).toEqual([])
  })

  it.each([
    ["12.5", "12.5"],
    ["12.50", "12.50"],
    ["13.0", "13.0"],
    ["1e1", "1e1"],
    ['"12.50"', "12.50"]
  ])("is over the characters of the number as it stood in the JSON: %s", async (json, signed) => {
    const { feennex } = setUp()
    const fields = { amount: signed, currency: "840", payway: "bank_usd", shop_id: "112", shop_order_id: "o-1" }
    const rest = `"currency":840,"payway":"bank_usd","shop_id":112,"shop_order_id":"o-1"`
    const send = (sign: string) =>
      feennex.fetch(post(`${origin}/invoice/create`, `{"amount":${json},${rest},"sign":"${sign}"}`))
    const good = (await (await send(Feennex.sign(fields, secret))).json()) as Envelope
    expect(good.error_code).toBe(0)
    const other = { ...fields, amount: `${signed}0` }
    const bad = (await (await send(Feennex.sign(other, secret))).json()) as Envelope
    expect(bad.message).toBe(`Invalid sign, string_to_sign: ${signed}:840:bank_usd:112:o-1`)
  })

  it("is over the number as a Python server prints it, when so switched", async () => {
    const { call, admin } = setUp()
    admin.settings({ signedNumbers: "python" })
    expect((await call("/invoice/create", { amount: 12.5 })).error_code).toBe(0)
    const { feennex } = setUp({ settings: { signedNumbers: "python" } })
    const fields = { amount: "12.5", currency: "840", payway: "bank_usd", shop_id: "112", shop_order_id: "o-1" }
    const rest = `"currency":840,"payway":"bank_usd","shop_id":112,"shop_order_id":"o-1"`
    const sign = Feennex.sign(fields, secret)
    const answer = await feennex.fetch(post(`${origin}/invoice/create`, `{"amount":12.50,${rest},"sign":"${sign}"}`))
    expect(((await answer.json()) as Envelope).error_code).toBe(0)
  })

  it("leaves e-mail, description and account details out", async () => {
    const { call } = setUp()
    const extra = { email: "someone@example.com", description: "Payout", account_details: { contract: "C1" } }
    expect((await call("/withdraw/create", extra)).error_code).toBe(0)
    expect((await call("/withdraw/create", { ...extra, shop_payment_id: "p-2", email: "x@y.z" })).error_code).toBe(0)
  })

  it("belongs to the shop that is named", async () => {
    const shops = [
      { id: "112", secret },
      { id: "113", secret: "another" }
    ]
    const { call } = setUp({ shops })
    expect((await call("/shop_balance")).error_code).toBe(0)
    expect((await call("/shop_balance", { shop_id: 113 })).message).toMatch(/^Invalid sign/)
    expect((await call("/shop_balance", { shop_id: 7 })).error_code).toBe(11)
  })
})

describe("a request's parameters", () => {
  const mandatory: ReadonlyArray<[string, ReadonlyArray<string>]> = [
    ["/withdraw/try", ["amount", "amount_type", "payway", "shop_currency", "shop_id", "sign"]],
    ["/check_account", ["account", "amount", "payway", "shop_id", "sign"]],
    ["/withdraw/create", ["account", "amount", "amount_type", "email", "payway", "shop_currency", "shop_id"]],
    ["/withdraw/create", ["shop_payment_id", "sign"]],
    ["/withdraw/status", ["now", "shop_id", "withdraw_id", "sign"]],
    ["/withdraw/shop_payment_status", ["now", "shop_id", "shop_payment_id", "sign"]],
    ["/invoice/try", ["amount", "currency", "payway", "shop_id", "shop_order_id", "sign"]],
    ["/invoice/create", ["amount", "currency", "payway", "shop_id", "shop_order_id", "sign"]],
    ["/invoice/check", ["now", "shop_id", "shop_order_id", "sign"]],
    ["/shop_balance", ["now", "shop_id", "sign"]]
  ]

  it.each(mandatory)("that %s lacks are named by error 10: %s", async (path, names) => {
    const { call } = setUp()
    for (const name of names) {
      const answer = await call(path, { [name]: undefined })
      expect(answer).toEqual({
        data: null,
        error_code: 10,
        message: `Incorrect values for parameters: ${name}="field required"`,
        result: false
      })
    }
  })

  it.each([
    ["/withdraw/create", { amount: -1 }, "amount"],
    ["/withdraw/create", { amount: 0 }, "amount"],
    ["/withdraw/create", { amount: 1.005 }, "amount"],
    ["/withdraw/create", { amount: "ten" }, "amount"],
    ["/withdraw/create", { account: 4111111111111111 }, "account"],
    ["/withdraw/create", { shop_payment_id: "x".repeat(256) }, "shop_payment_id"],
    ["/withdraw/create", { amount_type: "receive_amount" }, "amount_type"],
    ["/withdraw/create", { account_details: "C1" }, "account_details"],
    ["/invoice/create", { description: "x".repeat(256) }, "description"],
    ["/invoice/check", { now: "yesterday" }, "now"],
    ["/invoice/check", { shop_order_id: "" }, "shop_order_id"]
  ])("of a wrong shape are named by error 10: %s %o", async (path, changes, name) => {
    const { call, admin } = setUp()
    const answer = await call(path, changes)
    expect(answer.error_code).toBe(10)
    expect(answer.message).toMatch(new RegExp(`^Incorrect values for parameters: ${name}="`))
    expect(admin.operations()).toEqual([])
  })

  it("may be text where the document's own example sends numbers", async () => {
    const { call } = setUp()
    const texts = { amount: "12.34", currency: "840", shop_id: "112", shop_order_id: "4129" }
    expect((await call("/invoice/create", texts)).error_code).toBe(0)
    expect((await call("/invoice/check", { shop_id: "112", shop_order_id: "4129" })).data.shop_order_id).toBe("4129")
  })

  it("must be UTF-8", async () => {
    const { feennex, admin } = setUp()
    const text = JSON.stringify(body("/invoice/create", { description: "?" }))
    const bytes = new TextEncoder().encode(text).map((byte) => (byte === "?".charCodeAt(0) ? 0xff : byte))
    const headers = { "content-type": "application/json" }
    const answer = await feennex.fetch(`${origin}/invoice/create`, { method: "POST", headers, body: bytes })
    expect(await answer.json()).toMatchObject({ error_code: 10, message: "Request body is not valid JSON" })
    expect(admin.operations()).toEqual([])
  })

  it("must come as JSON by POST to a known endpoint", async () => {
    const { feennex } = setUp()
    const code = async (request: Request) => ((await (await feennex.fetch(request)).json()) as Envelope).error_code
    const headers = { "content-type": "text/plain" }
    expect(await code(post(`${origin}/shop_balance`, body("/shop_balance"), { headers }))).toBe(10)
    expect(await code(new Request(`${origin}/shop_balance`))).toBe(10)
    expect(await code(post(`${origin}/nowhere`, {}))).toBe(10)
    expect(await code(post(`${origin}/shop_balance`, `{"shop_id": 112`))).toBe(10)
    expect(await code(post(`${origin}/shop_balance`, `[]`))).toBe(10)
  })
})
