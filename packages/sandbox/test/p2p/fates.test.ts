/** The fates of payouts at the P2P platform after everybody thought it was over, and what a refusal is worth. */
import { describe, expect, it } from "vitest"
import { adminClient } from "../support.ts"
import { body, origin, setUp } from "./support.ts"

const kinds = (admin: ReturnType<typeof setUp>["admin"]) => admin.ledger().map(({ kind }) => kind)
const reported = (received: ReturnType<typeof setUp>["received"]) =>
  received.map((each) => (JSON.parse(each.body) as { readonly status: string }).status)

describe("a payout", () => {
  it.each(["rejected_timeout", "rejected_merchant", "rejected_gate"])(
    "paid after %s is paid, and reported",
    async (failed) => {
      const { create, admin, received, clock, status } = setUp()
      admin.plan([
        { status: failed, after: 0 },
        { status: "successful", after: 3_600_000 }
      ])
      await create()
      expect(kinds(admin)).toEqual([])
      await clock.advance(3_600_000)
      expect((await status()).status).toBe("successful")
      expect([kinds(admin), reported(received)]).toEqual([["payout"], [failed, "successful"]])
    }
  )

  it("rejected after it was paid comes back, and is reported", async () => {
    const { create, admin, received, clock, p2p } = setUp()
    await create()
    await clock.advance(5000)
    await adminClient(p2p.fetch, origin).send("/payouts/order123/status", { status: "rejected_gate" })
    expect([kinds(admin), reported(received)]).toEqual([
      ["payout", "payoutReturned"],
      ["successful", "rejected_gate"]
    ])
    expect(admin.balances()).toMatchObject([{ available: "100000", frozen: "0" }])
  })

  it("refused with `low balance` and paid anyway: its callback comes all the same", async () => {
    const { create, admin, received, clock, p2p } = setUp()
    await adminClient(p2p.fetch, origin).send("/faults", {
      fault: { kind: "error", message: "low balance", acts: true },
      endpoint: "create_pay_out"
    })
    expect(await create()).toEqual({ ok: false, error: "low balance" })
    await clock.advance(5000)
    expect([kinds(admin), reported(received)]).toEqual([["payout"], ["successful"]])
  })
})

describe("a refusal", () => {
  it.each([
    ["low balance", {}, (admin: ReturnType<typeof setUp>["admin"]) => admin.setBalance("0")],
    [
      "this payment method is disabled for your merchant",
      {},
      (admin: ReturnType<typeof setUp>["admin"]) => admin.method("sbp", false)
    ],
    ["overloading requisite", { openPerRequisite: 1 }, () => undefined]
  ] as const)(
    "%s: is documented, or longer by switch, and leaves nothing or a rejected payout",
    async (text, extra, prepare) => {
      const { create, admin, status } = setUp({ settings: extra })
      await create({ order_id: "before" })
      prepare(admin)
      const available = admin.balances()[0]?.available
      expect((await create()).error).toBe(text)
      expect(await status()).toEqual({ ok: false, error: "pay out not found" })
      admin.settings({ refusalTexts: "longer", refusedLeaves: "rejected" })
      const longer = (await create()).error ?? ""
      expect([longer.includes(text), longer === text]).toEqual([true, false])
      expect(await status()).toMatchObject({ ok: true, status: "rejected_gate", order_id: "order123" })
      expect([kinds(admin), admin.balances()[0]?.available]).toEqual([[], available])
    }
  )

  it("that left a record may be followed by payment, with its callback", async () => {
    const { create, admin, received } = setUp({ settings: { refusedLeaves: "rejected" } })
    admin.setBalance("0")
    await create()
    expect(reported(received)).toEqual([])
    await admin.setStatus("order123", "successful")
    expect([kinds(admin), reported(received)]).toEqual([["payout"], ["successful"]])
  })

  it("in a scripted text may contain a documented one and mean something else", async () => {
    const { create, admin } = setUp()
    const message = "queued: low balance at our partner, will be paid tomorrow"
    admin.fault({ kind: "error", message, acts: true })
    expect(await create()).toEqual({ ok: false, error: message })
    expect(admin.operations()).toMatchObject([{ status: "expectation", money: "frozen" }])
  })
})

describe("what the platform holds", () => {
  it.each(["sbp", "card", "score", "iban"] as const)("of a payout by %s is everything it was given", async (method) => {
    const { create, admin, p2p } = setUp()
    const more = { bank_name: "Sberbank", bik: "044525225", full_name: "Ivanov Ivan", customer: "C-1" }
    await create(more, method)
    const { sign: _sign, ...given } = body(more, method)
    const [held] = admin.held("order123")
    expect(held).toMatchObject({ kind: "payout", reference: "order123", shop: "acme", shopCurrency: "USDT" })
    expect(held?.given).toEqual({ ...given, ...("timeout" in given && { timeout: "30" }) })
    expect(await adminClient(p2p.fetch, origin).get("/held?reference=order123")).toEqual([held])
    expect(admin.held(held?.id)).toEqual([held])
  })

  it("distinguishes two payouts with one order_id by the platform's own id", async () => {
    const { create, admin, clock } = setUp()
    await create()
    await create({ phone_number: "79160000000" })
    await clock.advance(5000)
    const phones = admin.ledger().map(({ id }) => admin.held(id)[0]?.given.phone_number)
    expect(phones).toEqual(["79161234567", "79160000000"])
  })
})
