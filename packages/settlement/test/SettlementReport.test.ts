/** The declaration of an adapter: columns by name, and the meaning of a row. Every line of a file is reported once. */
import type { Settlement } from "@switchyard/core"
import { Cell, Column, SettlementReport } from "@switchyard/settlement"
import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { but, charge, countsOf, header, linesOf, payout, read, refusal, sale } from "./support/acmePay.ts"
import { bytesOf, formats, type Row, text } from "./support/files.ts"
import { printed, reading } from "./support/reading.ts"

const file = (...rows: ReadonlyArray<Row>) => bytesOf(text(rows))
const place = (name: string) => header.indexOf(name)

const entries = (await read(file(header, sale, payout, charge))).map(printed)

describe("the header", () => {
  it("is found by names, in any order and letters, beside columns that are not known", async () => {
    const shouted = header.map((name) => `  ${name.toUpperCase().replace(" ", "   ")} `)
    expect((await read(file(shouted, sale, payout, charge))).map(printed)).toEqual(entries)
    const reversed = (row: Row) => [...row.toReversed(), "more"]
    expect((await read(file(...[header, sale, payout, charge].map(reversed)))).map(printed)).toEqual(entries)
  })

  it("may lack a column that is optional or unread, and then no row has it", async () => {
    const short = (row: Row) => row.slice(0, place("Comment"))
    const found = (await read(file(...[header, sale].map(short)))).map(printed)
    expect(found).toEqual([Object.fromEntries(Object.entries(entries[0] ?? {}).filter(([name]) => name !== "balance"))])
  })

  it.each([
    ["lacks two columns", header.with(5, "Costs").with(7, "No"), 'lacks the column "Fee", "Order"'],
    ["has a name twice", header.with(place("Comment"), "Fee"), 'has the column "Fee" twice'],
    ["is of something else", header.map((name) => `${name}!`), "has no line with the columns of an Acme Pay report"]
  ])("that %s is refused, in a text and in a workbook", async (_, names, message) => {
    for (const format of ["CSV with commas", "XLS"]) {
      expect(await refusal(formats[format]!([names, sale]))).toEqual(["UnknownColumns", message])
    }
  })

  it("may be put right by whoever knows how it is wrong", async () => {
    const columns = { id: Column.required("Id", Cell.digits), note: Column.required("Note", Cell.reference) }
    const twice = reading(
      SettlementReport.make({
        name: "a report",
        utcOffsetMinutes: 0,
        columns,
        correct: (fields) => (fields.join() === "id,id" ? ["id", "note"] : fields),
        entry: (row) =>
          Result.gen(function* () {
            const providerReference = yield* row.require("id")
            const of = { providerReference, ...(yield* row.read("note")) }
            return { id: providerReference, kind: "adjustment", of, at: 0, status: "paid" }
          })
      })
    )
    const expected = [{ _tag: "Entry", line: 2, id: "1", of: { providerReference: "1", reference: "2" } }]
    expect(await twice.read(file(["Id", "Id"], ["1", "2"]))).toMatchObject(expected)
    expect(await twice.read(file(["Note", "Id"], ["2", "1"]))).toMatchObject(expected)
  })
})

describe("a row", () => {
  it("is an entry with the line that it stands on", () => {
    expect(entries).toMatchObject([
      { _tag: "Entry", line: 2, kind: "payment", at: "2024-04-19T14:07:43.000Z", net: "282.94 USD" },
      { _tag: "Entry", line: 3, kind: "payout", of: { reference: "payout-1" }, net: "1530.00 RUB" },
      { _tag: "Entry", line: 4, kind: "fee", net: "5.50 EUR", balance: "1.00 EUR" }
    ])
  })

  it.each([
    ["Transaction ID", "", "is missing"],
    ["Transaction ID", "5e7", "must be digits"],
    ["Type", "Refund", "must be Sale, Payout or Charge"],
    ["Fee", "-1", "must not be negative"]
  ])("with %s %j is reported by line, column and reason, and not guessed", async (name, cell, reason) => {
    const rows = await read(file(header, but(sale, name, cell), payout))
    expect(rows.map(printed)).toEqual([{ _tag: "BadRow", line: 2, column: name, reason }, entries[1]])
  })

  it("is an entry without what may be unreadable", async () => {
    const [entry] = await read(file(header, but(sale, "Balance", "9 393,74")))
    expect(entry).toMatchObject({ _tag: "Entry" })
    expect(entry).not.toHaveProperty("balance")
  })

  it("with too few or too many cells is refused as a whole", async () => {
    const reason = "must have 10 cells, as the header has"
    expect(await read(file(header, sale.slice(1), [...sale, ""]))).toEqual([
      { _tag: "BadRow", line: 2, reason },
      { _tag: "BadRow", line: 3, reason }
    ])
    expect(await read(formats.XLS!([header, [...sale, "more"]]))).toEqual([{ _tag: "BadRow", line: 2, reason }])
  })
})

describe("the lines of a file", () => {
  it("are entries, bad rows and blanks, each reported once", async () => {
    const long = but(sale, "Comment", "one\r\ntwo\nthree")
    const whole = `sep=;\r\n${text([header, long])}\r\n\r\n;;\r\n${text([but(payout, "Type", "?")])}`
    const tagOf = (line: Settlement.Line) =>
      line._tag === "Blank" ? [line.line, line.reason, line.lines] : [line.line, line._tag]
    expect((await linesOf(bytesOf(whole))).map(tagOf)).toEqual([
      [1, "header", 1],
      [2, "header", 1],
      [3, "Entry"],
      [4, "continued", 2],
      [6, "blank", 3],
      [9, "BadRow"]
    ])
  })

  it("add up in every format, whatever rows there are", { timeout: 120_000 }, async () => {
    const blank = sale.map(() => "")
    const rows = fc.array(fc.constantFrom(sale, but(payout, "Fee", "?"), charge, blank), { maxLength: 12 })
    const texts = Object.entries(formats).filter(([name]) => !name.startsWith("XLS"))
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(...texts), async (some, [, format]) => {
        const counts = await countsOf(format([header, ...some]))
        const of = (wanted: ReadonlyArray<Row>) => some.filter((row) => wanted.includes(row)).length
        expect(counts).toEqual({
          headers: 1,
          entries: of([sale, charge]),
          blanks: of([blank]),
          badRows: some.length - of([sale, charge, blank]),
          lines: some.length + 1
        })
      }),
      { numRuns: 100 }
    )
  })

  it.each(Object.entries(formats))("of a report without rows are its header, as %s", async (_, format) => {
    expect(await linesOf(format([header]))).toEqual([{ _tag: "Blank", line: 1, lines: 1, reason: "header" }])
  })

  it("of a spreadsheet in which nothing stands are none", async () => {
    for (const format of ["XLS", "XLSX with shared texts"]) expect(await linesOf(formats[format]!([]))).toEqual([])
  })
})
