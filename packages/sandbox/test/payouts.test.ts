import { describe, expect, it } from "vitest"
import { body, origin, post, setUp } from "./support.ts"

const dollars = (admin: ReturnType<typeof setUp>["admin"]) =>
  admin.balances().find(({ currency }) => currency === "840")

describe("a payout", () => {
  it("is answered in the document's own shape and numbers", async () => {
    const { feennex } = setUp({ shops: [{ id: "112", secret: "test_secret", balances: { "840": "1.02" } }] })
    const answer = await feennex.fetch(post(`${origin}/withdraw/create`, body("/withdraw/create")))
    expect(await answer.text()).toBe(
      '{"data":{"balance":0.0,"id":11298076,"payee_receive":1,"ps_currency":840,"shop_currency":840,' +
        '"shop_payment_id":"p-1","shop_write_off":1.02,"status":1},"error_code":0,"message":"Ok","result":true}'
    )
  })

  it("goes 1, 3, 5 on the clock, and is paid only then", async () => {
    const { call, admin, clock } = setUp()
    await call("/withdraw/create")
    const statuses: Array<unknown> = []
    const look = async () => statuses.push((await call("/withdraw/status")).data.status)
    await look()
    await clock.advance(1000)
    await look()
    await clock.advance(3999)
    await look()
    expect(admin.ledger()).toEqual([])
    await clock.advance(1)
    await look()
    expect(statuses).toEqual([1, 3, 3, 5])
    expect(admin.ledger()).toEqual([
      {
        seq: 1,
        at: clock.now(),
        kind: "payout",
        id: "11298076",
        reference: "p-1",
        amount: "1",
        currency: "840",
        shopAmount: "1.02",
        shopCurrency: "840",
        shop: "112",
        account: "************1111"
      }
    ])
  })

  it("freezes its money at creation, loses it at success and gives it back at rejection", async () => {
    const { call, admin, clock } = setUp()
    await call("/withdraw/create", { amount: 100 })
    expect(dollars(admin)).toMatchObject({ available: "999898", frozen: "102" })
    await clock.advance(5000)
    expect(dollars(admin)).toMatchObject({ available: "999898", frozen: "0" })
    admin.plan("payout", [{ status: 6, after: 1000, rejectedReason: "No such card" }])
    await call("/withdraw/create", { amount: 100, shop_payment_id: "p-2" })
    expect(dollars(admin)).toMatchObject({ available: "999796", frozen: "102" })
    await clock.advance(1000)
    expect(dollars(admin)).toMatchObject({ available: "999898", frozen: "0" })
    const { data } = await call("/withdraw/shop_payment_status", { shop_payment_id: "p-2" })
    expect(data).toMatchObject({ status: 6, rejected_reason: "No such card" })
    expect(admin.ledger()).toHaveLength(1)
  })

  it("is refused with error 6 and HTTP 400 when its id was used, whatever else it holds", async () => {
    const { call, feennex, admin, clock } = setUp()
    await call("/withdraw/create")
    await clock.advance(5000)
    const again = await feennex.fetch(post(`${origin}/withdraw/create`, body("/withdraw/create", { amount: 2 })))
    expect(again.status).toBe(400)
    expect(await again.json()).toEqual({
      data: null,
      error_code: 6,
      message: "Shop_payment_id 'p-1' is not unique for shop(id=112)",
      result: false
    })
    expect(admin.ledger()).toHaveLength(1)
  })

  it("is refused with error 9 in the documented words when money is short, and its id stays free", async () => {
    const { call, admin } = setUp()
    admin.setBalance("840", "0")
    const answer = await call("/withdraw/create", { amount: 500, amount_type: "shop_amount" })
    expect(answer).toMatchObject({
      error_code: 9,
      message: "Insufficient balance(currency=840): shop_write_off=500.0, balance=0.0"
    })
    admin.setBalance("840", "500")
    expect((await call("/withdraw/create", { amount: 500, amount_type: "shop_amount" })).error_code).toBe(0)
  })

  it.each([
    [{ amount: 1 }, { payee_receive: 1, shop_write_off: 1.02 }],
    [{ amount: 12.34 }, { payee_receive: 12.34, shop_write_off: 12.59 }],
    [{ amount: 1.25 }, { payee_receive: 1.25, shop_write_off: 1.28 }],
    [
      { amount: 102, amount_type: "shop_amount" },
      { payee_receive: 100, shop_write_off: 102 }
    ],
    [
      { amount: 101, payway: "card_rub" },
      { payee_receive: 101, shop_write_off: 1.29 }
    ],
    [
      { amount: 100.45, payway: "card_rub" },
      { payee_receive: 100.45, shop_write_off: 1.28 }
    ],
    [
      { amount: 1.02, amount_type: "shop_amount", payway: "card_rub" },
      { payee_receive: 80, shop_write_off: 1.02 }
    ],
    [
      { amount: 0.99, amount_type: "shop_amount", payway: "card_rub" },
      { payee_receive: 77.64, shop_write_off: 0.99 }
    ],
    [
      { amount: 80, payway: "card_rub" },
      { payee_receive: 80, shop_write_off: 1.02, ps_currency: 643 }
    ]
  ])("costs two per cent, exactly: %o", async (changes, expected) => {
    const { call } = setUp()
    expect((await call("/withdraw/try", changes)).data).toMatchObject(expected)
    expect((await call("/withdraw/create", changes)).data).toMatchObject(expected)
  })

  it("of an unknown payway, currency or size is refused with its own code", async () => {
    const { call } = setUp({ limits: { min: "1", max: "100000" } })
    expect((await call("/withdraw/create", { payway: "shells" })).error_code).toBe(1)
    expect((await call("/withdraw/create", { shop_currency: 999 })).error_code).toBe(16)
    expect((await call("/withdraw/create", { amount: 0.5 })).message).toBe(
      "Payee receive amount is too small, min: 1.0"
    )
    expect(await call("/withdraw/create", { amount: 100000.01 })).toMatchObject({
      error_code: 5,
      message: "Payee receive amount is too large, max: 100000.0"
    })
  })

  it("that does not exist is error 2000, or 7 when so switched", async () => {
    const { call, admin } = setUp()
    expect(await call("/withdraw/status", { withdraw_id: 3 })).toEqual({
      data: null,
      error_code: 2000,
      message: "Withdraw (id=3) wasn't found",
      result: false
    })
    admin.settings({ notFoundCode: 7 })
    expect((await call("/withdraw/shop_payment_status")).error_code).toBe(7)
  })

  it("is found by status reads as long after its creation as is switched, and is there all the while", async () => {
    const { call, admin, clock } = setUp()
    admin.settings({ readLag: 30_000 })
    const withdraw_id = (await call("/withdraw/create")).data.id
    const reads = async () => [
      (await call("/withdraw/status", { withdraw_id })).error_code,
      (await call("/withdraw/shop_payment_status")).error_code
    ]
    expect(await reads()).toEqual([2000, 2000])
    expect(await call("/withdraw/create")).toMatchObject({ error_code: 6 })
    await clock.advance(29_999)
    expect(await reads()).toEqual([2000, 2000])
    await clock.advance(1)
    expect(await reads()).toEqual([0, 0])
    expect(admin.ledger()).toHaveLength(1)
  })

  it("keeps its money frozen in a status nobody knows, and in 4 and 9", async () => {
    const { call, admin, clock } = setUp()
    admin.plan("payout", [{ status: 77, after: 0 }])
    expect((await call("/withdraw/create")).data.status).toBe(77)
    for (const status of [4, 9, 2, 7]) await admin.setStatus("payout", "p-1", status)
    await clock.advance(3_600_000)
    expect(dollars(admin)).toMatchObject({ frozen: "1.02" })
    expect(admin.ledger()).toEqual([])
  })

  it("comes back to the balance when a paid one is rejected later, and both are in the ledger", async () => {
    const { call, admin, clock } = setUp()
    await call("/withdraw/create")
    await clock.advance(5000)
    await admin.setStatus("payout", "p-1", 6, "Returned by the bank")
    expect(dollars(admin)).toMatchObject({ available: "1000000", frozen: "0" })
    await admin.setStatus("payout", "11298076", 5)
    expect(admin.ledger().map(({ kind }) => kind)).toEqual(["payout", "payoutReturned", "payout"])
  })

  it("stays where an admin put it, whatever its plan had in store", async () => {
    const { call, admin, clock } = setUp()
    await call("/withdraw/create")
    await admin.setStatus("payout", "p-1", 6)
    await clock.advance(60_000)
    expect((await call("/withdraw/status")).data.status).toBe(6)
    expect(admin.ledger()).toEqual([])
  })
})

