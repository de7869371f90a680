/** Payouts to the account's own banks, and the balance that they leave and come back to. */
import { describe, expect, it } from "vitest"
import { type Body, errorOf, setUp } from "./support.ts"

const params = (changes: object = {}): object => ({
  amount: 1000,
  currency: "usd",
  metadata: { reference: "P-1" },
  ...changes
})

const make = async (changes: object = {}, options: Parameters<typeof setUp>[0] = {}) => {
  const world = setUp(options)
  const made = await world.post("/v1/payouts", params(changes))
  const read = async () => (await world.get(`/v1/payouts/${String(made.body.id)}`)).body
  const usd = async (): Promise<number> => {
    const { body } = await world.get("/v1/balance")
    return Number((body.available as ReadonlyArray<Body>).find(({ currency }) => currency === "usd")?.amount)
  }
  const rows = async () => (await world.get("/v1/balance_transactions")).body.data as ReadonlyArray<Body>
  return { ...world, made, read, usd, rows }
}

const start = 100_000_000

describe("a payout", () => {
  it("is pending, in transit, and paid; the money leaves the balance at once", async () => {
    const { admin, clock, made, read, rows, types, usd } = await make()
    expect(made.body).toMatchObject({
      id: expect.stringMatching(/^po_1/),
      object: "payout",
      amount: 1000,
      automatic: false,
      currency: "usd",
      destination: "ba_1SandboxUsd",
      livemode: false,
      method: "standard",
      status: "pending",
      type: "bank_account"
    })
    expect([await usd(), admin.ledger()]).toEqual([start - 1000, []])
    await clock.advance(2_000)
    expect((await read()).status).toBe("in_transit")
    await clock.advance(3_000)
    expect(await read()).toMatchObject({ status: "paid", failure_code: null })
    expect(types()).toEqual(["payout.created", "payout.paid"])
    expect(await rows()).toMatchObject([{ type: "payout", amount: -1000, net: -1000, source: made.body.id }])
    expect(admin.ledger()).toMatchObject([
      { kind: "payout", reference: "P-1", amount: "10.00", currency: "usd", account: "********6789", id: made.body.id }
    ])
    expect(admin.executions("P-1")).toMatchObject([
      { kind: "payout.create", destination: "ba_1SandboxUsd", metadata: { reference: "P-1" } }
    ])
  })

  it("fails after it was paid; the money comes back and the bank account is disabled", async () => {
    const { admin, clock, post, read, rows, types, usd } = await make()
    await clock.advance(5_000)
    admin.setStatus("payout", "P-1", "failed", "account_closed")
    expect(await read()).toMatchObject({
      status: "failed",
      failure_code: "account_closed",
      failure_balance_transaction: (await rows())[0]?.id
    })
    expect((await rows()).map(({ amount, type }) => [type, amount])).toEqual([
      ["payout_failure", 1000],
      ["payout", -1000]
    ])
    expect(await usd()).toBe(start)
    expect(types().slice(-2)).toEqual(["payout.failed", "account.external_account.updated"])
    expect(admin.ledger().map(({ kind }) => kind)).toEqual(["payout", "payoutReturned"])
    const again = await post("/v1/payouts", params({ destination: "ba_1SandboxUsd" }))
    expect(errorOf(again).code).toBe("bank_account_unusable")
  })

  it.each([
    ["ba_1SandboxNoAccount", "no_account"],
    ["ba_1SandboxClosed", "account_closed"]
  ])("to %s fails before it is paid: %s", async (destination, failure_code) => {
    const { admin, clock, read, usd } = await make({ destination })
    await clock.advance(5_000)
    expect(await read()).toMatchObject({ status: "failed", failure_code })
    expect([await usd(), admin.ledger()]).toEqual([start, []])
  })

  it("may be any course that is planned, such as paid and then failed", async () => {
    const world = setUp()
    world.admin.plan("payout", [
      { status: "paid", after: 1_000 },
      { status: "failed", after: 5 * 86_400_000, rejectedReason: "invalid_account_number" }
    ])
    const { body } = await world.post("/v1/payouts", params())
    await world.clock.advance(1_000)
    expect((await world.get(`/v1/payouts/${String(body.id)}`)).body.status).toBe("paid")
    await world.clock.advance(5 * 86_400_000)
    expect((await world.get(`/v1/payouts/${String(body.id)}`)).body.failure_code).toBe("invalid_account_number")
    expect(world.types()).toEqual([
      "payout.created",
      "payout.paid",
      "payout.failed",
      "account.external_account.updated"
    ])
  })

  it("is cancelled while it is pending alone", async () => {
    const { admin, clock, made, post, read, rows, types, usd } = await make()
    const cancel = () => post(`/v1/payouts/${String(made.body.id)}/cancel`)
    expect((await cancel()).body.status).toBe("canceled")
    expect([await usd(), (await rows())[0]?.type, types().at(-1)]).toEqual([start, "payout_cancel", "payout.canceled"])
    await clock.advance(60_000)
    expect([(await read()).status, admin.ledger()]).toEqual(["canceled", []])
    expect(errorOf(await cancel())).toEqual({ type: "invalid_request_error", message: expect.any(String) })
    const sent = await make()
    await sent.clock.advance(2_000)
    expect((await sent.post(`/v1/payouts/${String(sent.made.body.id)}/cancel`)).status).toBe(400)
  })

  it("is refused where too little is available, and nothing is left of it", async () => {
    const world = setUp()
    world.admin.setBalance("usd", 999)
    const refused = await world.post("/v1/payouts", params())
    expect([refused.status, errorOf(refused).code]).toEqual([400, "balance_insufficient"])
    expect([world.admin.executions(), world.types()]).toEqual([[], []])
    expect((await world.get("/v1/payouts")).body.data).toEqual([])
  })

  it("to a bank that is not there is refused", async () => {
    const { made } = await make({ destination: "ba_nope" })
    expect([made.status, errorOf(made)]).toMatchObject([404, { code: "resource_missing", param: "destination" }])
  })

  it("goes to a debit card at once", async () => {
    const { made } = await make({ destination: "card_1SandboxDebit", method: "instant" })
    expect(made.body).toMatchObject({ method: "instant", type: "card", destination: "card_1SandboxDebit" })
  })

  it("is a payment's money only once that is available", async () => {
    const { admin, clock, pay, post, get } = setUp()
    admin.setBalance("usd", 0)
    await pay({ amount: 10_000, capture_method: "automatic" })
    const { body } = await get("/v1/balance")
    expect(body.pending).toMatchObject([{ currency: "eur" }, { currency: "gbp" }, { amount: 9680, currency: "usd" }])
    expect(errorOf(await post("/v1/payouts", params())).code).toBe("balance_insufficient")
    await clock.advance(2 * 86_400_000)
    expect((await post("/v1/payouts", params())).status).toBe(200)
    admin.setBalance("usd", 0)
    await pay({ amount: 2000, capture_method: "automatic", payment_method: "pm_card_bypassPending" })
    expect((await post("/v1/payouts", params())).status).toBe(200)
  })
})

