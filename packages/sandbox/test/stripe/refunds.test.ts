/** Refunds: parts of what was captured, paid from what is available, and failing long after they had succeeded. */
import { describe, expect, it } from "vitest"
import { type Body, errorOf, setUp } from "./support.ts"

const make = async (changes: object = {}, options: Parameters<typeof setUp>[0] = {}) => {
  const world = setUp(options)
  const { body } = await world.pay(changes)
  const intent = String(body.id)
  const refund = (params: object = {}) => world.post("/v1/refunds", { payment_intent: intent, ...params })
  const charge = async () => (await world.get(`/v1/charges/${String(body.latest_charge)}`)).body
  const read = async (id: unknown) => (await world.get(`/v1/refunds/${String(id)}`)).body
  const rows = async (type: string) =>
    (await world.get("/v1/balance_transactions", { type })).body.data as ReadonlyArray<Body>
  return { ...world, intent, refund, charge, read, rows }
}

describe("a refund", () => {
  it("is of all by default, from the available money, and Stripe's fee stays", async () => {
    const { admin, charge, refund, rows, types, clock } = await make()
    await clock.advance(60_000)
    const { body } = await refund({ reason: "requested_by_customer", metadata: { reference: "F-1" } })
    expect(body).toMatchObject({
      id: expect.stringMatching(/^re_3/),
      object: "refund",
      amount: 1099,
      status: "succeeded",
      reason: "requested_by_customer",
      metadata: { reference: "F-1" }
    })
    expect(await charge()).toMatchObject({ amount_refunded: 1099, refunded: true })
    expect(await rows("refund")).toMatchObject([
      { amount: -1099, fee: 0, net: -1099, source: body.id, status: "available" }
    ])
    expect(types().slice(-2)).toEqual(["refund.created", "charge.refunded"])
    expect(admin.ledger().map(({ amount, kind, reference }) => [kind, amount, reference])).toEqual([
      ["payment", "10.99", "R-1"],
      ["paymentRefunded", "10.99", "F-1"]
    ])
  })

  it("may be one of several parts, up to what was captured", async () => {
    const { charge, refund, admin } = await make()
    expect((await refund({ amount: 500 })).status).toBe(200)
    expect((await refund({ amount: 500 })).status).toBe(200)
    expect(await charge()).toMatchObject({ amount_refunded: 1000, refunded: false })
    const more = await refund({ amount: 100 })
    expect([more.status, errorOf(more)]).toEqual([
      400,
      {
        type: "invalid_request_error",
        param: "amount",
        message: expect.stringContaining("greater than unrefunded amount on charge")
      }
    ])
    expect((await refund()).body.amount).toBe(99)
    expect(errorOf(await refund()).code).toBe("charge_already_refunded")
    expect(admin.executions().filter(({ kind }) => kind === "refund.create")).toHaveLength(3)
  })

  it("is never of more than was captured", async () => {
    const { intent, post, refund, charge } = await make({ capture_method: "manual" })
    expect(errorOf(await refund()).code).toBe("charge_not_refundable")
    await post(`/v1/payment_intents/${intent}/capture`, { amount_to_capture: 300 })
    expect(errorOf(await refund({ amount: 301 })).param).toBe("amount")
    await refund({ amount: 300 })
    expect(await charge()).toMatchObject({ refunded: true, amount_refunded: 300 })
  })

  it("goes by the charge as well", async () => {
    const { charge, post } = await make()
    const { body } = await post("/v1/refunds", { charge: (await charge()).id, amount: 1 })
    expect(body.status).toBe("succeeded")
    expect((await post("/v1/refunds", { charge: "ch_nope" })).status).toBe(404)
  })

  it("is pending first with one card, and fails at last with another", async () => {
    const pending = await make({ payment_method: "pm_card_pendingRefund" })
    const first = await pending.refund()
    expect([first.body.status, pending.admin.ledger().length]).toEqual(["pending", 1])
    await pending.clock.advance(5_000)
    expect((await pending.read(first.body.id)).status).toBe("succeeded")
    expect(pending.types().at(-1)).toBe("refund.updated")
    const failing = await make({ payment_method: "pm_card_refundFail" })
    const second = await failing.refund({ metadata: { reference: "F-1" } })
    expect(second.body.status).toBe("succeeded")
    await failing.clock.advance(5_000)
    expect(await failing.read(second.body.id)).toMatchObject({
      status: "failed",
      failure_reason: "expired_or_canceled_card",
      failure_balance_transaction: expect.stringMatching(/^txn_/)
    })
    expect(failing.types().slice(-3)).toEqual(["refund.updated", "refund.failed", "charge.updated"])
    expect(await failing.rows("refund_failure")).toMatchObject([{ amount: 1099, source: second.body.id }])
    expect(await failing.charge()).toMatchObject({ amount_refunded: 0, refunded: false })
    expect(failing.admin.ledger().map(({ kind }) => kind)).toEqual(["payment", "paymentRefunded", "refundReturned"])
    expect((await failing.refund()).status).toBe(200)
  })

  it("waits for the balance where it goes to a card", async () => {
    const { admin, charge, refund, read, rows, types } = await make()
    admin.setBalance("usd", 1098)
    const { body } = await refund()
    expect(body).toMatchObject({ status: "pending", pending_reason: "insufficient_funds", balance_transaction: null })
    expect([await rows("refund"), (await charge()).amount_refunded]).toEqual([[], 1099])
    expect(errorOf(await refund()).code).toBe("charge_already_refunded")
    admin.setBalance("usd", 1099)
    expect(await read(body.id)).toMatchObject({
      status: "succeeded",
      balance_transaction: expect.stringMatching(/^txn_/)
    })
    expect(types().at(-1)).toBe("refund.updated")
    expect(admin.balances().find(({ currency }) => currency === "usd")?.available).toBe("0")
  })

  it("is paid by money that becomes available", async () => {
    const { admin, clock, refund, read } = await make()
    admin.setBalance("usd", 0)
    const { body } = await refund()
    await clock.advance(2 * 86_400_000 + 60_000)
    // Less than the payment, because the fee is gone.
    expect((await read(body.id)).status).toBe("pending")
    admin.setBalance("usd", 2000)
    expect((await read(body.id)).status).toBe("succeeded")
  })

  it("of another method fails at once where the balance does not cover it", async () => {
    const { admin, clock, refund, charge } = await make({ payment_method: "pm_usBankAccount_success" })
    await clock.advance(5_000)
    admin.setBalance("usd", 0)
    const { body } = await refund()
    expect(body).toMatchObject({
      id: expect.stringMatching(/^pyr_/),
      status: "failed",
      failure_reason: "insufficient_funds"
    })
    expect((await charge()).amount_refunded).toBe(0)
    expect(admin.ledger().map(({ kind }) => kind)).toEqual(["payment"])
  })

  it("that wants the payer's data can be cancelled, others cannot", async () => {
    const { admin, refund, post, charge } = await make()
    admin.plan("refund", [{ status: "requires_action", after: 0 }])
    const { body } = await refund({ amount: 99 })
    expect(body.status).toBe("requires_action")
    const canceled = await post(`/v1/refunds/${String(body.id)}/cancel`)
    expect([canceled.body.status, (await charge()).amount_refunded]).toEqual(["canceled", 0])
    const done = await refund({ amount: 99 })
    expect((await post(`/v1/refunds/${String(done.body.id)}/cancel`)).status).toBe(400)
    expect(admin.ledger().map(({ amount, kind }) => [kind, amount])).toEqual([
      ["payment", "10.99"],
      ["paymentRefunded", "0.99"]
    ])
  })

  it("follows a plan, and a person's hand ends it", async () => {
    const { admin, clock, read, refund } = await make()
    admin.plan("refund", [
      { status: "pending", after: 0 },
      { status: "failed", after: 1_000, rejectedReason: "declined" }
    ])
    const { body } = await refund({ amount: 1, metadata: { reference: "F-1" } })
    await clock.advance(1_000)
    expect(await read(body.id)).toMatchObject({ status: "failed", failure_reason: "declined" })
    admin.setStatus("refund", "F-1", "succeeded")
    expect(await read(body.id)).toMatchObject({ status: "succeeded" })
    admin.setStatus("refund", "F-1", "failed", "lost_or_stolen_card")
    expect(await read(body.id)).toMatchObject({ status: "failed", failure_reason: "lost_or_stolen_card" })
    expect(admin.ledger().map(({ kind }) => kind)).toEqual(["payment", "paymentRefunded", "refundReturned"])
    expect((await read(body.id)).metadata).toEqual({ reference: "F-1" })
  })

  it("of a disputed payment is refused", async () => {
    const { refund, charge } = await make({ payment_method: "pm_card_createDispute" })
    expect((await charge()).disputed).toBe(true)
    expect(errorOf(await refund()).code).toBe("charge_disputed")
  })

  it("by somebody at the dashboard counts too", async () => {
    const { admin, refund, get, intent } = await make()
    const id = admin.refund("R-1", 1000)
    expect(errorOf(await refund({ amount: 100 })).param).toBe("amount")
    expect((await get("/v1/refunds", { payment_intent: intent })).body.data).toMatchObject([
      { id, amount: 1000, metadata: {} }
    ])
    expect(() => admin.refund("R-1", 100)).toThrow("99")
    expect(admin.executions().map(({ kind }) => kind)).toEqual(["payment_intent.create"])
  })
})