describe("the account check", () => {
  it("passes by default, fails or stays open as scripted, and a bad account's payout is rejected", async () => {
    const { call, admin, clock } = setUp()
    expect((await call("/check_account")).data).toEqual({
      account_info: { verified: "true" },
      provider_status: 1,
      result: true
    })
    admin.account("4111111111111111", { result: false, providerStatus: 1, info: {} })
    expect((await call("/check_account")).data).toMatchObject({ provider_status: 1, result: false })
    await call("/withdraw/create")
    await clock.advance(5000)
    expect((await call("/withdraw/status")).data).toMatchObject({
      status: 6,
      rejected_reason: "Card number doesn't exist. Check if the number is correct"
    })
    admin.account("4111111111111111", { result: false, providerStatus: 2, info: {} })
    expect((await call("/check_account")).data).toMatchObject({ provider_status: 2 })
  })

  it("states which account details a payway needs, and a payout without them is refused", async () => {
    const accountFields = { contract: { regex: "^C\\d+$", title: "Contract" } }
    const { call } = setUp({ payways: { bank_contract: { currency: "840", kind: "bank", accountFields } } })
    const payway = "bank_contract"
    const { data } = await call("/withdraw/try", { payway })
    expect(data.account_info_config).toMatchObject({ account: { regex: "\\d{9,15}$" }, ...accountFields })
    expect((await call("/withdraw/create", { payway })).message).toContain('contract="field required"')
    expect((await call("/withdraw/create", { payway, account_details: { contract: "C1" } })).error_code).toBe(0)
  })
})

