import { describe, expect, it } from "vitest"
import { body, type Envelope, origin, post, setUp } from "./support.ts"

describe("a payment", () => {
  it("waits for its payer after a second, for ever, and is paid when the payer pays", async () => {
    const { call, admin, clock } = setUp()
    await call("/invoice/create")
    const status = async () => (await call("/invoice/check")).data.status
    expect(await status()).toBe(1)
    await clock.advance(1000)
    expect(await status()).toBe(2)
    await clock.advance(86_400_000)
    expect(await status()).toBe(2)
    expect(admin.ledger()).toEqual([])
    await admin.pay("o-1")
    expect(await status()).toBe(4)
    expect(admin.ledger()).toEqual([
      {
        seq: 1,
        at: clock.now(),
        kind: "payment",
        id: "499564464",
        reference: "o-1",
        amount: "12.34",
        currency: "840",
        shopAmount: "11.85",
        shopCurrency: "840",
        shop: "112",
        account: null
      }
    ])
  })

  it("is described in the document's own members and number forms", async () => {
    const { feennex, call, clock } = setUp()
    await call("/invoice/create", { amount: 10, payway: "card_usd", description: "Payment for order #123" })
    await clock.advance(1000)
    const answer = await feennex.fetch(post(`${origin}/invoice/check`, body("/invoice/check")))
    expect(await answer.text()).toBe(
      '{"data":{"client_price":10.0,"created":"2025-01-01 03:00:00","description":"Payment for order #123",' +
        '"is_unique":true,"payment_id":499564464,"payway":"card_usd","processed":null,"ps_currency":840,' +
        '"ps_data":null,"shop_amount":10.0,"shop_currency":840,"shop_id":112,"shop_order_id":"o-1",' +
        '"shop_refund":9.6,"status":2,"updated":null},"error_code":0,"message":"Ok","result":true}'
    )
  })

  it("paid with another amount by bank transfer is recalculated: 12, with the asked amount beside", async () => {
    const { call, admin } = setUp()
    await call("/invoice/create", { amount: 100 })
    await admin.pay("o-1", "50.00")
    expect((await call("/invoice/check")).data).toMatchObject({
      status: 12,
      client_price: 50,
      shop_amount: 50,
      shop_original_amount: 100,
      shop_refund: 48
    })
    expect(admin.ledger()).toMatchObject([{ amount: "50", shopAmount: "48" }])
  })

  it("by card cannot bring another amount", async () => {
    const { call, admin } = setUp()
    await call("/invoice/create", { payway: "card_usd" })
    await expect(admin.pay("o-1", "50.00")).rejects.toThrow("only a bank transfer")
    await admin.pay("o-1", "12.34")
    expect((await call("/invoice/check")).data.status).toBe(4)
  })

  it("may share its order number: the last one is returned and is_unique is false", async () => {
    const { call, admin } = setUp()
    const first = await call("/invoice/create")
    expect((await call("/invoice/check")).data.is_unique).toBe(true)
    const second = await call("/invoice/create", { amount: 20 })
    expect(second.data.id).not.toBe(first.data.id)
    expect((await call("/invoice/check")).data).toMatchObject({ is_unique: false, payment_id: second.data.id })
    expect(admin.operations("o-1")).toHaveLength(2)
  })

  it("may not share its order number when the shop is set so: error 6", async () => {
    const { feennex, call } = setUp({ settings: { uniqueOrders: true } })
    await call("/invoice/create")
    const again = await feennex.fetch(post(`${origin}/invoice/create`, body("/invoice/create")))
    expect(again.status).toBe(400)
    expect(((await again.json()) as Envelope).error_code).toBe(6)
  })

  it("gives is_unique the other meaning of the document when so switched", async () => {
    const { call, admin } = setUp({ settings: { isUniqueMeans: "setting" } })
    await call("/invoice/create")
    expect((await call("/invoice/check")).data.is_unique).toBe(false)
    admin.settings({ uniqueOrders: true })
    expect((await call("/invoice/check")).data.is_unique).toBe(true)
  })

  it("is rejected, expires, or is refunded by way of 11", async () => {
    const { call, admin } = setUp()
    const status = async (order: string) => (await call("/invoice/check", { shop_order_id: order })).data.status
    for (const order of ["a", "b", "c"]) await call("/invoice/create", { shop_order_id: order })
    await admin.reject("a")
    await admin.expire("b")
    await admin.pay("c")
    await admin.refund("c", 9)
    expect([await status("a"), await status("b"), await status("c")]).toEqual([6, 6, 9])
    expect(admin.ledger().map(({ kind }) => kind)).toEqual(["payment", "paymentRefunded"])
    expect(admin.operations("c")[0]?.history.map((reached) => reached.status)).toEqual([1, 4, 11, 9])
    expect(admin.balances().find(({ currency }) => currency === "840")?.available).toBe("1000000")
  })

  it("under review is in the hold of the balance until it is decided", async () => {
    const { call, admin } = setUp()
    await call("/invoice/create", { amount: 100 })
    const dollars = () => admin.balances().find(({ currency }) => currency === "840")
    await admin.setStatus("payment", "o-1", 8)
    expect(dollars()).toMatchObject({ hold: "96", available: "1000000" })
    await admin.setStatus("payment", "o-1", 4)
    expect(dollars()).toMatchObject({ hold: "0", available: "1000096" })
    await call("/invoice/create", { amount: 100, shop_order_id: "o-2" })
    await admin.setStatus("payment", "o-2", 8)
    await admin.reject("o-2")
    expect(dollars()).toMatchObject({ hold: "0", available: "1000096" })
  })

  it("paid late, after it was rejected, is money all the same", async () => {
    const { call, admin } = setUp()
    await call("/invoice/create")
    await admin.reject("o-1")
    await admin.pay("o-1")
    expect(admin.ledger()).toHaveLength(1)
  })

  it("asked for sooner than ten seconds after the last time is counted", async () => {
    const { call, admin, clock } = setUp()
    await call("/invoice/create")
    await call("/invoice/check")
    await clock.advance(9_999)
    await call("/invoice/check")
    await clock.advance(10_000)
    await call("/invoice/check")
    expect(admin.violations().map(({ kind, reference }) => [kind, reference])).toEqual([["tooEarly", "o-1"]])
  })

  it("is precalculated without being created", async () => {
    const { call, admin } = setUp({ limits: { min: "1", max: "100000" } })
    const { data } = await call("/invoice/try", { amount: 500, currency: 643, payway: "bank_h2h_rub" })
    expect(data).toMatchObject({ payer_price: 500, payer_fee: 0, exch_fee: 0, ps_currency: 643, warning: null })
    expect((await call("/invoice/try", { amount: 0.5 })).message).toBe("Payer price amount is too small, min: 1.0")
    expect(admin.operations()).toEqual([])
  })
})

