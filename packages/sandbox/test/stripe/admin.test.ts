/** What a test may do and see, in process and over HTTP, by any name of an operation. */
import { describe, expect, it } from "vitest"
import { adminClient } from "../support.ts"
import { type Body, origin, setUp } from "./support.ts"

const make = async (changes: object = {}) => {
  const world = setUp()
  const { body } = await world.pay(changes, { idempotencyKey: "key-1" })
  const { get, send } = adminClient(world.stripe.fetch, origin)
  return { ...world, id: String(body.id), get, send }
}

describe("an operation", () => {
  it("is found by its reference, any metadata value, its id and its key", async () => {
    const { admin, id } = await make({ metadata: { reference: "R-1", other: "X-1" }, transfer_group: "G-1" })
    for (const name of ["R-1", "X-1", id, "key-1", "G-1"]) {
      expect(admin.operations(name)).toMatchObject([
        { id, kind: "payment", reference: "R-1", status: "succeeded", amount: "10.99", currency: "usd", money: "10.99" }
      ])
    }
    expect(admin.operations("R-2")).toEqual([])
    expect(admin.held("R-1")).toMatchObject([
      { kind: "payment", id, given: { amount: "1099", metadata: { reference: "R-1", other: "X-1" }, confirm: "true" } }
    ])
    expect(admin.executions("key-1")).toMatchObject([{ idempotencyKey: "key-1", transferGroup: "G-1" }])
  })

  it("has its reference where the merchant puts it, or where the setting says", async () => {
    const { admin, pay } = setUp({ settings: { referenceKey: "mine" } })
    await pay({ metadata: { reference: "other", mine: "R-7" } })
    await pay({ metadata: { colour: "red" }, transfer_group: "G-7" })
    await pay({ metadata: undefined })
    expect(admin.operations().map(({ id, reference }) => (reference === id ? "id" : reference))).toEqual([
      "R-7",
      "G-7",
      "id"
    ])
  })

  it("remembers every status and when it was reached", async () => {
    const { admin, clock } = await make({ payment_method: "pm_usBankAccount_success" })
    await clock.advance(5_000)
    const at = clock.now()
    expect(admin.operations("R-1")[0]?.history).toEqual([
      { at: at - 5_000, status: "requires_confirmation" },
      { at: at - 5_000, status: "processing" },
      { at, status: "succeeded" }
    ])
  })
})

describe("a status that a test sets", () => {
  it.each<[object, string, ReadonlyArray<string>]>([
    [{ confirm: undefined, payment_method: undefined }, "succeeded", ["payment"]],
    [{ payment_method: "pm_card_visa_chargeDeclined" }, "succeeded", ["payment"]],
    [{ payment_method: "pm_card_threeDSecure2Required" }, "succeeded", ["payment"]],
    [{ payment_method: "pm_usBankAccount_success" }, "succeeded", ["payment"]],
    [{ capture_method: "manual" }, "succeeded", ["payment"]],
    [{ capture_method: "manual", confirm: undefined }, "requires_capture", []],
    [{ capture_method: "manual" }, "canceled", []],
    [{ confirm: undefined }, "processing", []],
    [{ confirm: undefined }, "requires_action", []],
    [{ payment_method: "pm_usBankAccount_success" }, "requires_payment_method", []],
    [{ confirm: undefined }, "requires_payment_method", []],
    [{}, "never_heard_of", ["payment"]]
  ])("of %j to %s moves money with it: %j", async (changes, status, kinds) => {
    const { admin, clock } = await make(changes)
    admin.setStatus("payment", "R-1", status)
    expect(admin.operations("R-1")).toMatchObject([{ status }])
    expect(admin.ledger().map(({ kind }) => kind)).toEqual(kinds)
    // It does not go on by itself.
    await clock.advance(60_000)
    expect(admin.operations("R-1")).toMatchObject([{ status }])
  })

  it("sends its event again where it is there already", async () => {
    const { admin, types } = await make()
    admin.setStatus("payment", "R-1", "succeeded")
    await admin.callbacksIdle()
    expect(types().slice(-2)).toEqual(["payment_intent.succeeded", "payment_intent.succeeded"])
    expect(admin.ledger()).toHaveLength(1)
    expect(() => admin.setStatus("payment", "R-1", "requires_capture")).toThrow("at once")
    expect(() => admin.setStatus("payment", "R-9", "succeeded")).toThrow("no payment R-9")
  })

  it.each([
    ["complete/paid", ["payment"]],
    ["complete/unpaid", []],
    ["expired/unpaid", []]
  ])("of a session to %s", async (status, kinds) => {
    const { admin, clock, post } = setUp()
    const line_items = [{ quantity: 1, price_data: { currency: "usd", unit_amount: 99, product_data: { name: "x" } } }]
    const session = { mode: "payment", success_url: "https://shop.test", client_reference_id: "S-1", line_items }
    await post("/v1/checkout/sessions", session)
    admin.setStatus("session", "S-1", status)
    await clock.advance(60_000)
    expect(admin.operations("S-1").find(({ kind }) => kind === "session")?.status).toBe(status)
    expect(admin.ledger().map(({ kind }) => kind)).toEqual(kinds)
    if (status !== "complete/unpaid") return
    admin.setStatus("session", "S-1", "complete/paid")
    expect(admin.ledger()).toMatchObject([{ kind: "payment", reference: "S-1", marks: { clientReferenceId: "S-1" } }])
  })
})

