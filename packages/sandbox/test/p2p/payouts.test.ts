import { describe, expect, it } from "vitest"
import { P2p } from "../../src/index.ts"
import { post } from "../support.ts"
import { type Answer, address, body, merchant, setUp, template } from "./support.ts"

const later = [{ status: "expectation", after: 0 }]

describe("a payout", () => {
  it("waits, succeeds on the clock, and is paid only then", async () => {
    const { create, status, admin, clock } = setUp()
    const { internal_transaction_id } = await create()
    expect((await status()).status).toBe("expectation")
    await clock.advance(4_999)
    expect([(await status()).status, admin.ledger()]).toEqual(["expectation", []])
    await clock.advance(1)
    expect((await status()).status).toBe("successful")
    expect(admin.ledger()).toEqual([
      {
        seq: 1,
        at: clock.now(),
        kind: "payout",
        id: internal_transaction_id,
        reference: "order123",
        amount: "1500",
        currency: "rub",
        shopAmount: "15.2623",
        shopCurrency: "USDT",
        shop: "acme",
        account: "*******4567"
      }
    ])
  })

  it("holds its USDT at creation, loses it at success and gives it back at rejection", async () => {
    const { create, admin, clock } = setUp({ merchants: [{ ...merchant, balance: "100" }] })
    await create()
    expect(admin.balances()).toMatchObject([{ available: "84.7377", frozen: "15.2623" }])
    await clock.advance(5_000)
    expect(admin.balances()).toMatchObject([{ available: "84.7377", frozen: "0" }])
    for (const status of ["rejected_timeout", "rejected_gate", "rejected_merchant"]) {
      admin.plan([{ status, after: 1_000 }])
      await create({ order_id: status })
      expect(admin.balances()).toMatchObject([{ available: "69.4754", frozen: "15.2623" }])
      await clock.advance(1_000)
      expect(admin.balances()).toMatchObject([{ available: "84.7377", frozen: "0" }])
    }
    expect(admin.ledger()).toHaveLength(1)
  })

  it("runs out after its own minutes when so planned, and after thirty when it names none", async () => {
    const { create, admin, clock } = setUp()
    admin.plan([...later, { status: "rejected_timeout", after: "timeout" }], { times: 2 })
    await create({ timeout: 2 })
    await create({ timeout: undefined, order_id: "order124" })
    const statuses = () => admin.operations().map(({ status }) => status)
    await clock.advance(119_999)
    expect(statuses()).toEqual(["expectation", "expectation"])
    await clock.advance(1)
    expect(statuses()).toEqual(["rejected_timeout", "expectation"])
    await clock.advance(28 * 60_000)
    expect(statuses()).toEqual(["rejected_timeout", "rejected_timeout"])
  })

  it("keeps its USDT held in a status nobody knows, and stays where an admin put it", async () => {
    const { create, status, admin, clock } = setUp()
    await create()
    await admin.setStatus("order123", "on_the_moon")
    await clock.advance(86_400_000)
    expect((await status()).status).toBe("on_the_moon")
    expect(admin.balances()).toMatchObject([{ frozen: "15.2623" }])
    expect(admin.ledger()).toEqual([])
  })

  it("comes back when a paid one is rejected later, and both are in the ledger", async () => {
    const { create, admin, clock } = setUp()
    const { internal_transaction_id } = await create()
    await clock.advance(5_000)
    await admin.setStatus(String(internal_transaction_id), "rejected_gate")
    expect(admin.ledger().map(({ kind }) => kind)).toEqual(["payout", "payoutReturned"])
    expect(admin.balances()).toMatchObject([{ available: "100000", frozen: "0" }])
  })

  it.each([
    [{ fiat_amount: "0.01" }, "0.0001", "0.0001"],
    [{ fiat_amount: "100.24" }, "0.9999", "1.0199"],
    [{ fiat_amount: "100.25" }, "1.0000", "1.0200"],
    [{ fiat_amount: "5000.00" }, "49.8767", "50.8742"],
    [{ fiat_amount: "92.00", fiat_currency: "eur" }, "100.0000", "102.0000"]
  ])("of %o is worth %s USDT and costs %s", async (changes, usdt_amount, merchant_spent_usdt) => {
    expect(await setUp().create(changes)).toMatchObject({ usdt_amount, merchant_spent_usdt })
  })

  it("that is worth nothing is refused", async () => {
    const { create } = setUp({ rates: { rub: "1000" } })
    expect(await create({ fiat_amount: "0.01" })).toEqual({ ok: false, error: "fiat_amount is too small" })
  })

  it.each([[{ rates: { rub: "0" } }], [{ rates: { rub: "1.00001" } }], [{ fee: "-2" }]])(
    "cannot be priced by %o, which is refused at the start",
    (options) => {
      expect(() => P2p.make(options)).toThrow(TypeError)
    }
  )
})