describe("how to pay", () => {
  it("by bank transfer is in ps_data once the payment waits, with links back to this server", async () => {
    const { call, clock, admin } = setUp()
    await call("/invoice/create", { payway: "bank_h2h_rub", currency: 643, amount: 1200 })
    expect((await call("/invoice/check")).data.ps_data).toBeNull()
    await clock.advance(1000)
    const data = (await call("/invoice/check")).data.ps_data as Record<string, string>
    expect(data).toMatchObject({
      suggested_amount: "1200",
      bank: null,
      card: "2200000000000004",
      card_holder_name: "Ivanov Ivan Ivanovich",
      expired: "1735691400.000505"
    })
    expect(data.receipt_url).toMatch(/^http:\/\/127\.0\.0\.1:8081\/api\/v1\/order\/[0-9a-f-]{36}\/receipt$/)
    expect(data.receipt_status_url).toBe(`${data.receipt_url}/status`)
    admin.settings({ psData: "text" })
    expect(JSON.parse((await call("/invoice/check")).data.ps_data as string)).toEqual(data)
    admin.settings({ psData: "null" })
    expect((await call("/invoice/check")).data.ps_data).toBeNull()
  })

  it("by SBP is a phone instead of a card", async () => {
    const { call, clock } = setUp()
    await call("/invoice/create", { payway: "bank_sbp_rub", currency: 643 })
    await clock.advance(1000)
    expect((await call("/invoice/check")).data.ps_data).toMatchObject({
      phone: "79999999999",
      bank: "TINKOFF",
      card: null
    })
  })

  it("by card H2H starts with a session that /h2h_data, unsigned, turns into a form", async () => {
    const { call, feennex } = setUp()
    const { data } = await call("/invoice/create", { payway: "card_h2h_usd" })
    const { session_id } = data.data as Record<string, string>
    expect(session_id).toMatch(/^[0-9a-f]{32}$/)
    const ask = async (value: unknown) =>
      (await (await feennex.fetch(post(`${origin}/h2h_data`, value))).json()) as Envelope
    expect((await ask({ session_id })).data).toMatchObject({ payform_url: `${origin}/payform` })
    expect((await ask({ session_id: "unknown" })).result).toBe(false)
    expect((await ask({})).message).toBe('Incorrect values for parameters: session_id="field required"')
  })

  it("on the provider's page is a method, a URL and its fields", async () => {
    const { call, feennex, admin } = setUp()
    const { data } = await call("/invoice/create", { payway: "wallet_usd" })
    expect(data).toMatchObject({ method: "GET", data: { language: "en" } })
    expect((await feennex.fetch(data.url as string)).status).toBe(200)
    admin.settings({ redirectMethod: "POST" })
    expect((await call("/invoice/create", { payway: "wallet_usd" })).data.method).toBe("POST")
  })
})