describe("the polling limit of payouts", () => {
  it("is watched per payout over both status endpoints, answered and counted", async () => {
    const { call, admin, clock } = setUp()
    await call("/withdraw/create")
    await call("/withdraw/create", { shop_payment_id: "p-2" })
    await call("/withdraw/status")
    await call("/withdraw/shop_payment_status", { shop_payment_id: "p-2" })
    expect(admin.violations()).toEqual([])
    await clock.advance(59_999)
    expect((await call("/withdraw/shop_payment_status")).error_code).toBe(0)
    expect(admin.violations()).toEqual([
      {
        at: clock.now(),
        kind: "tooEarly",
        endpoint: "/withdraw/shop_payment_status",
        reference: "p-1",
        detail: "asked again after 59999 ms, at least 60000 ms are asked for"
      }
    ])
    await clock.advance(60_000)
    await call("/withdraw/status")
    expect(admin.violations()).toHaveLength(1)
  })

  it("is answered by an error when so switched, and can be shortened", async () => {
    const { call, admin, clock } = setUp()
    admin.settings({ tooEarly: "refuse" })
    await call("/withdraw/create")
    await call("/withdraw/status")
    expect((await call("/withdraw/status")).result).toBe(false)
    admin.settings({ payoutStatusInterval: 100 })
    await clock.advance(100)
    expect((await call("/withdraw/status")).result).toBe(true)
  })
})

describe("the shop's balance", () => {
  it("shows what is available and what open payouts have frozen", async () => {
    const { feennex, call } = setUp({ shops: [{ id: "112", secret: "test_secret", balances: { "840": "200" } }] })
    await call("/withdraw/create", { amount: 100 })
    const answer = await feennex.fetch(post(`${origin}/shop_balance`, body("/shop_balance")))
    expect(await answer.text()).toContain(
      '{"balances":[{"available":98.0,"currency":840,"frozen":102.0,"hold":0.0,"rolling_reserve":0.0}]}'
    )
  })
})
