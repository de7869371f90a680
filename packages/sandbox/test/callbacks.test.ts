import { describe, expect, it } from "vitest"
import { isLoopback } from "../src/Courier.ts"
import { Feennex } from "../src/index.ts"
import { NumberText, read } from "../src/internal/json.ts"
import { secret, setUp } from "./support.ts"

const urls = { callback_url: "http://127.0.0.1:9/paid", callback_rejected_url: "http://localhost:9/failed" }

const formOf = (body: string) => Object.fromEntries(new URLSearchParams(body))

const isGenuine = (fields: Record<string, string>) => Feennex.signCallback(fields, secret) === fields.sign

const waiting = async (options: Feennex.Options = {}) => {
  const world = setUp(options)
  await world.call("/invoice/create", { ...urls, amount: 100, email: "payer@example.com" })
  await world.clock.advance(1000)
  return world
}

describe("a payment's callback", () => {
  it("goes to callback_url at success, as signed form text with the documented fields", async () => {
    const { admin, received } = await waiting()
    await admin.pay("o-1")
    expect(received).toHaveLength(1)
    const fields = formOf(received[0]?.body ?? "")
    expect(received[0]?.url).toBe(urls.callback_url)
    expect(isGenuine(fields)).toBe(true)
    expect(fields).toMatchObject({
      client_price: "100.0",
      created: "2025-01-01 03:00:00",
      email: "payer@example.com",
      payment_id: "499564464",
      processed: "2025-01-01 03:00:01",
      shop_amount: "100.0",
      shop_currency: "840",
      shop_id: "112",
      shop_order_id: "o-1",
      shop_refund: "96.0",
      status: "success"
    })
    expect(JSON.parse(fields.ps_data ?? "")).toMatchObject({ amount: 100, card: "2200000000000004" })
  })

  it("goes to callback_rejected_url at rejection, and to callback_url when recalculated", async () => {
    const { admin, received, call } = await waiting()
    await admin.pay("o-1", "50")
    expect(received[0]?.url).toBe(urls.callback_url)
    expect(formOf(received[0]?.body ?? "")).toMatchObject({
      status: "recalculated",
      client_price: "50.0",
      shop_original_amount: "100.0"
    })
    await call("/invoice/create", { ...urls, shop_order_id: "o-2" })
    await admin.reject("o-2")
    expect(received[1]?.url).toBe(urls.callback_rejected_url)
    expect(formOf(received[1]?.body ?? "").status).toBe("rejected")
  })

  it("goes to the shop's own URL where the shop has one", async () => {
    const shops = [{ id: "112", secret, callbackUrl: "http://127.0.0.1:9/shop" }]
    const { admin, received } = await waiting({ shops })
    await admin.pay("o-1")
    expect(received[0]?.url).toBe("http://127.0.0.1:9/shop")
  })

  it("as JSON is signed over its numbers' own characters", async () => {
    const { admin, received } = await waiting({ settings: { callbackFormat: "json" } })
    await admin.pay("o-1")
    expect(received[0]?.body).toContain('"client_price": 100.0,')
    const fields = Object.entries(read(received[0]?.body ?? "") as Record<string, unknown>)
    const texts = fields.map(([key, value]) => [key, value instanceof NumberText ? value.text : value])
    expect(isGenuine(Object.fromEntries(texts))).toBe(true)
  })

  it("is repeated on the clock until it is answered 2xx, and not again", async () => {
    const { admin, received, receiver, clock } = await waiting({ callbackRetries: [10_000, 60_000] })
    receiver.status = () => (received.length < 2 ? 500 : 202)
    await admin.pay("o-1")
    await clock.advance(9_999)
    expect(received).toHaveLength(1)
    await clock.advance(1)
    expect(received).toHaveLength(2)
    await clock.advance(3_600_000)
    expect(received).toHaveLength(2)
    expect(received[1]?.body).toBe(received[0]?.body)
    expect(admin.deliveries()).toMatchObject([
      { state: "delivered", attempts: [{ httpStatus: 500 }, { httpStatus: 202 }] }
    ])
  })

  it("does not follow a redirect, which could lead anywhere", async () => {
    const asked: Array<RequestInit | undefined> = []
    const fetch = async (_input: unknown, init?: RequestInit) => {
      asked.push(init)
      return new Response(null, { status: 307, headers: { location: "https://example.com/" } })
    }
    const { admin } = await waiting({ fetch, callbackRetries: [] })
    await admin.pay("o-1")
    expect(asked).toMatchObject([{ redirect: "manual" }])
    expect(admin.deliveries()[0]?.state).toBe("failed")
  })

  it("is given up after the last repetition", async () => {
    const { admin, received, receiver, clock } = await waiting({ callbackRetries: [10] })
    receiver.status = () => 302
    await admin.pay("o-1")
    await clock.advance(3_600_000)
    expect(received).toHaveLength(2)
    expect(admin.deliveries()[0]?.state).toBe("failed")
  })

  it("gives a receiver that never answers ten seconds", async () => {
    const silent = (_input: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))
      })
    const { admin, clock } = await waiting({ fetch: silent, callbackRetries: [] })
    const paid = admin.pay("o-1")
    await clock.advance(10_000)
    await paid
    expect(admin.deliveries()).toMatchObject([
      { state: "failed", attempts: [{ httpStatus: null, error: "the receiver did not answer in time" }] }
    ])
  })

  it("is not repeated, and given up when under way, once the simulator is reset", async () => {
    const asked: Array<AbortSignal | null | undefined> = []
    const fetch = (_input: unknown, init?: RequestInit) => {
      asked.push(init?.signal)
      if (asked.length === 1) return Promise.resolve(new Response(null, { status: 500 }))
      return new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))
      })
    }
    const { admin, clock, call } = await waiting({ fetch })
    await admin.pay("o-1")
    await call("/invoice/create", { ...urls, shop_order_id: "o-2" })
    const second = admin.pay("o-2")
    admin.reset()
    await second
    await clock.advance(3_600_000)
    expect(asked.map((signal) => signal?.aborted)).toEqual([false, true])
    expect(admin.deliveries()).toEqual([])
  })

  it("is never posted to another host than this machine, loudly", async () => {
    const { call, admin, received, log } = setUp()
    await call("/invoice/create", { callback_url: "https://merchant.example.com/paid" })
    await admin.pay("o-1")
    expect(received).toEqual([])
    expect(log).toEqual([
      "refused to post a callback to https://merchant.example.com/paid: only loopback hosts are allowed"
    ])
    expect(admin.violations()).toMatchObject([{ kind: "callbackTarget", reference: "o-1" }])
    expect(admin.deliveries()[0]?.state).toBe("refused")
  })

  it.each([
    ["http://localhost:1/x", true],
    ["http://127.0.0.1/x", true],
    ["http://127.8.9.10/x", true],
    ["https://[::1]:8443/", true],
    ["http://gateway.localhost/", false],
    ["http://localhost.example.com/", false],
    ["http://127.0.0.1.example.com/", false],
    ["http://127.0.0.1@example.com/", false],
    ["http://10.0.0.1/", false],
    ["http://0.0.0.0/", false],
    ["file:///etc/passwd", false],
    ["not a url", false]
  ])("knows whether %s is loopback: %s", (url, expected) => {
    expect(isLoopback(url)).toBe(expected)
  })

  it("does not exist for payouts", async () => {
    const { call, clock, received, admin } = setUp()
    await call("/withdraw/create", urls)
    await clock.advance(60_000)
    expect(admin.operations()[0]?.status).toBe(5)
    expect(received).toEqual([])
  })
})

