import { assert, describe, it } from "@effect/vitest"
import * as Currency from "@switchyard/core/Currency"
import * as Schema from "effect/Schema"

describe("Currency", () => {
  it.each([
    ["USD", "840", 2],
    ["RUB", "643", 2],
    ["UAH", "980", 2],
    ["EUR", "978", 2],
    ["KZT", "398", 2],
    ["AFN", "971", 2],
    ["ALL", "008", 2],
    ["AUD", "036", 2],
    ["JPY", "392", 0],
    ["CLP", "152", 0],
    ["ISK", "352", 0],
    ["VND", "704", 0],
    ["UGX", "800", 0],
    ["BHD", "048", 3],
    ["TND", "788", 3],
    ["KWD", "414", 3],
    ["IQD", "368", 3]
  ] as const)("%s has numeric code %s and %i fraction digits", (code, numeric, scale) => {
    assert.strictEqual(Currency.numeric(code), numeric)
    assert.strictEqual(Currency.numberCode(code), Number(numeric))
    assert.strictEqual(Currency.scale(code), scale)
  })

  it("USDT is a currency with no numeric code and no fixed number of digits", () => {
    assert.isTrue(Currency.isCurrency("USDT"))
    assert.include(Currency.all, "USDT")
    assert.isUndefined(Currency.scale("USDT"))
    assert.isUndefined(Currency.numeric("USDT"))
    assert.isUndefined(Currency.numberCode("USDT"))
  })

  it("every numeric code leads back to its currency, in each way of writing it", () => {
    for (const code of Currency.all) {
      const numeric = Currency.numeric(code)
      if (numeric === undefined) continue
      assert.match(numeric, /^[0-9]{3}$/)
      assert.strictEqual(Currency.fromNumeric(numeric), code)
      assert.strictEqual(Currency.fromNumeric(Number(numeric)), code)
    }
  })

  it("no two currencies share a code, and all are three or four capitals", () => {
    assert.strictEqual(new Set(Currency.all).size, Currency.all.length)
    const numbers = Currency.all.flatMap((code) => Currency.numeric(code) ?? [])
    assert.strictEqual(new Set(numbers).size, numbers.length)
    for (const code of Currency.all) assert.match(code, /^[A-Z]{3,4}$/)
  })

  it.each([0, -840, 840.5, Number.NaN, 1000, "", "undefined", "USD", "0840", " 840", "8e2", "963", "999"])(
    "the numeric code %s is unknown",
    (code) => assert.isUndefined(Currency.fromNumeric(code))
  )

  it.each([
    "usd",
    "XXX",
    "XAU",
    "XTS",
    "CHE",
    "",
    "toString",
    "__proto__",
    "constructor",
    " USD",
    840,
    null,
    undefined
  ])("%s is not a currency", (u) => {
    assert.isFalse(Currency.isCurrency(u))
    assert.isTrue(Schema.decodeUnknownResult(Currency.Currency)(u)._tag === "Failure")
  })

  it("the schema accepts every known code", () => {
    const decode = Schema.decodeUnknownSync(Currency.Currency)
    for (const code of Currency.all) assert.strictEqual(decode(code), code)
  })
})
