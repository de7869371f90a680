/** The fates of Feennex's operations after everybody thought it was over. */
import { describe, expect, it } from "vitest"
import { adminClient, origin, setUp } from "./support.ts"

const kinds = (admin: ReturnType<typeof setUp>["admin"]) => admin.ledger().map(({ kind }) => kind)
const dollars = (admin: ReturnType<typeof setUp>["admin"]) =>
  admin.balances().find(({ currency }) => currency === "840")

describe("a payout", () => {
  it.each([6, 8])("paid after %d: the money leaves once, and no reason of a rejection is left", async (failed) => {
    const { call, admin, clock } = setUp()
    admin.plan("payout", [
      { status: failed, after: 0, rejectedReason: "No such card" },
      { status: 5, after: 3_600_000 }
    ])
    expect((await call("/withdraw/create")).data).toMatchObject({ status: failed, rejected_reason: "No such card" })
    expect(kinds(admin)).toEqual([])
    await clock.advance(3_600_000)
    const { data } = await call("/withdraw/status")
    expect(data.status).toBe(5)
    expect(data).not.toHaveProperty("rejected_reason")
    expect(kinds(admin)).toEqual(["payout"])
    expect(dollars(admin)).toMatchObject({ available: "999998.98", frozen: "0" })
  })

  it("failed after paid: the money comes back, and both are in the ledger", async () => {
    const { call, admin, feennex, clock } = setUp()
    await call("/withdraw/create")
    await clock.advance(5000)
    const { send } = adminClient(feennex.fetch, origin)
    await send("/payouts/p-1/status", { status: 6, rejectedReason: "Returned by the bank" })
    expect((await call("/withdraw/status")).data).toMatchObject({ status: 6, rejected_reason: "Returned by the bank" })
    expect(kinds(admin)).toEqual(["payout", "payoutReturned"])
    expect(dollars(admin)).toMatchObject({ available: "1000000" })
  })

  it("refused with code 9 and paid anyway: the refusal is only words", async () => {
    const { call, admin, clock } = setUp()
    admin.fault({ kind: "error", code: 9, acts: true }, { endpoint: "/withdraw/create", reference: "p-1" })
    expect(await call("/withdraw/create")).toMatchObject({ result: false, error_code: 9, data: null })
    expect((await call("/withdraw/shop_payment_status")).data).toMatchObject({ status: 1 })
    await clock.advance(5000)
    expect(kinds(admin)).toEqual(["payout"])
    expect(admin.journal({ endpoint: "/withdraw/create" })).toMatchObject([{ fault: "error", acted: true }])
  })

  it("refused for want of money leaves nothing, or a record in status 6 that may be paid later, by switch", async () => {
    const { call, admin } = setUp()
    admin.setBalance("840", "1")
    expect((await call("/withdraw/create")).error_code).toBe(9)
    expect((await call("/withdraw/shop_payment_status")).error_code).toBe(2000)
    expect(admin.operations()).toEqual([])
    admin.settings({ refusedLeaves: "rejected" })
    expect((await call("/withdraw/create")).error_code).toBe(9)
    const { data } = await call("/withdraw/shop_payment_status")
    expect(data).toMatchObject({
      id: 11298076,
      status: 6,
      rejected_reason: "Insufficient balance(currency=840): shop_write_off=1.02, balance=1.0"
    })
    expect(dollars(admin)).toMatchObject({ available: "1", frozen: "0" })
    expect((await call("/withdraw/create")).error_code).toBe(6)
    await admin.setStatus("payout", "p-1", 5)
    expect(kinds(admin)).toEqual(["payout"])
  })

  it("refused by a script leaves a record in status 6 where it acts and its plan has it", async () => {
    const { call, admin, clock } = setUp()
    admin.fault({ kind: "error", code: 5, acts: true }, { endpoint: "/withdraw/create" })
    admin.plan("payout", [{ status: 6, after: 0, rejectedReason: "Too large" }])
    expect((await call("/withdraw/create")).error_code).toBe(5)
    await clock.advance(86_400_000)
    expect((await call("/withdraw/shop_payment_status")).data).toMatchObject({
      status: 6,
      rejected_reason: "Too large"
    })
    expect([kinds(admin), dollars(admin)?.available]).toEqual([[], "1000000"])
  })
})

describe("a payment", () => {
  const create = async (fate: (admin: ReturnType<typeof setUp>["admin"]) => Promise<void>) => {
    const world = setUp()
    const urls = { callback_url: "http://127.0.0.1:9/paid", callback_rejected_url: "http://127.0.0.1:9/failed" }
    await world.call("/invoice/create", { amount: 100, ...urls })
    await world.clock.advance(1000)
    await fate(world.admin)
    const reported = () => world.received.map(({ body }) => new URLSearchParams(body).get("status"))
    return { ...world, reported, check: async () => (await world.call("/invoice/check")).data }
  }

  it.each([
    ["rejected", (admin: ReturnType<typeof setUp>["admin"]) => admin.reject("o-1", "No")],
    ["expired", (admin: ReturnType<typeof setUp>["admin"]) => admin.expire("o-1")]
  ] as const)("paid after it %s is money, is reported, and has no reason any more", async (_name, fate) => {
    const { admin, check, reported } = await create(fate)
    expect((await check()).status).toBe(6)
    await admin.pay("o-1")
    const after = await check()
    expect(after).toMatchObject({ status: 4, ps_data: { rejected_reason: "" } })
    expect([kinds(admin), reported()]).toEqual([["payment"], ["rejected", "success"]])
  })

  it("paid after it expired with another sum is recalculated", async () => {
    const { admin, check, reported } = await create((world) => world.expire("o-1"))
    await admin.pay("o-1", "50")
    expect(await check()).toMatchObject({ status: 12, client_price: 50, shop_original_amount: 100 })
    expect(reported()).toEqual(["rejected", "recalculated"])
  })

  it("refunded after it was paid, by way of 11 or at once, gives back what it brought", async () => {
    const { admin, check } = await create((world) => world.pay("o-1"))
    await admin.refund("o-1", 9)
    expect((await check()).status).toBe(9)
    const other = await create((world) => world.pay("o-1"))
    await other.admin.setStatus("payment", "o-1", 7)
    expect((await other.check()).status).toBe(7)
    for (const each of [admin, other.admin]) {
      expect(kinds(each)).toEqual(["payment", "paymentRefunded"])
      expect(dollars(each)).toMatchObject({ available: "1000000" })
    }
  })
})
