/** Workbooks of every make: parts under any name, dates, ids that became numbers, results of formulas, sheets beside. */
import { describe, expect, it } from "vitest"
import { but, countsOf, linesOf, header as names, payout, read, refusal, sale } from "./support/acmePay.ts"
import { bytesOf, type Cell, formats, type Row, rowOf, sheetOf, spreadsheet, text, xlsxOf } from "./support/files.ts"
import { printed } from "./support/reading.ts"
import { archiveOf, type Change, encrypted, partsOf } from "./support/workbooks.ts"

const parts = partsOf([names, sale, payout])
const plain = await read(bytesOf(text([names, sale, payout])))

const in_ =
  (pattern: RegExp, change: (text: string) => string | Uint8Array): Change =>
  (name, content) => [name, pattern.test(name) ? change(content) : content]

const everywhere = (from: string | RegExp, to: string): Change => in_(/./, (content) => content.replaceAll(from, to))

const renamed =
  (from: string, to: string): Change =>
  (name, content) => [name.replace(from, to), content.replaceAll(from, to)]

// The first text becomes the second.
const shifted = (sheet: string) => sheet.replace(/t="s"><v>(\d+)/g, (_, at: string) => `t="s"><v>${Number(at) + 1}`)

const texts = [...(parts["xl/sharedStrings.xml"] ?? "").matchAll(/<t[^>]*>([^<]*)/g)].map(([, each]) => each)
const inline = (sheet: string) =>
  sheet.replace(/t="s"><v>(\d+)<\/v>/g, (_, at: string) => `t="inlineStr"><is><t>${texts[Number(at)]}</t></is>`)

