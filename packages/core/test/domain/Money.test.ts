import { assert, describe, it } from "@effect/vitest"
import * as Currency from "@switchyard/core/Currency"
import * as Input from "@switchyard/core/Input"
import * as Money from "@switchyard/core/Money"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"

const digitsOf = (currency: Currency.Currency) => Currency.scale(currency) ?? 18
const currencies = fc.constantFrom(...Currency.all)
const minors = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
const isoMoney = fc
  .tuple(minors, currencies)
  .map(([minor, currency]) => Money.fromMinor(minor, currency) ?? Money.unsafe("12.5000", currency))

const decode = Schema.decodeUnknownResult(Money.Money)
const refused = (schema: Schema.Codec<Money.Money, unknown>, json: unknown, reason: string) =>
  Effect.map(Effect.flip(Input.decoder(schema)(json)), ({ message }) => assert.strictEqual(message, reason))

describe("Money", () => {
  it.each([
    ["1500", "RUB", "1500.00", "1500", 150000n],
    ["1500.5", "RUB", "1500.50", "1500.5", 150050n],
    ["-0.01", "USD", "-0.01", "-0.01", -1n],
    ["0", "USD", "0.00", "0", 0n],
    ["0.10", "USD", "0.10", "0.1", 10n],
    ["1000", "JPY", "1000", "1000", 1000n],
    ["1.005", "BHD", "1.005", "1.005", 1005n],
    ["1.5", "TND", "1.500", "1.5", 1500n],
    ["10.2500", "USDT", "10.2500", "10.25", undefined],
    ["0.000000000000000001", "USDT", "0.000000000000000001", "0.000000000000000001", undefined],
    ["100000000000000000000", "USD", "100000000000000000000.00", "100000000000000000000", 10n ** 22n]
  ] as const)("%s %s is written %s in full and %s in short", (text, currency, full, shortest, minor) => {
    const money = Money.unsafe(text, currency)
    assert.strictEqual(Money.toText(money), full)
    assert.strictEqual(Money.toShortest(money), shortest)
    assert.strictEqual(Money.toMinor(money), minor)
  })

  it.each([
    ["", "USD"],
    [" 1", "USD"],
    ["1 ", "USD"],
    ["1\n", "USD"],
    ["+1", "USD"],
    ["--1", "USD"],
    ["-", "USD"],
    ["-0", "USD"],
    ["1.", "USD"],
    [".5", "USD"],
    ["01", "USD"],
    ["1,5", "USD"],
    ["1,000.00", "USD"],
    ["1 000", "USD"],
    ["1_000", "USD"],
    ["1e3", "USD"],
    ["0x10", "USD"],
    ["NaN", "USD"],
    ["Infinity", "USD"],
    ["١٢", "USD"],
    ["10.000", "USD"],
    ["10.001", "USD"],
    ["1.0", "JPY"],
    ["1.0000", "BHD"],
    ["0.0000000000000000001", "USDT"],
    [`1${"0".repeat(30)}`, "USD"]
  ] as const)("the strict form refuses %j %s", (text, currency) => {
    const result = Money.fromText(text, currency)
    assert.isTrue(Result.isFailure(result))
    assert.strictEqual(Result.isFailure(decode({ value: text, currency })), true)
  })

  it.each([
    ["10.000", "USD", "10.00"],
    ["6.0", "JPY", "6"],
    ["1e3", "USD", "1000.00"],
    ["1.5E+2", "USD", "150.00"],
    ["125e-2", "USD", "1.25"],
    ["100e-1", "JPY", "10"],
    ["-0.0", "USD", "0.00"],
    ["0e99", "USD", "0.00"],
    [`1.${"0".repeat(60)}`, "USD", "1.00"],
    ["12.3400", "USDT", "12.3400"],
    ["12e2", "USDT", "1200"]
  ] as const)("a provider's %s %s is %s", (text, currency, full) => {
    assert.strictEqual(Money.toText(Result.getOrThrow(Money.fromWire(text, currency))), full)
  })

  it.each([
    ["1e999999999", "USD"],
    ["1e-999999999", "USD"],
    ["1e99", "USD"],
    ["1e31", "USD"],
    ["10.001", "USD"],
    ["0.5", "JPY"],
    ["1e-19", "USDT"],
    ["", "USD"],
    ["1e", "USD"],
    ["e5", "USD"],
    [" 1", "USD"],
    ["1,5", "USD"]
  ] as const)("a provider's %s %s is refused", (text, currency) => {
    assert.isTrue(Result.isFailure(Money.fromWire(text, currency)))
  })

  it("a text of a million digits is refused without building the number", () => {
    for (const read of [Money.fromText, Money.fromWire]) {
      assert.isTrue(Result.isFailure(read("9".repeat(1_000_000), "USD")))
      assert.isTrue(Result.isFailure(read(`0.${"0".repeat(1_000_000)}`, "USD")))
    }
  })

  it("thirty integer digits are read and one more is refused, in every currency", () => {
    for (const currency of Currency.all) {
      for (const read of [Money.fromText, Money.fromWire]) {
        assert.isTrue(Result.isSuccess(read("9".repeat(30), currency)))
        assert.isTrue(Result.isFailure(read("9".repeat(31), currency)))
      }
    }
  })

  it("the last digit of a currency is read exactly and one more is refused, in every currency", () => {
    for (const currency of Currency.all) {
      const digits = digitsOf(currency)
      const fits = digits === 0 ? "7" : `7.${"0".repeat(digits - 1)}1`
      const excess = `${digits === 0 ? "7." : fits}1`
      for (const read of [Money.fromText, Money.fromWire]) {
        assert.strictEqual(Money.toText(Result.getOrThrow(read(fits, currency))), fits)
        assert.isTrue(Result.isFailure(read(excess, currency)))
      }
    }
  })

  it("every amount survives text, short text, JSON and minor units in every currency", () => {
    fc.assert(
      fc.property(isoMoney, (money) => {
        const { currency } = money
        assert.isTrue(Money.equals(Result.getOrThrow(Money.fromText(Money.toText(money), currency)), money))
        assert.isTrue(Money.equals(Result.getOrThrow(Money.fromText(Money.toShortest(money), currency)), money))
        assert.isTrue(Money.equals(Result.getOrThrow(Money.fromWire(Money.toText(money), currency)), money))
        const json = Schema.encodeSync(Money.Money)(money)
        assert.deepStrictEqual(json, { value: Money.toText(money), currency })
        assert.isTrue(Money.equals(Result.getOrThrow(decode(json)), money))
        const minor = Money.toMinor(money)
        if (minor !== undefined) assert.isTrue(Money.equals(Money.fromMinor(minor, currency) ?? money, money))
      }),
      { numRuns: 500 }
    )
  })

  it("a fixed number of digits is exact or refused, never rounded", () => {
    fc.assert(
      fc.property(isoMoney, fc.integer({ min: -1, max: 19 }), (money, digits) => {
        const result = Money.toFixedText(money, digits)
        const isExact = digits >= 0 && digits <= 18 && BigDecimal.normalize(money.value).scale <= digits
        assert.strictEqual(Result.isSuccess(result), isExact)
        if (Result.isSuccess(result)) {
          assert.isTrue(BigDecimal.equals(BigDecimal.fromStringUnsafe(result.success), money.value))
          assert.strictEqual(result.success.split(".")[1]?.length ?? 0, digits)
        }
      }),
      { numRuns: 500 }
    )
  })

  it.each([
    ["10.999", "BHD", 2, undefined],
    ["10.990", "BHD", 2, "10.99"],
    ["10", "JPY", 2, "10.00"],
    ["0.00001", "USDT", 4, undefined],
    ["1.5", "USDT", 4, "1.5000"],
    ["1.5", "USD", 1.5, undefined],
    ["1.5", "USD", Number.NaN, undefined]
  ] as const)("%s %s with %s digits is %s", (text, currency, digits, expected) => {
    assert.strictEqual(Result.getOrUndefined(Money.toFixedText(Money.unsafe(text, currency), digits)), expected)
  })

  it("reading never throws, and no reason repeats the text", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(..."0123456789.-+eE ") }),
      fc.double().map(String)
    )
    fc.assert(
      fc.property(texts, currencies, (text, currency) => {
        for (const result of [Money.fromText(text, currency), Money.fromWire(text, currency)]) {
          if (Result.isFailure(result)) assert.match(result.failure, /^must /)
          else assert.isAtMost(result.success.value.scale, digitsOf(currency))
        }
      }),
      { numRuns: 1000 }
    )
  })

  it("amounts are equal by value and only within one currency", () => {
    assert.isTrue(Money.equals(Money.unsafe("10", "USDT"), Money.unsafe("10.00", "USDT")))
    assert.isTrue(Money.equals(Money.unsafe("10", "USD"), Money.unsafe("10.00", "USD")))
    assert.isFalse(Money.equals(Money.unsafe("10", "USD"), Money.unsafe("10", "EUR")))
    assert.strictEqual(Money.compare(Money.unsafe("9.99", "USD"), Money.unsafe("10", "USD")), -1)
    assert.strictEqual(Money.compare(Money.unsafe("10.01", "USD"), Money.unsafe("10", "USD")), 1)
    assert.isUndefined(Money.compare(Money.unsafe("10", "USD"), Money.unsafe("10", "EUR")))
  })

  it("zero is not positive, in any currency", () => {
    for (const currency of Currency.all) {
      assert.isFalse(Money.isPositive(Money.zero(currency)))
      assert.isTrue(Money.equals(Money.zero(currency), Money.unsafe("0", currency)))
    }
    assert.isTrue(Money.isPositive(Money.unsafe("0.01", "USD")))
    assert.isFalse(Money.isPositive(Money.unsafe("-0.01", "USD")))
  })

  it("minor units beyond thirty integer digits, and of USDT, do not exist", () => {
    assert.isUndefined(Money.fromMinor(1n, "USDT"))
    assert.isUndefined(Money.fromMinor(10n ** 32n, "USD"))
    assert.isDefined(Money.fromMinor(10n ** 32n - 1n, "USD"))
  })

  it("a provider's own table converts by its digits, exactly, and nothing that is not in it", () => {
    const digits: Money.Digits = (currency) => ({ ISK: 2, HUF: 0, USD: 2 })[currency as string]
    const { fromMinor, toMinor } = Money.minorUnits(digits)
    assert.strictEqual(toMinor(Money.unsafe("5", "ISK")), 500n)
    assert.isTrue(Money.equals(fromMinor(500n, "ISK") ?? Money.zero("ISK"), Money.unsafe("5", "ISK")))
    // Half a króna is none of ours.
    assert.isUndefined(fromMinor(550n, "ISK"))
    assert.strictEqual(toMinor(Money.unsafe("10.00", "HUF")), 10n)
    assert.isUndefined(toMinor(Money.unsafe("10.50", "HUF")))
    assert.deepStrictEqual(fromMinor(10n, "HUF"), Money.unsafe("10.00", "HUF"))
    assert.strictEqual(toMinor(Money.unsafe("1.25", "USD")), 125n)
    assert.isUndefined(toMinor(Money.unsafe("1", "RUB")))
    assert.isUndefined(fromMinor(1n, "RUB"))
    // ISO counts otherwise.
    assert.strictEqual(Money.toMinor(Money.unsafe("5", "ISK")), 5n)
  })

  it("unsafe throws without repeating the text", () => {
    assert.throws(() => Money.unsafe("12.345", "USD"), /^Money must have at most 2 fraction digits$/)
  })

  it.effect.each<readonly [json: unknown, reason: string]>([
    [{ value: 1500, currency: "RUB" }, 'value: must be a decimal written as text, such as "1500.00"'],
    [{ value: "1500.001", currency: "RUB" }, "value: must have at most 2 fraction digits"],
    [{ value: "15.0", currency: "JPY" }, "value: must have no fraction digits"],
    [{ value: "1500", currency: "rub" }, "currency: must be a known currency code, such as RUB"],
    [{ value: "1500" }, "currency: is missing"],
    [{ currency: "RUB" }, "value: is missing"],
    ["1500 RUB", "must be an object with value and currency"]
  ])("the JSON form %j is refused: %s", ([json, reason]) => refused(Money.Money, json, reason))

  it("an amount with more digits than its currency allows cannot be encoded", () => {
    const tooFine = { value: BigDecimal.fromStringUnsafe("1.005"), currency: "USD" } as const
    assert.isTrue(Result.isFailure(Schema.encodeResult(Money.Money)(tooFine)))
    assert.isUndefined(Money.toMinor(tooFine))
  })

  it.effect.each(["0", "0.00", "-5"])("a positive amount is greater than zero, so %s is refused", (value) =>
    refused(Money.PositiveMoney, { value, currency: "USD" }, "must be greater than zero")
  )

  it("the smallest unit is a positive amount", () => {
    const smallest = Schema.decodeUnknownResult(Money.PositiveMoney)({ value: "0.01", currency: "USD" })
    assert.isTrue(Result.isSuccess(smallest))
  })
})
