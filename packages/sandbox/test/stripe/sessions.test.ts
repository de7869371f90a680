/** Checkout Sessions: a page, a payer, and what complete does and does not mean. */
import { describe, expect, it } from "vitest"
import { type Body, errorOf, origin, setUp } from "./support.ts"

const params = (changes: object = {}): object => ({
  mode: "payment",
  success_url: "https://shop.test/done?s={CHECKOUT_SESSION_ID}",
  cancel_url: "https://shop.test/back",
  client_reference_id: "R-1",
  metadata: { of: "session" },
  payment_intent_data: { metadata: { of: "payment" }, transfer_group: "G-1" },
  line_items: [
    { quantity: 2, price_data: { currency: "usd", unit_amount: 500, product_data: { name: "Tea" } } },
    { quantity: 1, price_data: { currency: "usd", unit_amount: 99, product_data: { name: "Milk" } } }
  ],
  ...changes
})

const make = async (changes: object = {}) => {
  const world = setUp()
  const { body, status } = await world.post("/v1/checkout/sessions", params(changes))
  expect(status).toBe(200)
  const id = String(body.id)
  const read = async (expand: ReadonlyArray<string> = []) =>
    (await world.get(`/v1/checkout/sessions/${id}`, { expand })).body
  const visit = (fields: Record<string, string> = {}, deed = "") =>
    world.stripe.fetch(`${String(body.url)}${deed}`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams(fields)
    })
  return { ...world, body, id, read, visit }
}