describe("a scripted callback", () => {
  it("comes early: delivered before the create answer, of a payment that is already paid", async () => {
    const { call, admin, received } = setUp()
    admin.scriptCallback({ early: 4 })
    const created = call("/invoice/create", urls).then(() => received.length)
    expect(await created).toBe(1)
    expect(formOf(received[0]?.body ?? "").status).toBe("success")
    expect((await call("/invoice/check")).data.status).toBe(4)
  })

  it("that comes early holds the create answer back until it is delivered", async () => {
    let deliver = (_response: Response) => {}
    const fetch = () =>
      new Promise<Response>((resolve) => {
        deliver = resolve
      })
    const { call, admin, clock } = setUp({ fetch })
    admin.scriptCallback({ early: 4 })
    let answered = false
    const created = call("/invoice/create", urls).then(() => {
      answered = true
    })
    await clock.advance(5_000)
    expect(answered).toBe(false)
    deliver(new Response("OK"))
    await created
    expect(admin.deliveries()[0]?.state).toBe("delivered")
  })

  it("comes late on the clock", async () => {
    const { admin, received, clock } = await waiting()
    admin.scriptCallback({ late: 5_000 })
    await admin.pay("o-1")
    await clock.advance(4_999)
    expect(received).toHaveLength(0)
    await clock.advance(1)
    expect(received).toHaveLength(1)
  })

  it("comes twice with the same body", async () => {
    const { admin, received } = await waiting()
    admin.scriptCallback({ copies: 2 })
    await admin.pay("o-1")
    expect(received).toHaveLength(2)
    expect(received[1]).toEqual(received[0])
  })

  it("comes in reversed order when held and released so", async () => {
    const { admin, received, call } = await waiting()
    await call("/invoice/create", { ...urls, shop_order_id: "o-2" })
    admin.scriptCallback({ hold: true }, { times: 2 })
    await admin.pay("o-1")
    await admin.pay("o-2")
    expect(received).toEqual([])
    expect(await admin.releaseCallbacks("reverse")).toBe(2)
    expect(received.map(({ body }) => formOf(body).shop_order_id)).toEqual(["o-2", "o-1"])
  })

  it("is forged: everything right but the sign", async () => {
    const { admin, received } = await waiting()
    admin.scriptCallback({ forged: true })
    await admin.pay("o-1")
    const fields = formOf(received[0]?.body ?? "")
    expect(fields).toMatchObject({ status: "success", shop_order_id: "o-1" })
    expect(isGenuine(fields)).toBe(false)
  })

  it("states another amount or an unknown reference, with a sign that fits", async () => {
    const { admin, received } = await waiting()
    admin.scriptCallback({ changes: { client_price: "1.0", shop_amount: "1.0" } })
    await admin.pay("o-1")
    await admin.sendCallback("o-1", "success", { changes: { shop_order_id: "nobody" } })
    const [amount, unknown] = received.map(({ body }) => formOf(body))
    expect(amount).toMatchObject({ client_price: "1.0" })
    expect(unknown).toMatchObject({ shop_order_id: "nobody" })
    expect([isGenuine(amount ?? {}), isGenuine(unknown ?? {})]).toEqual([true, true])
  })

  it("goes to the wrong URL, or nowhere", async () => {
    const { admin, received, call } = await waiting()
    admin.scriptCallback({ url: "swapped" }, { reference: "o-1" })
    admin.scriptCallback({ lost: true }, { reference: "o-2" })
    await call("/invoice/create", { ...urls, shop_order_id: "o-2" })
    await admin.pay("o-2")
    await admin.pay("o-1")
    expect(received.map(({ url }) => url)).toEqual([urls.callback_rejected_url])
  })
})
