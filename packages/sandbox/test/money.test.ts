import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  add,
  compare,
  divide,
  multiply,
  of,
  parse,
  subtract,
  toFloatText,
  toText,
  zero
} from "../src/internal/decimal.ts"
import { setUp } from "./support.ts"

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 8 }))
  .map(([units, scale]) => ({ units, scale }))

describe("decimals", () => {
  it("survive their own text", () => {
    fc.assert(
      fc.property(decimal, (value) => {
        expect(compare(of(toText(value)), value)).toBe(0)
        expect(compare(of(toFloatText(value)), value)).toBe(0)
      })
    )
  })

  it("lose nothing by adding, subtracting and multiplying", () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        expect(compare(subtract(add(a, b), b), a)).toBe(0)
        expect(compare(multiply(add(a, b), c), add(multiply(a, c), multiply(b, c)))).toBe(0)
      })
    )
  })

  it.each([
    ["12.50", "12.5", "12.5"],
    ["1", "1", "1.0"],
    ["1e2", "100", "100.0"],
    ["1.5E-3", "0.0015", "0.0015"],
    ["-0.10", "-0.1", "-0.1"],
    ["007", "7", "7.0"]
  ])("are read from %s and printed as %s and %s", (text, plain, float) => {
    expect([toText(of(text)), toFloatText(of(text))]).toEqual([plain, float])
  })

  it.each(["", " 1", "1.", ".5", "+1", "1e999", "0x10", "NaN", "1,5", "٣"])("are not read from %j", (text) => {
    expect(parse(text)).toBeUndefined()
  })

  it("round half up or down when divided", () => {
    expect(toText(divide(of("1"), of("8"), 2, "half-up"))).toBe("0.13")
    expect(toText(divide(of("1"), of("8"), 2, "down"))).toBe("0.12")
  })
})

type Deed =
  | readonly ["create", string]
  | readonly ["status", number]
  | readonly ["pay", number]
  | readonly ["wait", number]

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.tuple(
    fc.constant("create" as const),
    fc.integer({ min: 100, max: 90_000 }).map((cents) => toText({ units: BigInt(cents), scale: 2 }))
  ),
  fc.tuple(fc.constant("status" as const), fc.integer({ min: 0, max: 13 })),
  fc.tuple(fc.constant("pay" as const), fc.integer({ min: 1, max: 90_000 })),
  fc.tuple(fc.constant("wait" as const), fc.integer({ min: 0, max: 6000 }))
)

const leaves = fc.constantFrom("nothing" as const, "rejected" as const)

describe("the ledger", () => {
  it("balances after any course of payouts and payments: nothing is made, nothing is lost", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 25 }), leaves, async (deeds, refusedLeaves) => {
        const shops = [{ id: "112", secret: "test_secret", balances: { "840": "1000" } }]
        const { call, admin, clock } = setUp({
          shops,
          limits: { min: "0.01", max: "1000000" },
          settings: { refusedLeaves }
        })
        let count = 0
        for (const [kind, value] of deeds) {
          if (kind === "create") {
            count += 1
            await call("/withdraw/create", { amount: value, shop_payment_id: `n-${count}` })
            await call("/invoice/create", { amount: value, shop_order_id: `n-${count}` })
          } else if (kind === "status") {
            for (const each of ["payout", "payment"] as const) {
              await admin.setStatus(each, `n-${count}`, value).catch(() => undefined)
            }
          } else if (kind === "pay") {
            await admin.pay(`n-${count}`, toText({ units: BigInt(value), scale: 2 })).catch(() => undefined)
          } else await clock.advance(value)
        }
        const sum = admin.ledger().reduce((total, entry) => {
          const isIn = entry.kind === "payoutReturned" || entry.kind === "payment"
          return isIn ? add(total, of(entry.shopAmount)) : subtract(total, of(entry.shopAmount))
        }, of("1000"))
        const [balance] = admin.balances()
        expect(toText(add(of(balance?.available ?? "0"), of(balance?.frozen ?? "0")))).toBe(toText(sum))
        const open = admin.operations().filter(({ money }) => money === "frozen")
        const frozen = open.reduce((total, { shopAmount }) => add(total, of(shopAmount)), zero)
        expect(balance?.frozen).toBe(toText(frozen))
        if (!admin.operations().some(({ money }) => money === "held")) expect(balance?.hold).toBe("0")
      }),
      { numRuns: 150 }
    )
  })
})