it("a dispute is seen on the charge, takes the money with a fee, and gives it back when it is won", async () => {
  const { admin, charge, get, rows, types, refund } = await make()
  const dispute = admin.dispute("R-1", 500, "product_not_received")
  expect(await charge()).toMatchObject({ disputed: true, status: "succeeded" })
  expect(types().slice(-2)).toEqual(["charge.dispute.created", "charge.dispute.funds_withdrawn"])
  expect(await rows("adjustment")).toMatchObject([{ amount: -500, fee: 1500, net: -2000, source: dispute }])
  expect((await get(`/v1/disputes/${dispute}`)).body).toMatchObject({
    status: "needs_response",
    reason: "product_not_received"
  })
  admin.closeDispute("R-1", "won")
  await admin.callbacksIdle()
  expect(types().slice(-2)).toEqual(["charge.dispute.funds_reinstated", "charge.dispute.closed"])
  expect((await get("/v1/disputes")).body.data).toMatchObject([{ id: dispute, status: "won", amount: 500 }])
  expect((await rows("adjustment")).map(({ net }) => net)).toEqual([2000, -2000])
  expect((await refund()).status).toBe(200)
  expect(admin.ledger().map(({ kind }) => kind)).toEqual(["payment", "disputed", "disputeReturned", "paymentRefunded"])
})

it("a dispute that is lost leaves the money away, and the payment as it was", async () => {
  const { admin, get, intent, refund, types } = await make()
  admin.dispute("R-1")
  admin.closeDispute("R-1", "lost")
  await admin.callbacksIdle()
  expect(types().at(-1)).toBe("charge.dispute.closed")
  expect((await get(`/v1/payment_intents/${intent}`)).body.status).toBe("succeeded")
  expect(errorOf(await refund()).code).toBe("charge_disputed")
})
