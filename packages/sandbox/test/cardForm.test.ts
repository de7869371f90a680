/** Host-to-host by card, from the session to the end: the token, the form, where the payer goes, what is kept. */
import { describe, expect, it } from "vitest"
import { adminClient, type Envelope, origin, post, setUp } from "./support.ts"

const urls = { success_url: "https://merchant.example/thanks?order=1", failed_url: "https://merchant.example/sorry" }
const card = "4111111111111111"

const started = async (options: Parameters<typeof setUp>[0] = {}, changes: Record<string, unknown> = {}) => {
  const world = setUp(options)
  const { data } = await world.call("/invoice/create", { payway: "card_usd", ...urls, ...changes })
  const { session_id } = data.data as Record<string, string>
  const ask = async (session: unknown = session_id) =>
    (await (await world.feennex.fetch(post(`${origin}/h2h_data`, { session_id: session }))).json()) as Envelope
  const submit = (fields: Record<string, string>, method = "POST") => {
    const form = new URLSearchParams(fields)
    return method === "POST"
      ? world.feennex.fetch(`${origin}/payform`, { method, body: form })
      : world.feennex.fetch(`${origin}/payform?${form}`)
  }
  const status = async () => (await world.call("/invoice/check")).data.status
  return { ...world, session: session_id, ask, submit, status }
}

const token = async ({ ask }: { readonly ask: () => Promise<Envelope> }) => String((await ask()).data.form_token)

describe("a payment by card, host-to-host", () => {
  it("is paid by the form that the session leads to, and the payer goes to the success URL", async () => {
    const world = await started({}, { callback_url: "http://127.0.0.1:9/paid" })
    const { data } = await world.ask()
    expect(data).toEqual({ form_token: expect.stringMatching(/^[0-9a-f]{32}$/), payform_url: `${origin}/payform` })
    const fields = {
      form_token: String(data.form_token),
      pan: "4111 1111 1111 1111",
      cardholder: "Ivanov Ivan",
      cvc: "123"
    }
    const answer = await world.submit(fields)
    expect([answer.status, answer.headers.get("location")]).toEqual([303, urls.success_url])
    expect(await world.status()).toBe(4)
    expect(new URLSearchParams(world.received[0]?.body).get("status")).toBe("success")
    expect(world.admin.ledger()).toMatchObject([{ kind: "payment", reference: "o-1" }])
    expect(world.admin.operations("o-1")).toMatchObject([{ account: "************1111" }])
  })

  it("knows token and number whatever the fields are called, as a multipart form too", async () => {
    const world = await started()
    const form = new FormData()
    form.set("a", await token(world))
    form.set("b", "4111-1111-1111-1111")
    expect((await world.feennex.fetch(`${origin}/payform`, { method: "POST", body: form })).status).toBe(303)
    expect(await world.status()).toBe(4)
  })

  it("shows its form where no number came, and takes what that form sends", async () => {
    const world = await started()
    const form_token = await token(world)
    for (const method of ["GET", "POST"]) {
      const page = await world.submit({ form_token }, method)
      expect(page.status).toBe(200)
      expect(await page.text()).toContain(`name="form_token" value="${form_token}"`)
    }
    expect((await world.submit({ form_token, card_number: card }, "GET")).status).toBe(200)
    expect(await world.status()).not.toBe(4)
    const fields = { form_token, card_number: card, card_holder: "IVANOV IVAN", expires: "12/30", cvv: "123" }
    expect((await world.submit(fields)).status).toBe(303)
    expect(await world.status()).toBe(4)
  })

  it.each([
    ["a card that every bank declines", "4000000000000002", () => undefined],
    [
      "an account that /check_account calls bad",
      card,
      (admin: ReturnType<typeof setUp>["admin"]) => admin.account(card, { result: false, providerStatus: 1, info: {} })
    ]
  ])("is rejected by %s, and the payer goes to the failed URL", async (_what, number, prepare) => {
    const world = await started({}, { callback_rejected_url: "http://127.0.0.1:9/failed" })
    prepare(world.admin)
    const answer = await world.submit({ form_token: await token(world), number })
    expect([answer.status, answer.headers.get("location")]).toEqual([303, urls.failed_url])
    expect((await world.call("/invoice/check")).data).toMatchObject({
      status: 6,
      ps_data: { rejected_reason: "Declined by the card's bank" }
    })
    expect(new URLSearchParams(world.received[0]?.body).get("ps_data")).toContain("Declined")
    expect(world.admin.ledger()).toEqual([])
  })

  it("takes no number with a wrong check digit, and the token stays good", async () => {
    const world = await started()
    const form_token = await token(world)
    expect((await world.submit({ form_token, number: "4111111111111112" })).status).toBe(400)
    expect(await world.status()).not.toBe(6)
    expect((await world.submit({ form_token, number: card })).status).toBe(303)
  })

  it("takes a token once, and only the newest", async () => {
    const world = await started()
    const old = await token(world)
    const form_token = await token(world)
    expect((await world.submit({ form_token: old, number: card })).status).toBe(404)
    expect((await world.submit({ form_token, number: card })).status).toBe(303)
    expect((await world.submit({ form_token, number: card })).status).toBe(404)
    expect((await world.submit({ number: card })).status).toBe(404)
    expect(world.admin.ledger()).toHaveLength(1)
  })

  it("has no session that nobody was given, not of a payment without one, and not once it is over", async () => {
    const world = await started()
    expect(await world.ask("unknown")).toMatchObject({ data: null, error_code: 2000, message: "Session wasn't found" })
    const other = await world.call("/invoice/create", { payway: "wallet_usd", shop_order_id: "o-2" })
    expect(other.data.data).not.toHaveProperty("session_id")
    const form_token = await token(world)
    await world.admin.pay("o-1")
    expect(await world.ask()).toMatchObject({ error_code: 2000, message: "Session is closed" })
    expect((await world.submit({ form_token, number: card })).status).toBe(409)
    expect(world.admin.ledger()).toHaveLength(1)
  })

  it("keeps the security code nowhere and the number in no record", async () => {
    const world = await started()
    await world.submit({ form_token: await token(world), number: card, cvv: "987" })
    const entry = world.admin.journal().find(({ endpoint }) => endpoint === "/payform")
    expect(entry).toMatchObject({ body: null })
    expect(world.admin.raw(entry?.seq ?? 0)).toBe("")
    const { get } = adminClient(world.feennex.fetch, origin)
    const all = JSON.stringify([await get("/journal"), await get("/held"), await get("/operations")])
    expect(all).not.toContain(card)
  })

  it("may be answered without the envelope, as the attribute list prints it", async () => {
    const world = await started({ settings: { h2hAnswer: "bare" } })
    expect(await world.ask()).toEqual({ form_token: expect.any(String), payform_url: `${origin}/payform` })
    expect((await world.ask("unknown")).result).toBe(false)
  })

  it("may repeat card and holder in the provider's own words", async () => {
    const world = await started({ settings: { echo: " ({personal:.})" } }, { email: "payer@example.com" })
    await world.submit({ form_token: await token(world), number: "4000000000000002", holder: "Ivanov Ivan" })
    expect((await world.call("/invoice/check")).data.ps_data).toEqual({
      rejected_reason: "Declined by the card's bank (payer@example.com, 4000.0000.0000.0002, Ivanov Ivan)"
    })
    await world.admin.reject("o-1", "Card {card:/} of {card_holder:upper}")
    expect((await world.call("/invoice/check")).data.ps_data).toMatchObject({
      rejected_reason: expect.stringContaining("Card 4000/0000/0000/0002 of IVANOV IVAN")
    })
  })
})

