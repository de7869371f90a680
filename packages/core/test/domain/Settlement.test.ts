/** The content of an entry as one text: the same for what says the same, another one for whatever differs. */
import { assert, describe, it } from "@effect/vitest"
import * as BigDecimal from "effect/BigDecimal"
import * as fc from "fast-check"
import * as Money from "../../src/domain/Money.ts"
import * as Settlement from "../../src/domain/Settlement.ts"

const entry: Settlement.Entry = {
  _tag: "Entry",
  line: 2,
  id: "txn-1",
  kind: "refund",
  of: { providerReference: "re-1" },
  payment: { providerReference: "pi-1", reference: "order-1" },
  at: 5,
  status: "paid",
  amount: Money.unsafe("301.00", "USD"),
  net: Money.unsafe("310.00", "USD"),
  fee: Money.unsafe("9.00", "USD")
}

const money = (value: BigDecimal.BigDecimal) => ({ ...entry, net: { value, currency: "USD" as const } })

describe("the content of an entry", () => {
  it("is the same in another line, in another order of its members, and with another scale", () => {
    const { amount, kind, payment, ...rest } = entry
    const turned = { payment: { reference: "order-1", providerReference: "pi-1" }, ...rest, line: 9, amount, kind }
    assert.strictEqual(Settlement.contentOf(turned as Settlement.Entry), Settlement.contentOf(entry))
    const whole = money(BigDecimal.make(310n, 0))
    assert.strictEqual(Settlement.contentOf(whole), Settlement.contentOf(entry))
    assert.strictEqual(Settlement.contentOf(money(BigDecimal.make(31n, -1))), Settlement.contentOf(entry))
    // A row that comes late changes the balance of all after it.
    const balance = Money.unsafe("9.00", "USD")
    assert.strictEqual(Settlement.contentOf({ ...entry, balance }), Settlement.contentOf(entry))
    // What is there without a value is not there.
    assert.strictEqual(
      Settlement.contentOf({ ...entry, currency: undefined } as unknown as Settlement.Entry),
      Settlement.contentOf(entry)
    )
  })

  it.each([
    { id: "txn-2" },
    { kind: "payout" as const },
    { of: { providerReference: "re-2" } },
    { of: { reference: "re-1" } },
    { payment: { providerReference: "pi-1" } },
    { at: 6 },
    { status: "failed" as const },
    { net: Money.unsafe("310.00", "EUR") },
    { net: Money.unsafe("-310.00", "USD") },
    { fee: Money.unsafe("0.00", "USD") }
  ])("is another one where %o differs", (change) => {
    assert.notStrictEqual(Settlement.contentOf({ ...entry, ...change }), Settlement.contentOf(entry))
  })

  it("distinguishes amounts as their values do", () => {
    const amount = fc.record({
      value: fc.bigInt({ min: -2_000n, max: 2_000n }),
      scale: fc.integer({ min: -2, max: 4 })
    })
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const [a, b] = [BigDecimal.make(one.value, one.scale), BigDecimal.make(other.value, other.scale)]
        const isSame = Settlement.contentOf(money(a)) === Settlement.contentOf(money(b))
        assert.strictEqual(isSame, BigDecimal.equals(a, b))
      })
    )
  })
})
