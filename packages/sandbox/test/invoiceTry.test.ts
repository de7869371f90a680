/** The precalculation of a payment: what it costs, its further members, and the fields that creation then asks for. */
import { describe, expect, it } from "vitest"
import { adminClient, origin, setUp } from "./support.ts"

const rub = { amount: 100, currency: 840, payway: "wallet_rub" }

describe("what a payment costs its payer", () => {
  it("is the amount alone by default, in the payway's currency", async () => {
    const { call } = setUp()
    expect((await call("/invoice/try", rub)).data).toMatchObject({
      exch_fee: 0,
      payer_fee: 0,
      payer_price: 8000,
      ps_currency: 643
    })
  })

  it("has a fee for Feennex and one for the exchange, where there is an exchange", async () => {
    const { call, feennex, admin } = setUp()
    const { send } = adminClient(feennex.fetch, origin)
    expect(await send("/fees", { payer: "0.02", exchange: "0.01" })).toEqual({
      payout: "0.02",
      payer: "0.02",
      exchange: "0.01",
      shop: "0.04"
    })
    expect((await call("/invoice/try", rub)).data).toMatchObject({ exch_fee: 80, payer_fee: 160, payer_price: 8240 })
    expect((await call("/invoice/try", { ...rub, payway: "wallet_usd" })).data).toMatchObject({
      exch_fee: 0,
      payer_fee: 2,
      payer_price: 102
    })
    await call("/invoice/create", { ...rub, payway: "bank_rub" })
    expect((await call("/invoice/check")).data).toMatchObject({ client_price: 8240, shop_amount: 100, shop_refund: 96 })
    await admin.pay("o-1", "4120")
    expect((await call("/invoice/check")).data).toMatchObject({ client_price: 4120, shop_amount: 50, shop_refund: 48 })
  })

  it("takes no fee that is none", async () => {
    const { admin } = adminClient(setUp().feennex.fetch, origin)
    for (const fee of [{ payer: "much" }, { payer: "-0.1" }, { shop: "1" }, { payer: 0.1 }, { paier: "0.1" }]) {
      expect((await admin("POST", "/fees", fee)).status).toBe(400)
    }
  })
})

describe("further members of the answer", () => {
  it("are the document's example unless the payway has its own", async () => {
    const { call } = setUp()
    const { data } = await call("/invoice/try")
    expect(data).toMatchObject({ info: null, warning: null, manual: 1, paymethod_id: 268, paymethod_name: "card_usd" })
    expect(Object.keys(data.add_ons_config as object)).toEqual(["email"])
  })

  it("are any JSON of the payway", async () => {
    const { call, feennex } = setUp()
    const members = { methodName: "Банк h2h", info: { text: "Only by day" }, warning: "Slow", manual: { step: 1 } }
    const addOns = {
      email: { regex: "@", title: { en: "E-mail" } },
      phone: { label: { en: "Phone" }, example: "7999" }
    }
    const payway = { name: "odd_usd", currency: "840", kind: "bank", addOns, ...members }
    await adminClient(feennex.fetch, origin).send("/payways", payway)
    expect((await call("/invoice/try", { payway: "odd_usd" })).data).toMatchObject({
      add_ons_config: addOns,
      paymethod_name: "Банк h2h",
      info: { text: "Only by day" },
      warning: "Slow",
      manual: { step: 1 }
    })
  })
})

describe("the fields of add_ons_config", () => {
  const addOns = { email: { regex: "^.+@.+$" }, phone: {} }
  const world = () => setUp({ payways: { odd_usd: { currency: "840", kind: "redirect", addOns } } })

  it("are asked for at creation, each by its name, and must match", async () => {
    const { call, admin } = world()
    expect((await call("/invoice/create", { payway: "odd_usd" })).message).toBe(
      'Incorrect values for parameters: email="field required", phone="field required"'
    )
    expect((await call("/invoice/create", { payway: "odd_usd", email: "none", phone: "7999" })).message).toBe(
      'Incorrect values for parameters: email="string does not match regex"'
    )
    expect(admin.operations()).toEqual([])
    const payer = { email: "payer@example.com", phone: "7999" }
    expect((await call("/invoice/create", { payway: "odd_usd", ...payer })).error_code).toBe(0)
    expect(admin.held("o-1")).toMatchObject([{ given: payer }])
  })

  it("must be objects with a regex that is one", async () => {
    const { admin } = adminClient(world().feennex.fetch, origin)
    for (const wrong of [{ phone: "text" }, { phone: { regex: "(" } }, { phone: { regex: 1 } }]) {
      const payway = { name: "odd_usd", currency: "840", kind: "bank", addOns: wrong }
      expect((await admin("POST", "/payways", payway)).status).toBe(400)
    }
  })
})
