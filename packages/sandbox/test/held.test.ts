import { describe, expect, it } from "vitest"
import { adminClient, origin, setUp } from "./support.ts"

const details = { bank: "ALFABANK", bic: "044525225", holder: "IVANOV IVAN", nested: { level: 2 }, list: [1, "a"] }

describe("what Feennex holds", () => {
  it("of a payout is everything it was given, by its own names and unmasked, in process and over HTTP", async () => {
    const { call, admin, feennex } = setUp()
    await call("/withdraw/create", {
      amount: "12.50",
      account: "4111111111111111",
      account_details: details,
      description: "Reward"
    })
    const [held] = admin.held("p-1")
    expect(held).toEqual({
      kind: "payout",
      id: "11298076",
      reference: "p-1",
      shop: "112",
      amount: "12.5",
      currency: "840",
      shopAmount: "12.75",
      shopCurrency: "840",
      given: {
        account: "4111111111111111",
        account_details: { ...details, nested: { level: "2" }, list: ["1", "a"] },
        amount: "12.50",
        amount_type: "ps_amount",
        description: "Reward",
        email: "payee@example.com",
        payway: "card_usd",
        shop_currency: "840",
        shop_id: "112",
        shop_payment_id: "p-1"
      }
    })
    expect(await adminClient(feennex.fetch, origin).get("/held?reference=p-1")).toEqual([held])
    expect(admin.held(held?.id)).toEqual([held])
    expect(admin.held("nobody")).toEqual([])
  })

  it("names each payout that the ledger has paid by the same id, so that every payment shows to whom it went", async () => {
    const { call, admin, clock } = setUp()
    for (const [shop_payment_id, account] of [
      ["p-1", "4111111111111111"],
      ["p-2", "5500000000000004"]
    ]) {
      await call("/withdraw/create", { shop_payment_id, account })
    }
    await clock.advance(5000)
    const accounts = admin.ledger().map(({ id }) => admin.held(id)[0]?.given.account)
    expect(accounts).toEqual(["4111111111111111", "5500000000000004"])
  })

  it("of a payout by what leaves the shop is both figures, the other one by the rate", async () => {
    const { call, admin } = setUp()
    const changes = { amount: 1.02, amount_type: "shop_amount", payway: "card_rub" }
    expect((await call("/withdraw/create", changes)).data).toMatchObject({
      payee_receive: 80,
      ps_currency: 643,
      shop_write_off: 1.02,
      shop_currency: 840
    })
    expect((await call("/withdraw/shop_payment_status")).data).toMatchObject({
      payee_receive: 80,
      shop_write_off: 1.02
    })
    expect(admin.held("p-1")).toMatchObject([
      { amount: "80", currency: "643", shopAmount: "1.02", shopCurrency: "840", given: { amount_type: "shop_amount" } }
    ])
  })

  it("of a payment is what it was given, with fields that only its payway knows", async () => {
    const { call, admin } = setUp()
    await call("/invoice/create", { email: "payer@example.com", phone: "79161234567", description: "Order" })
    expect(admin.held("o-1")).toMatchObject([
      {
        kind: "payment",
        amount: "12.34",
        given: { email: "payer@example.com", phone: "79161234567", description: "Order", shop_order_id: "o-1" }
      }
    ])
  })

  it("of an account check is everything it was asked", async () => {
    const { call, admin, feennex } = setUp()
    await call("/check_account", { account_details: { contract: "C1234" } })
    const [asked] = admin.accountsChecked()
    expect(asked).toMatchObject({
      shop: "112",
      given: { account: "4111111111111111", account_details: { contract: "C1234" }, amount: "10.5", payway: "card_eur" }
    })
    expect(await adminClient(feennex.fetch, origin).get("/accounts")).toEqual([asked])
    admin.reset()
    expect([admin.accountsChecked(), admin.held()]).toEqual([[], []])
  })

  it("of a refused request is nothing", async () => {
    const { call, admin } = setUp()
    await call("/withdraw/create", { sign: "no" })
    await call("/check_account", { payway: "shells" })
    expect([admin.held(), admin.accountsChecked()]).toEqual([[], []])
  })
})

describe("a payway that wants account details", () => {
  const fields = {
    account: { regex: "^\\d{20}$", title: "Account" },
    bank: { regex: "^.+$", title: "Bank" },
    bic: { regex: "^\\d{9}$", title: "BIC" }
  }

  const configured = async () => {
    const world = setUp()
    const { send } = adminClient(world.feennex.fetch, origin)
    await send("/payways", { name: "account_rub", currency: "643", kind: "redirect", accountFields: fields })
    const create = (account_details?: unknown) =>
      world.call("/withdraw/create", { payway: "account_rub", account: "40817810099910004312", account_details })
    return { ...world, create }
  }

  it("names the account and each further key", async () => {
    const { call } = await configured()
    const { data } = await call("/withdraw/try", { payway: "account_rub" })
    expect(data.account_info_config).toEqual(fields)
  })

  it.each([undefined, {}, { bank: "ALFABANK" }, { bank: "ALFABANK", bic: "" }, { bank: "ALFABANK", bic: null }])(
    "refuses a payout and a check with %o: error 10 names what is missing, and the account is no detail",
    async (account_details) => {
      const { create, call, admin } = await configured()
      const answer = await create(account_details)
      expect(answer.error_code).toBe(10)
      expect(answer.message).toContain('bic="field required"')
      expect(answer.message).not.toContain("account=")
      const check = await call("/check_account", { payway: "account_rub", account_details })
      expect(check.error_code).toBe(10)
      expect(admin.held()).toEqual([])
    }
  )

  it("takes a payout that brings them, and is forgotten by a reset", async () => {
    const { create, admin } = await configured()
    expect((await create({ bank: "ALFABANK", bic: "044525225" })).error_code).toBe(0)
    expect(admin.held("p-1")).toMatchObject([{ given: { account_details: { bank: "ALFABANK", bic: "044525225" } } }])
    admin.reset()
    expect((await create()).error_code).toBe(0)
  })
})