describe("the provider's page", () => {
  const visit = async (payway: string, deed: string, fields: Record<string, string> = {}, options = {}) => {
    const world = setUp(options)
    const { data } = await world.call("/invoice/create", { payway, ...urls })
    const page = await (await world.feennex.fetch(String(data.url))).text()
    const action = /action="([^"]+)"/g
    expect([...page.matchAll(action)].map(([, path]) => path?.replace(/.*\//, ""))).toEqual(["paid", "declined"])
    const answer = await world.feennex.fetch(`${data.url}/${deed}`, {
      method: "POST",
      body: new URLSearchParams(fields)
    })
    const { status } = (await world.call("/invoice/check")).data
    return { ...world, answer, status, page, url: String(data.url) }
  }

  it("pays, and sends the payer to the success URL; declines, and sends the payer to the failed URL", async () => {
    const paid = await visit("wallet_usd", "paid")
    expect([paid.status, paid.answer.headers.get("location")]).toEqual([4, urls.success_url])
    const declined = await visit("wallet_usd", "declined")
    expect([declined.status, declined.answer.headers.get("location")]).toEqual([6, urls.failed_url])
  })

  it("takes another amount for a bank transfer, and no other one for anything else", async () => {
    expect((await visit("bank_usd", "paid", { amount: "5.00" })).status).toBe(12)
    const wrong = await visit("wallet_usd", "paid", { amount: "5.00" })
    expect([wrong.answer.status, wrong.status]).toEqual([400, 1])
  })

  it("of the shop's own settings goes before the request's URLs, and only to http", async () => {
    const shop = { id: "112", secret: "test_secret" }
    const own = await visit("wallet_usd", "paid", {}, { shops: [{ ...shop, successUrl: "https://shop.example/own" }] })
    expect(own.answer.headers.get("location")).toBe("https://shop.example/own")
    const odd = await visit("wallet_usd", "declined", {}, { shops: [{ ...shop, failedUrl: "javascript:alert(1)" }] })
    expect([odd.answer.status, odd.answer.headers.get("location")]).toEqual([200, null])
  })

  it("is over once the payment is", async () => {
    const { answer, feennex, url, admin } = await visit("wallet_usd", "paid")
    expect(answer.status).toBe(303)
    expect((await feennex.fetch(`${url}/declined`, { method: "POST" })).status).toBe(409)
    expect((await feennex.fetch(`${url}/declined`)).status).toBe(404)
    expect(admin.ledger()).toHaveLength(1)
  })

  it("may let the payment follow later, unless it was decided meanwhile", async () => {
    const { status, clock, call, admin } = await visit("wallet_usd", "paid", {}, { settings: { payerDelay: 60_000 } })
    expect(status).toBe(1)
    await clock.advance(60_000)
    expect((await call("/invoice/check")).data.status).toBe(4)
    const late = await visit("wallet_usd", "paid", {}, { settings: { payerDelay: 60_000 } })
    await late.admin.reject("o-1")
    await late.clock.advance(60_000)
    expect((await late.call("/invoice/check")).data.status).toBe(6)
    expect([admin.ledger().length, late.admin.ledger().length]).toEqual([1, 0])
  })

  it("escapes what the merchant called its payway", async () => {
    const payways = { '<b>"usd': { currency: "840", kind: "redirect" as const } }
    const { page } = await visit('<b>"usd', "paid", {}, { payways })
    expect(page).toContain("&lt;b&gt;&quot;usd")
    expect(page).not.toContain('<b>"usd')
  })
})