describe("a session", () => {
  it("is open with a page, and has no payment until the payer confirms", async () => {
    const { body, clock, get, stripe } = await make()
    expect(body).toMatchObject({
      id: expect.stringMatching(/^cs_test_\w{58}$/),
      amount_total: 1099,
      client_reference_id: "R-1",
      expires_at: clock.now() / 1000 + 86_400,
      payment_intent: null,
      payment_status: "unpaid",
      status: "open",
      ui_mode: "hosted_page",
      url: expect.stringMatching(`^${origin}/c/pay/cs_test_`)
    })
    expect((await get("/v1/payment_intents")).body.data).toEqual([])
    const page = await stripe.fetch(String(body.url))
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"])
    expect((await get(`/v1/checkout/sessions/${String(body.id)}/line_items`)).body.data).toMatchObject([
      { description: "Tea" },
      {}
    ])
  })

  it("is paid, and sends the payer on", async () => {
    const { admin, id, read, types, visit } = await make()
    const done = await visit({ card_number: "4242 4242 4242 4242" })
    expect([done.status, done.headers.get("location")]).toEqual([303, `https://shop.test/done?s=${id}`])
    const paid = await read(["payment_intent"])
    expect(paid).toMatchObject({ status: "complete", payment_status: "paid", url: null })
    expect(paid.payment_intent).toMatchObject({
      metadata: { of: "payment" },
      transfer_group: "G-1",
      status: "succeeded"
    })
    expect(types().at(-1)).toBe("checkout.session.completed")
    const marks = { clientReferenceId: "R-1", session: id, sessionMetadata: { of: "session" }, transferGroup: "G-1" }
    expect(admin.ledger()).toMatchObject([{ kind: "payment", amount: "10.99", marks }])
    expect((await visit({ card_number: "4242424242424242" })).status).toBe(410)
    expect(admin.ledger()).toHaveLength(1)
  })

  it("stays open after a decline and can be paid then", async () => {
    const { admin, read, types, visit } = await make()
    expect((await visit({ card_number: "4000000000000002" })).status).toBe(402)
    expect((await visit({ card_number: "1234" })).status).toBe(400)
    expect(await read()).toMatchObject({ status: "open", payment_intent: expect.stringMatching(/^pi_/) })
    expect(types().at(-1)).toBe("payment_intent.payment_failed")
    await visit({ payment_method: "pm_card_visa" })
    expect(await read()).toMatchObject({ status: "complete", payment_status: "paid" })
    expect(admin.operations("R-1").filter(({ kind }) => kind === "payment")).toHaveLength(1)
  })

  it("authenticates on a page of its own", async () => {
    const { read, stripe, visit } = await make()
    const sent = await visit({ card_number: "4000000000003220" })
    const url = sent.headers.get("location") ?? ""
    expect(url).toMatch(/\/3ds\/pi_/)
    expect((await read()).status).toBe("open")
    const back = await stripe.fetch(`${url}/authenticated`, { method: "POST", redirect: "manual" })
    expect(back.headers.get("location")).toMatch(/^https:\/\/shop\.test\/done/)
    expect(await read()).toMatchObject({ status: "complete", payment_status: "paid" })
  })

  it.each([
    ["pm_usBankAccount_success", "async_payment_succeeded", "paid"],
    ["pm_usBankAccount_insufficientFunds", "async_payment_failed", "unpaid"]
  ])("by %s is complete and not paid, until %s", async (payment_method, event, status) => {
    const { admin, clock, read, types, visit } = await make()
    await visit({ payment_method })
    expect(await read()).toMatchObject({ status: "complete", payment_status: "unpaid" })
    expect([types().at(-1), admin.ledger()]).toEqual(["checkout.session.completed", []])
    await clock.advance(5_000)
    expect(await read()).toMatchObject({ status: "complete", payment_status: status })
    expect(types().at(-1)).toBe(`checkout.session.${event}`)
    expect(admin.ledger()).toHaveLength(status === "paid" ? 1 : 0)
  })

  it("that is captured by hand is complete and not paid; its payment says what it is", async () => {
    const { post, read, visit } = await make({ payment_intent_data: { capture_method: "manual" } })
    await visit({ payment_method: "pm_card_visa" })
    const { payment_intent, payment_status, status } = await read(["payment_intent"])
    expect([status, payment_status, (payment_intent as Body).status]).toEqual([
      "complete",
      "unpaid",
      "requires_capture"
    ])
    expect((await post(`/v1/payment_intents/${String((payment_intent as Body).id)}/cancel`)).body.status).toBe(
      "canceled"
    )
  })

  it("takes the types that it was asked to take, of another page too", async () => {
    const { read, visit } = await make({ allowed_payment_method_types: ["klarna"] })
    expect((await read()).payment_method_types).toEqual(["klarna"])
    expect((await visit({ card_number: "4242424242424242" })).status).toBe(400)
    expect((await visit({ type: "klarna" })).headers.get("location")).toMatch(/\/3ds\//)
  })

  it("expires by the clock, with the payment that was begun", async () => {
    const { admin, body, clock, get, read, types, visit } = await make({ expires_at: 1735689600 + 1800 })
    await visit({ card_number: "4000000000000002" })
    const intent = String((await read()).payment_intent)
    await clock.advance(1_800_000)
    expect(await read()).toMatchObject({ status: "expired", payment_status: "unpaid", url: null })
    expect((await get(`/v1/payment_intents/${intent}`)).body).toMatchObject({
      status: "canceled",
      cancellation_reason: "expired"
    })
    expect(types().at(-1)).toBe("checkout.session.expired")
    expect((await visit({ card_number: "4242424242424242" })).status).toBe(410)
    expect([body.expires_at, admin.ledger()]).toEqual([1735689600 + 1800, []])
  })

  it("is expired by the merchant while it is open, and its payment is not cancelled by itself", async () => {
    const { id, post, read, visit } = await make()
    await visit({ card_number: "4000000000000002" })
    const intent = String((await read()).payment_intent)
    expect(errorOf(await post(`/v1/payment_intents/${intent}/cancel`)).code).toBe("payment_intent_unexpected_state")
    expect((await post(`/v1/checkout/sessions/${id}/expire`)).body.status).toBe("expired")
    expect((await post(`/v1/checkout/sessions/${id}/expire`)).status).toBe(400)
  })

  it("lets the payer go back", async () => {
    const { read, visit } = await make()
    expect((await visit({}, "/cancel")).headers.get("location")).toBe("https://shop.test/back")
    expect((await read()).status).toBe("open")
  })

  it.each<[string, object, string]>([
    ["without line items", { line_items: undefined }, "line_items"],
    ["without a mode", { mode: undefined }, "mode"],
    ["without a success_url", { success_url: undefined }, "success_url"],
    ["for a subscription", { mode: "subscription" }, "mode"],
    ["that expires too soon", { expires_at: 1735689600 + 1799 }, "expires_at"],
    ["that expires too late", { expires_at: 1735689600 + 86_401 }, "expires_at"],
    ["with a reference of 201 characters", { client_reference_id: "x".repeat(201) }, "client_reference_id"],
    ["of an older way to show it", { ui_mode: "hosted" }, "ui_mode"],
    ["with the list that endive took away", { payment_method_types: ["card"] }, "payment_method_types"],
    ["with prices that the payer may change", { adaptive_pricing: { enabled: true } }, "adaptive_pricing"],
    ["with promotion codes", { allow_promotion_codes: true }, "allow_promotion_codes"],
    [
      "of two currencies",
      {
        line_items: ["usd", "eur"].map((currency) => ({
          quantity: 1,
          price_data: { currency, unit_amount: 99, product_data: { name: "x" } }
        }))
      },
      "line_items"
    ],
    [
      "of no items",
      { line_items: [{ quantity: 0, price_data: { currency: "usd", unit_amount: 99, product_data: { name: "x" } } }] },
      "line_items[0][quantity]"
    ],
    [
      "of too little",
      { line_items: [{ quantity: 1, price_data: { currency: "usd", unit_amount: 49, product_data: { name: "x" } } }] },
      "line_items"
    ]
  ])("%s is refused", async (_name, changes, param) => {
    const { admin, post } = setUp()
    const answer = await post("/v1/checkout/sessions", params(changes))
    expect([answer.status, errorOf(answer).param]).toEqual([400, param])
    expect(admin.executions()).toEqual([])
  })

  it("may say that nothing changes the price", async () => {
    await make({
      adaptive_pricing: { enabled: false },
      automatic_tax: { enabled: false },
      allow_promotion_codes: false
    })
  })
})

it("sessions are listed by status and by payment, and never by reference", async () => {
  const { get, id, post, read, visit } = await make()
  await visit({ payment_method: "pm_card_visa" })
  await post("/v1/checkout/sessions", params())
  const ids = async (query: object) =>
    ((await get("/v1/checkout/sessions", query)).body.data as ReadonlyArray<Body>).map((each) => each.id)
  expect(await ids({ status: "complete" })).toEqual([id])
  expect(await ids({ payment_intent: (await read()).payment_intent })).toEqual([id])
  expect(await ids({})).toHaveLength(2)
  expect(errorOf(await get("/v1/checkout/sessions", { client_reference_id: "R-1" })).code).toBe("parameter_unknown")
})
