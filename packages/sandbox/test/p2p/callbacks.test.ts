import { describe, expect, it } from "vitest"
import { P2p } from "../../src/index.ts"
import type { Received } from "../support.ts"
import { setUp, template } from "./support.ts"

type Fields = Record<string, string | null>

const fieldsOf = (letter: Received | undefined) => JSON.parse(letter?.body ?? "{}") as Fields

const expected = (order_id: string) =>
  P2p.standartSign(template, {
    order_id,
    merchant: "acme",
    api_key: "test_api_key",
    sign_key: "test_sign_key"
  })

const signing = { settings: { standartSign: template } }

const success = "http://127.0.0.1:9/success"
const error = "http://127.0.0.1:9/error"

describe("a payout's callback", () => {
  it("goes to the success URL once it is paid, as JSON with the documented fields in their order", async () => {
    const { create, clock, received } = setUp(signing)
    await create({}, "card")
    expect(received).toEqual([])
    await clock.advance(5_000)
    expect(received).toMatchObject([{ url: success, contentType: "application/json" }])
    const fields = fieldsOf(received[0])
    expect(Object.entries(fields)).toEqual([
      ["order_id", "order123"],
      ["standart_sign", expected("order123")],
      ["type", "pay_out"],
      ["status", "successful"],
      ["fiat_amount", "5000.00"],
      ["usdt_amount", "49.8767"],
      ["merchant_spent_usdt", "50.8742"],
      ["fiat_currency", "rub"],
      ["exchange_rate", "100.2472"],
      ["payment_method", "card"],
      ["created_at", "2025-01-01T00:00:00Z"],
      ["updated_at", "2025-01-01T00:00:05Z"],
      ["number_card", "4276345439581234"],
      ["phone_number", null],
      ["number_score", null],
      ["iban_number", null],
      ["full_name", null],
      ["bank_name", null]
    ])
  })

  it.each(["rejected_timeout", "rejected_merchant", "rejected_gate"])("goes to the error URL at %s", async (status) => {
    const { create, admin, received } = setUp()
    await create()
    await admin.setStatus("order123", status)
    expect(received.map(({ url }) => url)).toEqual([error])
    expect(fieldsOf(received[0]).status).toBe(status)
  })

  it("is also sent when the merchant cancels, and has the placeholder where no template is set", async () => {
    const { create, cancel, admin, received } = setUp()
    await create()
    await cancel()
    await admin.callbacksIdle()
    expect(fieldsOf(received[0])).toMatchObject({ status: "rejected_merchant", standart_sign: P2p.placeholder })
  })

  it("does not exist for other statuses", async () => {
    const { create, admin, received } = setUp()
    await create()
    for (const status of ["expectation", "on_the_moon"]) await admin.setStatus("order123", status)
    expect(received).toEqual([])
  })

  it("is repeated on the clock until it is answered 2xx", async () => {
    const { create, admin, clock, received, receiver } = setUp()
    receiver.status = () => (received.length < 2 ? 503 : 200)
    await create()
    await clock.advance(15_000)
    expect(received).toHaveLength(2)
    expect(received[1]).toEqual(received[0])
    expect(admin.deliveries()).toMatchObject([{ state: "delivered", status: "successful" }])
  })

  it("is never posted to another host than this machine, loudly", async () => {
    const { create, admin, clock, received, log } = setUp()
    await create({ success_callback_url: "https://merchant.example.com/paid" })
    await create({ success_callback_url: "not a url", order_id: "order124" })
    await clock.advance(5_000)
    expect([received, log.length]).toEqual([[], 2])
    expect(admin.violations()).toMatchObject([{ kind: "callbackTarget" }, { kind: "callbackTarget" }])
  })
})

describe("a scripted callback", () => {
  it("comes early: delivered before the create answer, of a payout that is already paid", async () => {
    const { create, status, admin, received, clock } = setUp()
    admin.scriptCallback({ early: "successful" })
    const count = await create().then(() => received.length)
    expect(count).toBe(1)
    expect((await status()).status).toBe("successful")
    await clock.advance(60_000)
    expect([received.length, admin.ledger().length]).toEqual([1, 1])
  })

  it("comes late, twice, or not at all", async () => {
    const { create, admin, received, clock } = setUp()
    admin.scriptCallback({ late: 5_000 }, { reference: "a" })
    admin.scriptCallback({ copies: 2 }, { reference: "b" })
    admin.scriptCallback({ lost: true }, { reference: "c" })
    for (const order_id of ["a", "b", "c"]) await create({ order_id })
    await clock.advance(9_999)
    expect(received.map((letter) => fieldsOf(letter).order_id)).toEqual(["b", "b"])
    await clock.advance(1)
    expect(received.map((letter) => fieldsOf(letter).order_id)).toEqual(["b", "b", "a"])
    await clock.advance(3_600_000)
    expect(received).toHaveLength(3)
  })

  it("comes in reversed order when held and released so", async () => {
    const { create, admin, received, clock } = setUp()
    admin.scriptCallback({ hold: true }, { times: 2 })
    for (const order_id of ["a", "b"]) await create({ order_id })
    await clock.advance(5_000)
    expect(received).toEqual([])
    expect(await admin.releaseCallbacks("reverse")).toBe(2)
    expect(received.map((letter) => fieldsOf(letter).order_id)).toEqual(["b", "a"])
  })

  it.each([[signing], [{}]])("is forged: everything right but the sign, with %o", async (options) => {
    const { create, admin, received, clock } = setUp(options)
    await create()
    await create({ order_id: "order124" })
    admin.scriptCallback({ forged: true }, { reference: "order123" })
    await clock.advance(5_000)
    const [forged, genuine] = received.map(fieldsOf)
    expect(forged).toMatchObject({ order_id: "order123", status: "successful" })
    const right =
      options === signing ? [expected("order123"), expected("order124")] : [P2p.placeholder, P2p.placeholder]
    expect(forged?.standart_sign).not.toBe(right[0])
    expect(genuine?.standart_sign).toBe(right[1])
  })

  it("states another amount or an unknown order, with a sign that fits the order", async () => {
    const { create, admin, received } = setUp(signing)
    await create()
    await admin.sendCallback("order123", "successful", { changes: { fiat_amount: "1.00" } })
    await admin.sendCallback("order123", "successful", { changes: { order_id: "nobody" } })
    await admin.sendCallback("order123", "successful", { changes: { standart_sign: "x" } })
    const [amount, unknown, signed] = received.map(fieldsOf)
    expect(amount).toMatchObject({ fiat_amount: "1.00", standart_sign: expected("order123") })
    expect(unknown).toMatchObject({ order_id: "nobody", standart_sign: expected("nobody") })
    expect(signed?.standart_sign).toBe("x")
    expect(admin.operations()[0]?.status).toBe("expectation")
  })

  it("goes to the wrong URL, or to any other", async () => {
    const { create, admin, received } = setUp()
    await create()
    admin.scriptCallback({ url: "swapped" }, { times: 2 })
    await admin.setStatus("order123", "successful")
    await admin.setStatus("order123", "rejected_gate")
    await admin.sendCallback("order123", "successful", { url: "http://localhost:9/elsewhere" })
    expect(received.map(({ url }) => url)).toEqual([error, success, "http://localhost:9/elsewhere"])
  })

  it("is never a form", () => {
    expect(() => setUp().admin.scriptCallback({ format: "form" })).toThrow("JSON")
  })
})
