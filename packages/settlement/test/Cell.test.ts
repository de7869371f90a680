/** Decoders of single cells: what they read, and in which words they refuse. Texts, numbers of spreadsheets, blanks. */
import { Money } from "@switchyard/core"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import * as Cell from "../src/Cell.ts"

const context: Cell.Context = { from1904: false, utcOffsetMinutes: 180 }

const outcome = <A, I extends ReadonlyArray<unknown>>(decode: Cell.Decoder<A, I>, cell: Cell.Cell, ...input: I) =>
  Result.match(decode(cell, context, ...input), { onSuccess: (value) => value, onFailure: (reason) => ({ reason }) })

const refused = (reason: string) => ({ reason })

describe("a blank cell", () => {
  it.each([undefined, "", " \t"])("is nothing: %j", (cell) => {
    const decoders = [Cell.time, Cell.digits, Cell.reference, Cell.currencyCode, Cell.currencyNumber]
    for (const decode of decoders as ReadonlyArray<Cell.Decoder<unknown>>) {
      expect(outcome(decode, cell)).toBeUndefined()
    }
    expect(outcome(Cell.amount, cell, "USD")).toBeUndefined()
    expect(outcome(Cell.signedAmount, cell, "USD")).toBeUndefined()
  })

  it("is not one of the words that are given", () => {
    expect(outcome(Cell.oneOf({ Sale: 1 }), "")).toEqual(refused("must be Sale"))
  })
})

describe("a time", () => {
  const at = (text: string) => Date.parse(text)

  it.each([
    ["2024-04-19 17:07:43", "2024-04-19T14:07:43Z"],
    ["2024-04-19T17:07:43.250", "2024-04-19T14:07:43.250Z"],
    ["2024-04-19 17:07:43,123456", "2024-04-19T14:07:43.123Z"],
    ["2024-04-19T17:07:43Z", "2024-04-19T17:07:43Z"],
    ["2024-04-19T17:07:43+06:00", "2024-04-19T11:07:43Z"],
    ["2024-04-19T17:07:43-0530", "2024-04-19T22:37:43Z"],
    [45_401.713_692_129_63, "2024-04-19T14:07:43Z"]
  ])("%j is %s: local where no zone is written", (cell, instant) => {
    expect(outcome(Cell.time, cell)).toBe(at(instant))
  })

  it("is local at the offset of the report, in a spreadsheet too, and counts from 1904 where that does", () => {
    const elsewhere = { from1904: true, utcOffsetMinutes: -60 }
    const expected = Result.succeed(at("2024-04-19T18:07:43Z"))
    expect(Cell.time("2024-04-19 17:07:43", elsewhere)).toEqual(expected)
    expect(Cell.time(45_401.713_692_129_63 - 1462, elsewhere)).toEqual(expected)
  })

  it.each(["2024-02-30 10:00:00", "2024-04-19 24:00:00", "19.04.2024 17:07:43", "2024-04-19", 1.5, 1e9])(
    "%j is none",
    (cell) => {
      expect(outcome(Cell.time, cell)).toEqual(refused("must be a time such as 2024-04-19 17:07:43"))
    }
  )
})

describe("an amount", () => {
  it.each(["282,94", "282.94", 282.94, " 282,94 "])("%j is exact", (cell) => {
    expect(outcome(Cell.amount, cell, "USD")).toEqual(Money.unsafe("282.94", "USD"))
  })

  it.each(["1 282,94", "1.282,94", "1,282.94", "1.282", "2,8294e2", "٢٨٢"])("%j could be another one", (cell) => {
    expect(outcome(Cell.amount, cell, "USD")).toEqual(
      refused("must be a decimal such as 282,94, without marks between thousands")
    )
  })

  it("has the digits of its currency, and all that were typed", () => {
    expect(outcome(Cell.amount, "1,282", "USD")).toEqual(refused(expect.stringContaining("at most 2 fraction digits")))
    expect(outcome(Cell.amount, "1,282", "BHD")).toEqual(Money.unsafe("1.282", "BHD"))
    const lossy = refused("is a number with more digits than a spreadsheet can keep")
    expect(outcome(Cell.amount, 12_345_678_901_234.56, "USD")).toEqual(lossy)
  })

  it("is negative only where it may be", () => {
    expect(outcome(Cell.amount, "-5,5", "RUB")).toEqual(refused("must not be negative"))
    expect(outcome(Cell.signedAmount, "-5,5", "RUB")).toEqual(Money.unsafe("-5.5", "RUB"))
  })
})

describe("a currency", () => {
  it.each([
    ["840", "USD"],
    [840, "USD"],
    ["048", "BHD"],
    ["48", "BHD"]
  ])("of the number %j is %s", (cell, currency) => {
    expect(outcome(Cell.currencyNumber, cell)).toBe(currency)
  })

  it.each(["680", "USD", 840.5, 1e21])("of the number %j is none", (cell) => {
    expect(outcome(Cell.currencyNumber, cell)).toEqual(refused("must be the number of a known currency, such as 840"))
  })

  it("of a code is read in letters of either case", () => {
    expect([outcome(Cell.currencyCode, "usd"), outcome(Cell.currencyCode, " USDT ")]).toEqual(["USD", "USDT"])
    expect(outcome(Cell.currencyCode, "840")).toEqual(refused("must be the code of a known currency, such as USD"))
  })
})

describe("an id", () => {
  it.each([
    ["0012", "0012"],
    ['="0012"', "0012"],
    [12, "12"]
  ])("of digits, %j, is %s", (cell, id) => {
    expect(outcome(Cell.digits, cell)).toBe(id)
  })

  it.each(["5e7", "-1", "1".repeat(31), 1.5])("of digits is not %j", (cell) => {
    expect(outcome(Cell.digits, cell)).toEqual(refused("must be digits"))
  })

  it("of an operation is marked where a spreadsheet has made it a number, and is nothing where it cannot be one", () => {
    expect(outcome(Cell.reference, '="0001001"')).toEqual({ reference: "0001001" })
    expect(outcome(Cell.reference, 1001)).toEqual({ reference: "1001", isReferenceNumber: true })
    expect(outcome(Cell.reference, "Order № 5")).toBeUndefined()
  })

  it("of twenty digits in a spreadsheet has lost some", () => {
    const lossy = refused("is a number with more digits than a spreadsheet can keep")
    expect([outcome(Cell.digits, 2 ** 60), outcome(Cell.reference, 2 ** 60)]).toEqual([lossy, lossy])
  })
})

describe("a word", () => {
  const kind = Cell.oneOf({ Payments: "payment", Payouts: "payout", Service: "service" })

  it("stands for what it is given, in letters of either case", () => {
    expect([outcome(kind, "Payments"), outcome(kind, " SERVICE ")]).toEqual(["payment", "service"])
  })

  it.each(["Refunds", "constructor", 1])("that is not given, %j, is refused with those that are", (cell) => {
    expect(outcome(kind, cell)).toEqual(refused("must be Payments, Payouts or Service"))
  })
})
