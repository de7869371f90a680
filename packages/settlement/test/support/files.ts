/** Settlement reports in every format, from rows of cells. */
import * as Spreadsheet from "@e965/xlsx"
import { type Part, zip } from "./zip.ts"

export type Cell = string | number
export type Row = ReadonlyArray<Cell>

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
