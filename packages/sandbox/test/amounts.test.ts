/** The figures of a payment once the payer has sent another sum: client_price is the payer's side, shop_amount the shop's. */
import { describe, expect, it } from "vitest"
import { adminClient, origin, setUp } from "./support.ts"

const paid = async (asked: Record<string, unknown>, amount: string, payer = "0.02") => {
  const world = setUp({ fees: { payer } })
  await world.call("/invoice/create", asked)
  await world.clock.advance(1000)
  const waiting = (await world.call("/invoice/check")).data
  await world.admin.pay("o-1", amount)
  return { ...world, waiting, after: (await world.call("/invoice/check")).data }
}

describe("a recalculated payment (12)", () => {
  it("asked 100, paid 51 with the payer's fee: 50 are credited, so 50 are missing and not 49", async () => {
    const { waiting, after, admin } = await paid({ amount: 100 }, "51")
    expect(waiting).toMatchObject({ status: 2, client_price: 102, shop_amount: 100, shop_refund: 96 })
    expect(waiting).not.toHaveProperty("shop_original_amount")
    expect(after).toMatchObject({
      status: 12,
      client_price: 51,
      shop_amount: 50,
      shop_original_amount: 100,
      shop_refund: 48
    })
    expect(admin.ledger()).toMatchObject([{ kind: "payment", amount: "51", currency: "840", shopAmount: "48" }])
  })

  it("overpaid: both sides grow and the asked sum stays beside them", async () => {
    const { after } = await paid({ amount: 100 }, "204")
    expect(after).toMatchObject({
      status: 12,
      client_price: 204,
      shop_amount: 200,
      shop_original_amount: 100,
      shop_refund: 192
    })
  })

  it("across currencies the payer's figure is the payway's and the shop's three are the shop's", async () => {
    const { waiting, after, admin } = await paid({ amount: 100, payway: "bank_rub" }, "4080")
    expect(waiting).toMatchObject({ client_price: 8160, ps_currency: 643, shop_amount: 100, shop_currency: 840 })
    expect(after).toMatchObject({
      status: 12,
      client_price: 4080,
      ps_currency: 643,
      shop_amount: 50,
      shop_original_amount: 100,
      shop_refund: 48,
      shop_currency: 840
    })
    expect(admin.ledger()).toMatchObject([{ amount: "4080", currency: "643", shopAmount: "48", shopCurrency: "840" }])
  })

  it("keeps asking in ps_data for what was asked at first", async () => {
    const { after } = await paid({ amount: 100, payway: "bank_rub" }, "4080")
    expect(after.ps_data).toMatchObject({ amount: 8160, suggested_amount: "8160" })
  })

  it("can be planned with its sum, over HTTP too, and is stated in its callback", async () => {
    const { clock, call, feennex, received } = setUp({ fees: { payer: "0.02" } })
    const { send, admin } = adminClient(feennex.fetch, origin)
    const steps = [
      { status: 2, after: 0 },
      { status: 12, after: 1000, amount: "51" }
    ]
    await send("/plans", { kind: "payment", steps })
    await call("/invoice/create", { amount: 100, callback_url: "http://127.0.0.1:9/paid" })
    await clock.advance(1000)
    const form = new URLSearchParams(received[0]?.body)
    expect(Object.fromEntries(form)).toMatchObject({
      status: "recalculated",
      client_price: "51.0",
      shop_amount: "50.0",
      shop_original_amount: "100.0",
      shop_refund: "48.0"
    })
    expect(
      (await admin("POST", "/plans", { kind: "payment", steps: [{ status: 12, after: 0, amount: "0" }] })).status
    ).toBe(400)
    expect(
      (await admin("POST", "/plans", { kind: "payout", steps: [{ status: 5, after: 0, amount: "1" }] })).status
    ).toBe(400)
  })

  it("leaves the hold as it was set aside, whatever the payer sent", async () => {
    const { call, admin } = setUp()
    await call("/invoice/create", { amount: 100 })
    await admin.setStatus("payment", "o-1", 8)
    await admin.pay("o-1", "50")
    expect(admin.balances().find(({ currency }) => currency === "840")).toMatchObject({
      hold: "0",
      available: "1000048"
    })
  })

  it("is what it was once credited: a later transfer changes neither its figures nor what a refund takes back", async () => {
    const { admin, call } = await paid({ amount: 100 }, "51")
    await admin.pay("o-1", "20")
    expect((await call("/invoice/check")).data).toMatchObject({ client_price: 51, shop_amount: 50 })
    await admin.refund("o-1")
    expect(admin.ledger().map(({ kind, shopAmount }) => [kind, shopAmount])).toEqual([
      ["payment", "48"],
      ["paymentRefunded", "48"]
    ])
  })
})