const anyXlsx: Readonly<Record<string, Change>> = {
  "as Excel writes it": (name, content) => [name, content],
  "with a capital in the name of a part": (name, content) => [name.replace("sharedStrings", "SharedStrings"), content],
  "with names in capitals": (name, content) => [name.toUpperCase(), content],
  "with backslashes in its names": (name, content) => [name.replaceAll("/", "\\"), content],
  "with backslashes in its targets": everywhere(/(Target="[^"]*)\//g, "$1\\"),
  "with another name of its workbook": renamed("workbook.xml", "workbook22.xml"),
  "with another name of its sheet": renamed("sheet1", "Sheet_April"),
  "with a blank in the name of its sheet": (name, content) => [
    name.replace("sheet1", "sheet 1"),
    content.replace("sheet1.xml", "sheet%201.xml")
  ],
  "with another name of its texts": renamed("sharedStrings.xml", "strings.xml"),
  "in another folder": renamed("xl/", "book/"),
  "without a folder": renamed("xl/", ""),
  "with its sheet in another folder": (name, content) => [
    name.replace("xl/worksheets", "data"),
    content.replace('"worksheets/', '"../data/')
  ],
  "with targets from the root": (name, content) => [
    name,
    content.replaceAll(/Target="(xl\/)?/g, name.endsWith(".rels") ? 'Target="/xl/' : "")
  ],
  "with its relations in single quotes": in_(/\.rels$/, (content) => content.replaceAll('"', "'")),
  "without a list of types": (name, content) => [name.replace("[Content_Types]", "nothing"), content],
  "of the strict kind": everywhere(
    /http:\/\/schemas\.openxmlformats\.org\/(\w+)\/2006\//g,
    "http://purl.oclc.org/ooxml/$1/"
  ),
  "with prefixed names": in_(/sheet1|Strings/, (content) => content.replace(/<(\/?)(?=[a-z])/g, "<$1x:")),
  "with indented parts": everywhere("><", ">\r\n  <"),
  "with tags over several lines": everywhere(/<(c|row) /g, "<$1\n\t"),
  "with a comment": in_(/sheet1/, (sheet) =>
    sheet.replace("<sheetData>", '<sheetData><!-- <row r="9"><c r="A9"><v>1</v></c></row> -->')
  ),
  "with links and formats behind its rows": in_(/sheet1/, (sheet) =>
    sheet.replace(
      "</sheetData>",
      '</sheetData><conditionalFormatting sqref="A1"/><hyperlinks><hyperlink ref="R1:S9" location="A1"/></hyperlinks>'
    )
  ),
  "with byte order marks": in_(/./, (content) => `\ufeff${content}`),
  "in UTF-16": in_(/sheet1|Strings/, (content) => new Uint8Array(Buffer.from(`\ufeff${content}`, "utf16le"))),
  "with an empty text among its texts": (name, content) => [
    name,
    name.includes("sheet1") ? shifted(content) : content.replace("<si>", "<si/><si>")
  ],
  "with texts in several runs": in_(/Strings/, (content) =>
    content.replace(/<t xml:space="preserve">(..)([^<]*)<\/t>/g, "<r><rPr><b/></rPr><t>$1</t></r><r><t>$2</t></r>")
  ),
  "with texts in the cells": in_(/sheet1/, inline),
  "with texts as results of formulas": in_(/sheet1/, (sheet) =>
    sheet.replace(/t="s"><v>(\d+)<\/v>/g, (_, at: string) => `t="str"><f>A1&amp;""</f><v>${texts[Number(at)]}</v>`)
  )
}

describe("an XLSX", () => {
  it.each(Object.entries(anyXlsx))("%s has the same rows", async (_, change) => {
    expect(await read(archiveOf(parts, change))).toEqual(plain)
  })

  it("may have sheets of another kind, which hold no cells", async () => {
    const chart = in_(/workbook\.xml/, (content) =>
      content
        .replace("<sheets>", '<sheets><sheet name="Chart" sheetId="9" r:id="rId9"/>')
        .replace(
          "</Relationships>",
          '<Relationship Id="rId9" Type="x/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>'
        )
    )
    expect(await read(archiveOf(parts, chart))).toEqual(plain)
  })

  it("that is XLSB is refused by that name", async () => {
    const file = archiveOf(parts, renamed("workbook.xml", "workbook.bin"))
    expect(await refusal(file)).toEqual(["Malformed", "is XLSB and no XLSX; save it as XLSX"])
  })
})

describe("a workbook with a password", () => {
  it.each<[string, () => Uint8Array]>([
    ["as Office encrypts it", encrypted],
    [
      "as an encrypted archive",
      () => xlsxOf([sheetOf("")], [{ name: "xl/sharedStrings.xml", content: "<sst/>", flags: 1 }])
    ]
  ])("%s is refused as encrypted", async (_, file) => {
    expect(await refusal(file())).toEqual(["Malformed", "is encrypted; save it without a password"])
  })
})

const header = rowOf(names, 1)

/** A sheet with one row, in which one cell is given as it stands in the file. */
const withCell = (name: string, cell: string, properties?: string): Uint8Array => {
  const cells = sale.map((each, at) =>
    at === names.indexOf(name) ? cell : `<c t="inlineStr"><is><t>${each}</t></is></c>`
  )
  return xlsxOf([sheetOf(`${header}<row r="2">${cells.join("")}</row>`)], [], properties)
}
const one = async (...given: Parameters<typeof withCell>) => (await read(withCell(...given))).map(printed)[0]

describe("a date in a sheet", () => {
  it.each([
    ["without a zone", '<c t="d"><v>2024-04-19T17:07:43</v></c>'],
    ["with a fraction", '<c t="d"><v>2024-04-19T17:07:43.000</v></c>'],
    ["with a Z, which is no zone there", '<c t="d"><v>2024-04-19T17:07:43Z</v></c>'],
    ["with a fraction and a Z", '<c t="d"><v>2024-04-19T17:07:43.000Z</v></c>'],
    ["as days since 1899", "<c><v>45401.71369212963</v></c>"],
    ["as a text", '<c t="str"><v>2024-04-19 17:07:43.000</v></c>']
  ])("%s is the local time that the sheet shows", async (_, cell) => {
    expect(await one("Date", cell)).toMatchObject({ _tag: "Entry", at: "2024-04-19T14:07:43.000Z" })
  })

  it.each([
    ["as days since 1904", "<c><v>43939.71369212963</v></c>"],
    ["of its own", '<c t="d"><v>2024-04-19T17:07:43.000</v></c>']
  ])("%s is that too in a workbook that counts from 1904", async (_, cell) => {
    expect(await one("Date", cell, '<workbookPr date1904="1"/>')).toMatchObject({
      at: "2024-04-19T14:07:43.000Z"
    })
  })

  it("that is none is a bad row", async () => {
    for (const cell of ['<c t="d"><v>yesterday</v></c>', '<c t="d"><v>2024-04-19</v></c>'.replace("2024", "1824")]) {
      expect(await one("Date", cell)).toMatchObject({ _tag: "BadRow", column: "Date" })
    }
  })
})

describe("a cell of a sheet", () => {
  it.each([
    [
      "an order number that became a number",
      "Order",
      "<c><v>1001</v></c>",
      { of: { reference: "1001", isReferenceNumber: true } }
    ],
    [
      "1E5 that became a number",
      "Order",
      "<c><v>1E5</v></c>",
      { of: { reference: "100000", isReferenceNumber: true } }
    ],
    ["an order number that is a text", "Order", '<c t="str"><v>0001001</v></c>', { of: { reference: "0001001" } }],
    [
      "an operation's id that became a number",
      "Transaction ID",
      "<c><v>50000000</v></c>",
      { id: "50000000", of: { providerReference: "50000000" } }
    ],
    ["an amount that a program wrote like a text", "Fee", "<c><v>18,06</v></c>", { fee: "18.06 USD" }],
    ["an amount as text in a number cell", "Fee", '<c t="n"><v>18,06</v></c>', { fee: "18.06 USD" }],
    ["the result of a formula", "Fee", "<c><f>18+0.06</f><v>18.06</v></c>", { fee: "18.06 USD" }],
    ["an empty result of a formula", "Fee", '<c t="str"><f>IF(1,"",1)</f><v></v></c>', { fee: undefined }],
    ["nothing", "Fee", '<c s="1"/>', { fee: undefined }]
  ])("holds %s", async (_, name, cell, members) => {
    const entry = await one(name, cell)
    expect(entry).toMatchObject({ _tag: "Entry", line: 2, ...members })
    if (!("of" in members && "isReferenceNumber" in members.of))
      expect(entry).not.toHaveProperty("of.isReferenceNumber")
  })

  it.each([
    ["an error", "Fee", '<c t="e"><v>#N/A</v></c>'],
    ["an error of a formula", "Fee", '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'],
    ["a truth", "Fee", '<c t="b"><v>1</v></c>'],
    ["a number that is none", "Fee", "<c><v>1.5x</v></c>"],
    ["a formula that nobody has calculated", "Fee", "<c><f>18+0.06</f></c>"],
    ["a shared formula that nobody has calculated", "Fee", '<c s="2"><f t="shared" si="0"/><v/></c>'],
    ["a text with a control character", "Fee", '<c t="inlineStr"><is><t>18,06_x0000_</t></is></c>']
  ])("with %s is no amount: a bad row", async (_, name, cell) => {
    expect(await one(name, cell)).toMatchObject({ _tag: "BadRow", line: 2, column: name })
  })

  it("with an error in an XLS is no amount either", async () => {
    const errors: ReadonlyArray<Row> = [names, but(sale, "Fee", 1 / 0)]
    expect((await read(spreadsheet(errors, "biff8")))[0]).toMatchObject({ _tag: "BadRow", column: "Fee" })
  })
})

describe("the lines of a sheet", () => {
  const three = (at: number) => rowOf(sale, at)

  it("are counted down to the last filled one, blank ones and a title with them", async () => {
    const sheet = sheetOf(
      `<row r="2"><c r="A2" t="str"><v>Register of April</v></c></row>${rowOf(names, 4)}${three(5)}${three(8)}` +
        `<row r="9"><c r="A9" s="1"/></row><row r="10"><c r="A10" t="str"><v> </v></c></row>`
    )
    expect(await countsOf(xlsxOf([sheet]))).toEqual({ headers: 1, entries: 2, badRows: 1, blanks: 4, lines: 8 })
    expect(await read(xlsxOf([sheet]))).toMatchObject([
      { _tag: "BadRow", line: 2, reason: "is above the header, so it belongs to no column" },
      { line: 5 },
      { line: 8 }
    ])
  })

  it("of another sheet are bad rows, hidden or not", async () => {
    const other = sheetOf(`${three(1)}${three(3)}`)
    const file = xlsxOf([sheetOf(""), sheetOf(header + three(2)), other])
    expect(await linesOf(file)).toMatchObject([
      { _tag: "Blank", line: 1, reason: "header" },
      { _tag: "Entry", line: 2 },
      { _tag: "BadRow", line: 1, reason: "is in sheet 3, and the header in sheet 2" },
      { _tag: "Blank", line: 2, reason: "blank" },
      { _tag: "BadRow", line: 3 }
    ])
  })

  it.each(Object.entries(formats))("are the same as those of any other format, for %s", async (_, file) => {
    const rows: ReadonlyArray<ReadonlyArray<Cell>> = [names, sale, sale.map(() => ""), but(payout, "Type", "9")]
    expect(await countsOf(file(rows))).toEqual({ headers: 1, entries: 1, badRows: 1, blanks: 1, lines: 4 })
  })
})
