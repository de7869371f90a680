/** Registers in every format, from rows of cells, and what the adapter reads of them. */
import * as Spreadsheet from "@e965/xlsx"
import type { Settlement } from "@switchyard/core"
import { Money } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as FeennexRegisters from "../../src/FeennexRegisters.ts"
import { type Part, zip } from "./zip.ts"

export type Cell = string | number
export type Row = ReadonlyArray<Cell>

/** The header of the document's example: its fourth column is named like its eighth. */
export const printedHeader = [
  "Creation date",
  "Operation ID",
  "Shop ID",
  "Invoice amount",
  "Debited from the shop",
  "Currency",
  "Operation type",
  "Invoice amount",
  "Invoice currency",
  "Payer amount",
  "Payer currency",
  "Order number",
  "Description",
  "Balance",
  "Project ID",
  "Fee"
]

/** The header as the document's table has it. */
export const tableHeader = printedHeader.with(3, "Credited to the shop")

const order = "i171e2d956-d3b4-457d-a26a-52d960"

/** The document's example row, with the blanks that its print has lost. */
export const printedRow: Row = [
  "2024-04-19 17:07:43",
  "50000000",
  "1234",
  "282,94",
  "",
  "840",
  "Payments",
  "301",
  "840",
  "",
  "",
  order,
  order,
  "9393,74",
  "",
  "18,06"
]

export const payoutRow: Row = [
  "2024-04-19 18:00:00",
  "60000000",
  "1234",
  "",
  "1530,00",
  "643",
  "Payouts",
  "",
  "",
  "1530,00",
  "643",
  "payout-1",
  "",
  "7863,74",
  "",
  "30"
]

export const serviceRow: Row = [
  "2024-04-19 23:59:59",
  "70000000",
  "1234",
  "",
  "5,5",
  "978",
  "Service",
  "",
  "",
  "",
  "",
  "",
  "monthly fee",
  "1",
  "",
  ""
]

export const text = (rows: ReadonlyArray<Row>, delimiter = ";", lineEnd = "\r\n"): string =>
  rows.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(delimiter) + lineEnd).join("")

export const bytesOf = (content: string) => new Uint8Array(Buffer.from(content))

export const spreadsheet = (
  rows: ReadonlyArray<Row>,
  bookType: "xlsx" | "biff8",
  isShared = true,
  sheets = ["Register"]
): Uint8Array => {
  const book = Spreadsheet.utils.book_new()
  for (const name of sheets) {
    Spreadsheet.utils.book_append_sheet(book, Spreadsheet.utils.aoa_to_sheet(rows.map((row) => [...row])), name)
  }
  return new Uint8Array(Spreadsheet.write(book, { type: "buffer", bookType, bookSST: isShared, compression: true }))
}

/** Every format, by name. */
export const formats: Readonly<Record<string, (rows: ReadonlyArray<Row>) => Uint8Array>> = {
  "CSV with semicolons": (rows) => bytesOf(text(rows)),
  "CSV with commas": (rows) => bytesOf(text(rows, ",")),
  "CSV with a byte order mark": (rows) => bytesOf(`\ufeff${text(rows, ";", "\n")}`),
  TSV: (rows) => bytesOf(text(rows, "\t")),
  "TSV in UTF-16": (rows) => new Uint8Array(Buffer.from(`\ufeff${text(rows, "\t")}`, "utf16le")),
  "XLSX with shared texts": (rows) => spreadsheet(rows, "xlsx"),
  "XLSX with texts in the cells": (rows) => spreadsheet(rows, "xlsx", false),
  XLS: (rows) => spreadsheet(rows, "biff8")
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

/** An XLSX around the XML of its sheets. */
export const xlsxOf = (
  sheets: ReadonlyArray<string>,
  extra: ReadonlyArray<Part> = [],
  properties = "<workbookPr/>",
  sheetNames: ReadonlyArray<string> = sheets.map((_, at) => `S${at}`)
): Uint8Array => {
  const names = sheetNames.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at}"/>`).join("")
  const targets = sheets
    .map((_, at) => `<Relationship Id="r${at}" Type="${relations}/worksheet" Target="worksheets/sheet${at}.xml"/>`)
    .join("")
  return zip([
    {
      name: "xl/workbook.xml",
      content: `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${relations}">${properties}<sheets>${names}</sheets></workbook>`
    },
    { name: "xl/_rels/workbook.xml.rels", content: `<Relationships xmlns="x">${targets}</Relationships>` },
    ...sheets.map((content, at) => ({ name: `xl/worksheets/sheet${at}.xml`, content })),
    ...extra
  ])
}

/** The XML of a sheet around its rows. */
export const sheetOf = (rows: string): string =>
  `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`

const escaped = (cell: Cell) => String(cell).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")

/** The XML of one row, numbers as numbers and texts in their cells. */
export const rowOf = (row: Row, line: number): string =>
  `<row r="${line}">${row
    .map((cell) =>
      typeof cell === "number" ? `<c><v>${cell}</v></c>` : `<c t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`
    )
    .join("")}</row>`

const registers = FeennexRegisters.make({ shopId: 1234 })

/** All rows of a register. */
export const read = (file: Uint8Array | string): Promise<ReadonlyArray<Settlement.Row>> =>
  Effect.runPromise(Effect.flatMap(registers.read(file), Stream.runCollect))

/** Every line of a register. */
export const linesOf = (file: Uint8Array | string): Promise<ReadonlyArray<Settlement.Line>> =>
  Effect.runPromise(Effect.flatMap(registers.lines(file), Stream.runCollect))

/** How many lines a register has and what became of them; each line must be told once, in order. */
export const countsOf = async (file: Uint8Array | string) => {
  const counts = { headers: 0, entries: 0, badRows: 0, blanks: 0, lines: 0 }
  for (const line of await linesOf(file)) {
    if (line.line !== counts.lines + 1) throw new Error(`line ${line.line} comes after line ${counts.lines}`)
    counts.lines += line._tag === "Blank" ? line.lines : 1
    if (line._tag === "Entry") counts.entries += 1
    else if (line._tag === "BadRow") counts.badRows += 1
    else counts[line.reason === "header" ? "headers" : "blanks"] += line.lines
  }
  return counts
}

/** Only the first row, and the rest is let go of. */
export const readFirst = (file: Uint8Array): Promise<ReadonlyArray<Settlement.Row>> =>
  Effect.runPromise(Effect.flatMap(registers.read(file), (rows) => Stream.runCollect(Stream.take(rows, 1))))

/** What a register is refused with, and the message. */
export const refusal = (file: Uint8Array | string): Promise<readonly [string, string]> =>
  Effect.runPromise(
    Effect.flatMap(registers.read(file), Stream.runDrain).pipe(
      Effect.flip,
      Effect.map(({ message, reason }) => [reason, message] as const)
    )
  )

const shownMoney = (money: Money.Money | undefined) => money && `${Money.toText(money)} ${money.currency}`

/** A row with its amounts and times as text. */
export const shown = (row: Settlement.Row) =>
  row._tag === "BadRow"
    ? row
    : {
        ...row,
        at: new Date(row.at).toISOString(),
        amount: shownMoney(row.amount),
        net: shownMoney(row.net),
        fee: shownMoney(row.fee),
        ...(row.payerAmount && { payerAmount: shownMoney(row.payerAmount) }),
        ...(row.balance && { balance: shownMoney(row.balance) })
      }