describe("of the documented refusals,", () => {
  it("low balance leaves nothing behind, also when only the fee is missing", async () => {
    const { create, admin } = setUp()
    admin.setBalance("15.2622")
    expect(await create()).toEqual({ ok: false, error: "low balance" })
    expect([admin.operations(), admin.balances()]).toMatchObject([[], [{ available: "15.2622", frozen: "0" }]])
    admin.setBalance("15.2623")
    expect((await create()).ok).toBe(true)
  })

  it("a disabled method refuses in one currency or in all", async () => {
    const { create, admin } = setUp()
    const refused = { ok: false, error: "this payment method is disabled for your merchant" }
    admin.method("sbp", false, "rub")
    expect(await create()).toEqual(refused)
    expect((await create({ fiat_currency: "eur" })).ok).toBe(true)
    admin.method("sbp", false)
    expect(await create({ fiat_currency: "eur" })).toEqual(refused)
    admin.method("sbp", true)
    expect((await create({ order_id: "order124" })).ok).toBe(true)
    expect(() => admin.method("sbp", true, "xau")).toThrow("no currency xau")
  })

  it("overloading requisite holds while too many payouts to it are open", async () => {
    const { create, admin, clock } = setUp({ settings: { openPerRequisite: 2 } })
    expect((await create({ order_id: "a" })).ok).toBe(true)
    expect((await create({ order_id: "b" })).ok).toBe(true)
    expect(await create({ order_id: "c" })).toEqual({ ok: false, error: "overloading requisite" })
    expect((await create({ order_id: "c", phone_number: "79161234568" })).ok).toBe(true)
    await clock.advance(5_000)
    expect((await create({ order_id: "d" })).ok).toBe(true)
    expect(admin.operations()).toHaveLength(4)
  })
})

describe("a second create with the same order_id", () => {
  it("pays again by default, which is the worst the document allows", async () => {
    const { create, admin, clock } = setUp()
    const [first, second] = [await create(), await create()]
    expect(second.internal_transaction_id).not.toBe(first.internal_transaction_id)
    await clock.advance(5_000)
    expect(admin.ledger().map(({ reference }) => reference)).toEqual(["order123", "order123"])
  })

  it("is refused in undocumented words when so switched", async () => {
    const { create, admin } = setUp({ settings: { duplicateOrders: "refuse" } })
    await create()
    expect(await create()).toEqual({ ok: false, error: "order_id already exists" })
    expect(admin.operations()).toHaveLength(1)
  })

  it("repeats the first answer when so switched, whatever became of that and whatever the request holds now", async () => {
    const { create, admin, clock } = setUp({ settings: { duplicateOrders: "sameAnswer" } })
    const first = await create()
    await clock.advance(5_000)
    admin.setBalance("0")
    expect(await create({ fiat_amount: "1.00" })).toEqual(first)
    expect(admin.ledger()).toHaveLength(1)
  })

  it("belongs to its merchant alone", async () => {
    const other = { name: "other", apiKey: "k", signKey: merchant.signKey }
    const { create, p2p } = setUp({ merchants: [merchant, other], settings: { duplicateOrders: "refuse" } })
    await create()
    const answer = await p2p.fetch(post(address("create_pay_out/").replace("acme", "other"), body()))
    expect(((await answer.json()) as Answer).ok).toBe(true)
  })
})

describe("a cancellation", () => {
  it("rejects an open payout, gives its USDT back and ends its plan", async () => {
    const { create, cancel, admin, clock } = setUp({ settings: { standartSign: template } })
    await create()
    const names = { order_id: "order123", merchant: "acme", api_key: "test_api_key", sign_key: "test_sign_key" }
    expect(await cancel("order123", "f".repeat(64))).toEqual({ ok: false, error: "invalid standart_sign" })
    expect(await cancel("order123", P2p.standartSign(template, names))).toEqual({ ok: true })
    await clock.advance(60_000)
    expect(admin.operations()).toMatchObject([{ status: "rejected_merchant", money: "released" }])
    expect(admin.ledger()).toEqual([])
  })

  it("takes the placeholder where no template is set", async () => {
    const { create, cancel, admin } = setUp()
    await create()
    expect((await cancel("order123", P2p.sign("a", "b", "c", "d", "e"))).ok).toBe(false)
    expect((await cancel()).ok).toBe(true)
    expect(admin.operations()[0]?.status).toBe("rejected_merchant")
  })

  it("comes too late for a payout that is closed, and finds no unknown one", async () => {
    const { create, cancel, clock } = setUp()
    await create()
    await clock.advance(5_000)
    expect(await cancel()).toEqual({ ok: false, error: "pay out is already closed" })
    expect(await cancel("nobody")).toEqual({ ok: false, error: "pay out not found" })
    expect((await cancel("")).error).toContain("order_id")
    expect((await cancel("order123", 7)).error).toContain("standart_sign")
  })

  it("that takes its time may be overtaken by the payment", async () => {
    const { create, cancel, admin, clock } = setUp({ settings: { cancelDelay: 5_001 } })
    await create()
    expect(await cancel()).toEqual({ ok: true })
    await clock.advance(60_000)
    expect(admin.operations()[0]?.status).toBe("successful")
    admin.settings({ cancelDelay: 4_999 })
    await create({ order_id: "order124" })
    await cancel("order124")
    await clock.advance(60_000)
    expect(admin.operations("order124")[0]?.status).toBe("rejected_merchant")
    expect(admin.ledger()).toHaveLength(1)
  })
})