describe("over HTTP", () => {
  it("payers, banks and desks do what they do in process", async () => {
    const { admin, get, pay, send } = await make({ payment_method: "pm_card_visa_chargeDeclined" })
    expect(await send("/payments/R-1/pay", { method: "pm_card_visa_chargeDeclined" })).toEqual({ ok: false })
    expect(await send("/payments/R-1/pay")).toEqual({ ok: true })
    expect((await send("/payments/R-1/refund", { amount: 99 })).id).toMatch(/^re_/)
    expect((await send("/payments/R-1/dispute", { amount: 99, reason: "duplicate" })).id).toMatch(/^du_/)
    await send("/payments/R-1/dispute/close", { outcome: "lost" })
    await pay({ metadata: { reference: "R-2" }, capture_method: "manual" })
    await send("/payments/R-2/capture", { amount: 99, final: true })
    expect(await get("/payments/R-2/captures")).toMatchObject([{ amount: "0.99", idempotencyKey: null, given: null }])
    await pay({ metadata: { reference: "R-3" }, payment_method: "pm_card_threeDSecure2Required" })
    await send("/payments/R-3/authenticate", { done: true })
    await pay({ metadata: { reference: "R-4" }, payment_method: "pm_usBankAccount_success" })
    await send("/payments/R-4/status", { status: "requires_payment_method", reason: "insufficient_funds" })
    const kinds = admin.ledger().map(({ kind, reference }) => `${reference} ${kind}`)
    expect(kinds.slice(0, 1)).toEqual(["R-1 payment"])
    expect(kinds.filter((text) => text.startsWith("R-"))).toEqual([
      "R-1 payment",
      "R-1 disputed",
      "R-2 payment",
      "R-3 payment"
    ])
    const operations = (await get("/operations?reference=R-4")) as ReadonlyArray<Body>
    expect(operations).toMatchObject([{ status: "requires_payment_method" }])
    expect((await get("/executions?name=key-1")) as ReadonlyArray<Body>).toHaveLength(1)
    expect(((await get("/events")) as ReadonlyArray<Body>).length).toBeGreaterThan(10)
  })

  it("plans, balances, methods, endpoints, secrets and keys are set", async () => {
    const { admin, pay, post, send, clock, received } = await make()
    await send("/plans", { kind: "payout", steps: [{ status: "failed", after: 5, rejectedReason: "declined" }] })
    await send("/balances", { currency: "usd", available: 1000 })
    expect((await post("/v1/payouts", { amount: 1001, currency: "usd" })).status).toBe(400)
    await post("/v1/payouts", { amount: 1000, currency: "usd", metadata: { reference: "P-1" } })
    await clock.advance(5)
    expect(admin.operations("P-1")).toMatchObject([{ status: "failed", money: "released" }])
    await send("/methods", { id: "pm_mine", course: { decline: "lost_card" } })
    expect((await pay({ payment_method: "pm_mine" })).status).toBe(402)
    expect(await send("/endpoints", { url: "http://127.0.0.1:9/second", secrets: ["whsec_b"] })).toEqual({
      id: "we_1Sandbox2"
    })
    await send("/endpoints/roll", { secret: "whsec_c", ms: 0, endpoint: "we_1Sandbox2" })
    await send("/events", { type: "payout.failed", reference: "P-1" })
    expect(received.at(-1)?.url).toBe("http://127.0.0.1:9/second")
    await send("/keys/forget")
    expect((await pay({}, { idempotencyKey: "key-1" })).headers.get("idempotent-replayed")).toBeNull()
    await send("/sessions/S-1/expire").catch((error: unknown) => expect(String(error)).toContain("no session S-1"))
  })

  it("settings are read and refused", async () => {
    const { admin, send, stripe } = await make()
    expect(
      await send("/settings", { searchLag: 5, referenceKey: null, echo: null, missingOnCreate: 400 })
    ).toMatchObject({ searchLag: 5 })
    expect(admin.settings().missingOnCreate).toBe(400)
    for (const body of [{ searchLag: -1 }, { apiVersion: "2024-01-01" }, { missingOnCreate: 500 }, { colour: 1 }]) {
      const response = await stripe.fetch(`${origin}/_sandbox/settings`, { method: "POST", body: JSON.stringify(body) })
      expect(response.status).toBe(400)
    }
    expect(() => admin.setBalance("zzz", 1)).toThrow("no currency")
    expect(() => admin.setBalance("usd", 1, { account: "acct_no" })).toThrow("no account")
    expect(() => admin.endpoint({ url: "http://127.0.0.1:9", secrets: [] })).toThrow("secret")
  })

  it("faults have details, headers and a later deed", async () => {
    const { admin, send, stripe } = await make()
    const fault = {
      kind: "error",
      status: 500,
      details: { code: "x" },
      headers: { "stripe-should-retry": "true" },
      later: 5
    }
    expect(await send("/faults", { fault })).toMatchObject({ value: fault })
    const bad = { fault: { kind: "error", headers: { "not a name": "x" } } }
    const response = await stripe.fetch(`${origin}/_sandbox/faults`, { method: "POST", body: JSON.stringify(bad) })
    expect([response.status, admin.operations().length]).toEqual([400, 1])
  })
})

it("the journal shows neither card numbers nor client secrets", async () => {
  const { admin, pay } = setUp()
  await pay({ payment_method: undefined, payment_method_data: { type: "card", card: { number: "4242424242424242" } } })
  expect(JSON.stringify(admin.journal())).not.toContain("4242424242424242")
  expect(JSON.stringify(admin.journal())).toContain("1099")
})

it("a reset forgets everything, keys too, and gives the same ids again", async () => {
  const { admin, get, id, pay, received } = await make()
  admin.reset()
  received.length = 0
  expect([admin.operations(), admin.events(), admin.executions(), admin.ledger()]).toEqual([[], [], [], []])
  const again = await pay({}, { idempotencyKey: "key-1" })
  expect([again.body.id, again.headers.get("idempotent-replayed"), received.length]).toEqual([id, null, 3])
  expect(await get("/operations")).toHaveLength(1)
})
