import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { add, compare, of, subtract, toFixed, toText, zero } from "../../src/internal/decimal.ts"
import { merchant, setUp } from "./support.ts"

const cents = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((units) => toFixed({ units: BigInt(units), scale: 2 }, 2))

const statuses = ["expectation", "successful", "rejected_timeout", "rejected_merchant", "rejected_gate", "odd"] as const

type Deed =
  | readonly ["create", string]
  | readonly ["again", null]
  | readonly ["cancel", null]
  | readonly ["status", string]
  | readonly ["wait", number]

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.tuple(fc.constant("create" as const), cents(1, 900_000)),
  fc.tuple(fc.constant("again" as const), fc.constant(null)),
  fc.tuple(fc.constant("cancel" as const), fc.constant(null)),
  fc.tuple(fc.constant("status" as const), fc.constantFrom(...statuses)),
  fc.tuple(fc.constant("wait" as const), fc.integer({ min: 0, max: 6_000 }))
)

describe("USDT amounts", () => {
  it("have four decimals, and what is spent is never less than what is paid", async () => {
    await fc.assert(
      fc.asyncProperty(cents(1, 1_000_000_000), fc.integer({ min: 1, max: 10_000_000 }), async (amount, units) => {
        const rate = toText({ units: BigInt(units), scale: 4 })
        const { create } = setUp({ rates: { rub: rate }, merchants: [{ ...merchant, balance: "9e20" }] })
        const answer = await create({ fiat_amount: amount })
        if (answer.error !== undefined) {
          expect(answer.error).toBe("fiat_amount is too small")
          return
        }
        for (const name of ["usdt_amount", "merchant_spent_usdt", "exchange_rate"]) {
          expect(answer[name]).toMatch(/^\d+\.\d{4}$/)
        }
        const [usdt, spent] = [of(String(answer.usdt_amount)), of(String(answer.merchant_spent_usdt))]
        expect(compare(spent, usdt)).toBeGreaterThanOrEqual(0)
        expect(answer.fiat_amount).toBe(amount)
      })
    )
  })

  it("refuse to lose a digit when they are printed", () => {
    expect(toFixed(of("1.5"), 4)).toBe("1.5000")
    expect(toFixed(of("2"), 0)).toBe("2")
    expect(() => toFixed(of("1.23456"), 4)).toThrow(RangeError)
  })
})

describe("the ledger", () => {
  it("balances after any course of payouts: nothing is made, lost, or paid twice unasked", async () => {
    const leaves = fc.constantFrom("nothing" as const, "rejected" as const)
    const duplicates = fc.constantFrom("accept" as const, "refuse" as const, "sameAnswer" as const)
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { maxLength: 25 }),
        duplicates,
        leaves,
        async (deeds, duplicateOrders, refusedLeaves) => {
          const { create, cancel, admin, clock } = setUp({
            merchants: [{ ...merchant, balance: "200" }],
            settings: { duplicateOrders, refusedLeaves }
          })
          let count = 0
          for (const [kind, value] of deeds) {
            const reference = `n-${count}`
            if (kind === "create") {
              count += 1
              await create({ order_id: `n-${count}`, fiat_amount: value })
            } else if (kind === "again") await create({ order_id: reference })
            else if (kind === "cancel") await cancel(reference)
            else if (kind === "status") await admin.setStatus(reference, value).catch(() => undefined)
            else await clock.advance(value)
          }
          const sum = admin
            .ledger()
            .reduce(
              (total, entry) => (entry.kind === "payout" ? subtract : add)(total, of(entry.shopAmount)),
              of("200")
            )
          const [balance] = admin.balances()
          expect(toText(add(of(balance?.available ?? "0"), of(balance?.frozen ?? "0")))).toBe(toText(sum))
          const open = admin.operations().filter(({ money }) => money === "frozen")
          expect(balance?.frozen).toBe(toText(open.reduce((total, { shopAmount }) => add(total, of(shopAmount)), zero)))
          const references = admin.operations().map(({ reference }) => reference)
          if (duplicateOrders !== "accept") expect(new Set(references).size).toBe(references.length)
        }
      ),
      { numRuns: 150 }
    )
  })
})
