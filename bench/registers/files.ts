/** Registers to be measured: of any length, as a text written piece by piece, or as an XLSX. Every line is of its own. */
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs"
import * as Spreadsheet from "@e965/xlsx"
import { Feennex } from "@switchyard/sandbox"

/** The formats that are measured: text, which is read piece by piece, and a workbook, which is read whole. */
export const formats = ["csv", "tsv", "xlsx"] as const

/** A format that is measured. */
export type Format = (typeof formats)[number]

/** The shop whose settlement reports these are. */
export const shopId = 112

// As the simulator prints it.
const header = Feennex.make()
  .admin.register()
  .trimEnd()
  .split(";")
  .map((name) => name.slice(1, -1))

const twoDigits = (value: number): string => String(value).padStart(2, "0")

const rowOf = (at: number): ReadonlyArray<string> => {
  const time = `2024-04-19 ${twoDigits(Math.floor(at / 3600) % 24)}:${twoDigits(Math.floor(at / 60) % 60)}:${twoDigits(at % 60)}`
  const amounts = ["1440", "", "643", "Payments", "1500", "643", "", ""]
  return [
    time,
    String(500_000_000 + at),
    String(shopId),
    ...amounts,
    `order-${at}`,
    `Order ${at} of the shop`,
    "9393,74",
    "",
    "60"
  ]
}

const writeText = (path: string, rows: number, delimiter: string) => {
  const descriptor = openSync(path, "w")
  const line = (cells: ReadonlyArray<string>) => `${cells.map((cell) => `"${cell}"`).join(delimiter)}\r\n`
  writeSync(descriptor, line(header))
  for (let at = 0; at < rows; at++) writeSync(descriptor, line(rowOf(at)))
  closeSync(descriptor)
}

const writeSpreadsheet = (path: string, rows: number) => {
  const book = Spreadsheet.utils.book_new()
  const cells = [header, ...Array.from({ length: rows }, (_, at) => [...rowOf(at)])]
  Spreadsheet.utils.book_append_sheet(book, Spreadsheet.utils.aoa_to_sheet(cells), "Register")
  // With its texts apart from the cells, as spreadsheet programs write it.
  writeFileSync(path, Spreadsheet.write(book, { type: "buffer", bookType: "xlsx", bookSST: true, compression: true }))
}

/** Writes a settlement report. */
export const write = (path: string, format: Format, rows: number): void =>
  format === "xlsx" ? writeSpreadsheet(path, rows) : writeText(path, rows, format === "tsv" ? "\t" : ";")
