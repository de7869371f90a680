/** The formats of reports: the same rows come out of each, recognised by content; numbers and days of spreadsheets. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { charge, header as names, payout, read, readFirst, refusal, sale } from "./support/acmePay.ts"
import { type Cell, formats, rowOf, sheetOf, spreadsheet, xlsxOf } from "./support/files.ts"
import { printed } from "./support/reading.ts"
import { zip } from "./support/zip.ts"

const report = [names, sale, payout, charge, sale.with(names.indexOf("Type"), "9")]

describe("every format", () => {
  const csv = formats["CSV with semicolons"]!

  it.each(Object.entries(formats))("gives the same rows from %s", async (_, file) => {
    const rows = await read(file(report))
    expect(rows).toHaveLength(4)
    expect(rows).toEqual(await read(csv(report)))
  })

  it.each(Object.entries(formats))("is recognised by content in a file of any name, for %s", async (_, file) => {
    const directory = mkdtempSync(join(tmpdir(), "switchyard-test-"))
    const path = join(directory, "report.xsl")
    writeFileSync(path, file(report))
    expect(await read(path)).toEqual(await read(csv(report)))
    rmSync(directory, { recursive: true })
  })

  // Each workbook is read in a thread of its own.
  it.each([
    ["text", 100, Object.keys(formats).filter((name) => !name.startsWith("XLS"))],
    ["workbook", 6, Object.keys(formats).filter((name) => name.startsWith("XLS"))]
  ])("as a %s brings back any amounts, times and references", { timeout: 120_000 }, async (_, numRuns, ofThese) => {
    const amount = fc.integer({ min: 0, max: 10_000_000 })
    const row = fc.record({
      fee: amount,
      net: amount,
      id: fc.integer({ min: 1, max: 999_999_999 }),
      at: fc.integer({ min: Date.UTC(2001, 0) / 1000, max: Date.UTC(2099, 0) / 1000 }),
      reference: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/),
      // A line that has half the cells of a row is no part of a text: it is unreadable, and not guessed at.
      description: fc
        .string({
          maxLength: 7,
          unit: fc.constantFrom("a", "Щ", '"', ";", ",", "\t", "\n", "\r\n", " ", "<", "&", "'")
        })
        .filter((text) => !/([;,\t])(?:[^\n]*\1){3}/.test(text))
    })
    const decimal = (cents: number) => `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, "0")}`
    const local = (at: number) => new Date(at * 1000 + 10_800_000).toISOString().slice(0, 19).replace("T", " ")
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), fc.constantFrom(...ofThese), async (rows, format) => {
        const cells = rows.map(({ at, description, fee, id, net, reference }): ReadonlyArray<Cell> => {
          const amounts = [decimal(net + fee), decimal(fee), decimal(net)]
          return [local(at), String(id), "Sale", "USD", ...amounts, reference, description, ""]
        })
        const found = (await read(formats[format]!([names, ...cells]))).map(printed)
        const dots = (cents: number) => `${decimal(cents).replace(",", ".")} USD`
        expect(found).toMatchObject(
          rows.map(({ at, fee, id, net, reference }) => ({
            _tag: "Entry",
            id: String(id),
            of: { providerReference: String(id), reference },
            at: new Date(at * 1000).toISOString(),
            net: dots(net),
            amount: dots(net + fee),
            fee: dots(fee)
          }))
        )
      }),
      { numRuns }
    )
  })
})

describe("a quoted text with a line that looks like a row", () => {
  it("is unreadable in each of its lines, and no row is lost behind it", async () => {
    const row = (description: string): ReadonlyArray<Cell> => [
      "2024-04-19 17:07:43",
      "1",
      "Sale",
      "USD",
      "3,00",
      "1,00",
      "2,00",
      "A",
      description,
      ""
    ]
    const found = (await read(formats["CSV with semicolons"]!([names, row("\n;;;;"), row("fine")]))).map(printed)
    expect(found).toMatchObject([{ _tag: "BadRow", line: 2 }, { _tag: "BadRow", line: 3 }, { _tag: "Entry" }])
  })
})

describe("a spreadsheet", () => {
  const header = rowOf(names, 1)
  // 2024-04-19 17:07:43
  const time = 45_401.713_692_129_63
  const numbers: ReadonlyArray<Cell> = [time, 50_000_000, "Sale", "USD", 301, 18.06, 282.94, 4128, "", 9393.74]
  const one = async (row: ReadonlyArray<Cell>, properties?: string) =>
    (await read(xlsxOf([sheetOf(header + rowOf(row, 2))], [], properties))).map(printed)[0]

  it("may hold numbers as numbers and times as days", async () => {
    const expected = { at: "2024-04-19T14:07:43.000Z", of: { reference: "4128" }, net: "282.94 USD", fee: "18.06 USD" }
    expect(await one(numbers)).toMatchObject({ _tag: "Entry", ...expected })
    expect(await one(numbers.with(0, time - 1462), '<workbookPr date1904="1"/>')).toMatchObject(expected)
  })

  it("may write a number with all digits of a double, as some programs do", async () => {
    const row = rowOf(numbers, 2).replace("<v>18.06</v>", "<v>18.059999999999999</v>")
    expect((await read(xlsxOf([sheetOf(header + row)]))).map(printed)[0]).toMatchObject({ fee: "18.06 USD" })
  })

  it.each([
    ["Net", 282.941, "at most 2 fraction digits"],
    ["Net", 12_345_678_901_234.56, "more digits than a spreadsheet can keep"],
    ["Transaction ID", 1e21, "more digits than a spreadsheet can keep"],
    ["Order", 2 ** 60, "more digits than a spreadsheet can keep"],
    ["Date", 1.5, "must be a time"],
    ["Currency", 840, "known currency"]
  ])("with %# a number that may have lost digits is a bad row", async (column, cell, reason) => {
    expect(await one(numbers.with(names.indexOf(column), cell))).toEqual({
      _tag: "BadRow",
      line: 2,
      column,
      reason: expect.stringContaining(reason)
    })
  })

  it("with a truth or an error for an amount is a bad row", async () => {
    for (const cell of ['<c t="b"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>']) {
      const row = rowOf(numbers, 2).replace("<c><v>282.94</v></c>", cell.replace("<v>1</v>", "<v>TRUE</v>"))
      expect((await read(xlsxOf([sheetOf(header + row)])))[0]).toMatchObject({ _tag: "BadRow", line: 2 })
    }
  })

  it("may prefix its names, split its texts into runs, leave out cells and rows", async () => {
    const strings = `<x:sst xmlns:x="m">${names
      .map((name) => `<x:si><x:r><x:t>${name.slice(0, 3)}</x:t></x:r><x:r><x:t>${name.slice(3)}</x:t></x:r></x:si>`)
      .join("")}<x:si><x:t>Sale</x:t><x:rPh><x:t>no part of it</x:t></x:rPh></x:si></x:sst>`
    const places = [..."ABCDEFGHIJ"]
    const head = places.map((letter, at) => `<x:c r="${letter}2" t="s"><x:v>${at}</x:v></x:c>`).join("")
    const cells = numbers
      .map((cell, at) => [places[at], cell] as const)
      .filter(([, cell]) => cell !== "")
      .map(([letter, cell]) =>
        cell === "Sale"
          ? `<x:c r="${letter}9" t="s"><x:v>${names.length}</x:v></x:c>`
          : `<x:c r="${letter}9"${cell === "USD" ? ' t="str"' : ""}><x:v>${cell}</x:v></x:c>`
      )
    const sheet = `<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2">${head}</x:row><x:row r="9">${cells.join("")}</x:row></x:sheetData></x:worksheet>`
    const file = xlsxOf([sheet, sheetOf("")], [{ name: "xl/sharedStrings.xml", content: strings }])
    expect(await read(file)).toMatchObject([{ _tag: "Entry", line: 9, of: { reference: "4128" } }])
  })

  it("is let go of when only its first row is wanted", async () => {
    const threads = () => process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length
    const before = threads()
    const rows = Array.from({ length: 2000 }, (_, at) => sale.with(1, String(at + 1)))
    const file = formats["XLSX with shared texts"]!([names, ...rows])
    expect(await readFirst(file)).toMatchObject([{ line: 2, of: { providerReference: "1" } }])
    expect(threads()).toBe(before)
  })

  it("with rows in two sheets is refused: which one is meant is not guessed", async () => {
    const sheet = sheetOf(header + rowOf(numbers, 2))
    expect(await refusal(xlsxOf([sheet, sheet]))).toEqual(["Malformed", "has rows in more than one sheet"])
    const old = spreadsheet(report, "biff8", true, ["One", "Two"])
    expect(await refusal(old)).toEqual(["Malformed", "has rows in more than one sheet"])
  })
})

describe("a file that is no report", () => {
  const bytes = (content: string) => new Uint8Array(Buffer.from(content, "latin1"))

  it.each([
    ["a page", bytes("<html><table><tr><td>Date</td></tr></table></html>"), "UnknownFormat"],
    ["a PDF", bytes("%PDF-1.7\n\u0000"), "UnknownFormat"],
    ["another table", bytes("a;b;c\r\n1;2;3\r\n"), "UnknownColumns"],
    ["JSON", bytes('{"a": 1}'), "UnknownColumns"],
    ["the header alone split by blanks", bytes(names.map((name) => `"${name}"`).join(" ")), "UnknownColumns"],
    ["another ZIP", zip([{ name: "word/document.xml", content: "<a/>" }]), "Malformed"],
    ["an empty ZIP", zip([]), "UnknownFormat"],
    ["a ZIP that is cut off", xlsxOf([sheetOf("")]).subarray(0, 300), "Malformed"],
    ["an XLS that is cut off", formats.XLS!(report).subarray(0, 1000), "Malformed"],
    ["a directory", tmpdir(), "Malformed"],
    ["a file that is not there", join(tmpdir(), "switchyard-no-such-file"), "Malformed"]
  ])("such as %s, is refused", async (_, file, reason) => {
    expect((await refusal(file))[0]).toBe(reason)
  })
})
