/** Stripe's own smallest units, by the page on currencies, and what an account's routes take of them. */
import { assert, describe, it } from "@effect/vitest"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import * as Wire from "@switchyard/core/Wire"
import { currencyOf, isWritten, limits, read, written } from "../src/internal/money.ts"

describe("an amount", () => {
  it.each([
    ["10.99", "USD", "1099"],
    ["1200", "JPY", "1200"],
    // Whole crowns, written as hundreds.
    ["5", "ISK", "500"],
    ["5", "UGX", "500"],
    // Whole ariary, in spite of ISO 4217.
    ["7.00", "MGA", "7"],
    ["5.120", "KWD", "5120"],
    ["10.00", "HUF", "1000"],
    ["0.01", "EUR", "1"]
  ] as const)("of %s %s goes over the wire as %s, and back", (text, currency, units) => {
    const money = Money.unsafe(text, currency)
    assert.strictEqual(written(money), units)
    const wire = Wire.reader()
    assert.isTrue(Money.equals(read(wire, "amount", units, currency) ?? Money.zero(currency), money))
    assert.deepStrictEqual(wire.anomalies, [])
  })

  it.each([
    ["7.50", "MGA"],
    ["1.000000", "USDT"]
  ] as const)("of %s %s is not written", (text, currency) => {
    assert.isUndefined(written(Money.unsafe(text, currency)))
  })

  it.each([
    ["550", "ISK"],
    ["1.5", "USD"],
    ["1e3", "USD"],
    ["", "USD"],
    ["x", "USD"],
    [" 1", "USD"],
    ["1 ", "USD"],
    ["100", undefined]
  ] as const)("of %j units of %s is left out, with a word of it", (units, currency) => {
    const wire = Wire.reader()
    assert.isUndefined(read(wire, "amount", units, currency))
    assert.lengthOf(wire.anomalies, units === "" ? 0 : 1)
  })

  it("may be below zero, and not there", () => {
    const wire = Wire.reader()
    assert.isTrue(Money.equals(read(wire, "x", "-150", "USD") ?? Money.zero("USD"), Money.unsafe("-1.50", "USD")))
    for (const member of [undefined, null]) assert.isUndefined(read(wire, "x", member, "USD"))
    assert.deepStrictEqual(wire.anomalies, [])
  })
})

describe("the table", () => {
  const none = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" ")
  const three = "BHD JOD KWD OMR TND".split(" ")

  it("has the documented digits of every currency that it has, and nothing by exclusion", () => {
    for (const currency of Currency.all.filter(isWritten)) {
      const units = written(
        Money.unsafe(Currency.scale(currency) === 0 ? "1" : Currency.scale(currency) === 3 ? "1.000" : "1.00", currency)
      )
      assert.strictEqual(units, none.includes(currency) ? "1" : three.includes(currency) ? "1000" : "100", currency)
    }
    assert.isFalse(isWritten("USDT"))
    assert.isAbove(Currency.all.filter(isWritten).length, 130)
    for (const code of [...none, ...three, "USD", "EUR", "ISK", "UGX", "HUF", "TWD"]) {
      assert.strictEqual(currencyOf(code.toLowerCase()), code)
    }
    assert.isUndefined(currencyOf("usdt"))
    assert.isUndefined(currencyOf(null))
  })
})

describe("the steps of a route", () => {
  const steps = (isPayout: boolean) => {
    const { limits: found = {} } = limits(["USD", "JPY", "ISK", "MGA", "KWD", "HUF", "TWD"], isPayout)
    return Object.fromEntries(Object.entries(found).map(([currency, { step }]) => [currency, Money.toText(step)]))
  }

  it("are those of currencies that Stripe writes more coarsely, and of payouts in whole units", () => {
    assert.deepStrictEqual(steps(false), { MGA: "1.00", KWD: "0.010" })
    assert.deepStrictEqual(steps(true), { MGA: "1.00", KWD: "0.010", HUF: "1.00", TWD: "1.00" })
    assert.deepStrictEqual(limits(["USD"]), {})
  })
})