it("payouts are listed by status, destination and time; what is in transit has no filter", async () => {
  const { clock, get, post } = setUp()
  for (const destination of ["ba_1SandboxUsd", "ba_1SandboxClosed"]) await post("/v1/payouts", params({ destination }))
  const count = async (query: object) => ((await get("/v1/payouts", query)).body.data as ReadonlyArray<Body>).length
  expect([await count({ status: "pending" }), await count({ destination: "ba_1SandboxUsd" })]).toEqual([2, 1])
  const now = clock.now() / 1000
  expect(await count({ created: { gt: now } })).toBe(0)
  expect(await count({ created: now })).toBe(2)
  expect(await count({ arrival_date: { gte: now, lt: now + 1 } })).toBe(2)
  await clock.advance(2_000)
  expect([await count({ status: "pending" }), await count({})]).toEqual([0, 2])
  expect((await get("/v1/payouts", { status: "in_transit" })).status).toBe(400)
  await clock.advance(3_000)
  expect([await count({ status: "paid" }), await count({ status: "failed" })]).toEqual([1, 1])
})

describe("the balance", () => {
  it("is the sum of its rows, with fees and every way that money comes back", async () => {
    const { admin, clock, get, pay, post } = setUp()
    admin.setBalance("usd", 0)
    const { body: paid } = await pay({ amount: 100_000, payment_method: "pm_card_bypassPending" })
    await clock.advance(60_000)
    await post("/v1/refunds", { payment_intent: paid.id, amount: 1000 })
    await post("/v1/payouts", params({ amount: 50_000 }))
    admin.dispute("R-1", 2000)
    await clock.advance(5_000)
    admin.setStatus("payout", "P-1", "failed")
    const { body } = await get("/v1/balance_transactions", { limit: 100, expand: ["data.source"] })
    const rows = body.data as ReadonlyArray<Body>
    expect(rows.map(({ type }) => type)).toEqual(["payout_failure", "adjustment", "payout", "refund", "charge"])
    expect(rows.map(({ source }) => (source as Body).object)).toEqual([
      "payout",
      "dispute",
      "payout",
      "refund",
      "charge"
    ])
    const net = rows.reduce((sum, row) => sum + Number(row.net), 0)
    const { body: balance } = await get("/v1/balance")
    const usd = (balance.available as ReadonlyArray<Body>).find(({ currency }) => currency === "usd")
    expect([usd?.amount, net]).toEqual([100_000 - 2930 - 1000 - 2000 - 1500, usd?.amount])
    expect(rows.at(-1)).toMatchObject({
      fee: 2930,
      net: 97_070,
      reporting_category: "charge",
      fee_details: [{ type: "stripe_fee" }]
    })
  })

  it("has its rows by type, source and currency, and not by a payout that was made by hand", async () => {
    const { get, made, clock } = await make()
    const count = async (query: object) =>
      ((await get("/v1/balance_transactions", query)).body.data as ReadonlyArray<Body>).length
    expect([
      await count({ type: "payout" }),
      await count({ type: "charge" }),
      await count({ currency: "EUR" })
    ]).toEqual([1, 0, 0])
    expect(await count({ source: made.body.id, created: { lte: clock.now() / 1000 } })).toBe(1)
    const ofPayout = await get("/v1/balance_transactions", { payout: made.body.id })
    expect(errorOf(ofPayout).code).toBe("payout_reconciliation_not_ready")
    const row = await get(`/v1/balance_transactions/${String(made.body.balance_transaction)}`)
    expect(row.body).toMatchObject({ object: "balance_transaction", type: "payout" })
  })
})
