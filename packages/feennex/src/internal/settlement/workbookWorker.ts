/**
 * Reads a workbook in a thread of its own, with a bounded heap: it can only be read whole, by a reader that may meet
 * anything in it. Of an XLSX that reader sees no more than the parts with the sheets, unpacked before within bounds. Rows
 * are posted as they are asked for. Runs as a worker and exports nothing.
 */
import { readFileSync } from "node:fs"
import { parentPort, workerData } from "node:worker_threads"
import * as Spreadsheet from "@e965/xlsx"
import { openArchive } from "./archive.ts"
import { type Cell, isBlank, type TableRow } from "./cell.ts"
import { partsOf } from "./parts.ts"
import { type Given, Refused, type Sheet, type Told, type Wanted } from "./workbookMessages.ts"

declare module "@e965/xlsx" {
  /** Reads the parts of an XLSX; it is exported and has no type of its own. */
  export function parse_zip(parts: unknown, options: Spreadsheet.ParsingOptions): Spreadsheet.WorkBook
}

const { file, format, limits } = workerData as Given

// Cells without a value are kept, so that all cells can be counted.
const options = { dense: true, sheetStubs: true, cellHTML: false, cellFormula: false, cellText: false }

type Kept = Spreadsheet.CellObject | undefined

// A blank sheet has no rows at all.
const rowsOf = (sheet: Spreadsheet.WorkSheet): ReadonlyArray<ReadonlyArray<Kept> | undefined> => sheet["!data"] ?? []

// An error is no value of any column.
const cellOf = (cell: Kept): Cell => {
  if (cell?.v === undefined || cell.t === "z") return undefined
  if (cell.t === "e") return "#ERROR"
  return typeof cell.v === "number" ? cell.v : String(cell.v)
}

const filledRows = (sheet: Spreadsheet.WorkSheet): ReadonlyArray<TableRow> => {
  const all = rowsOf(sheet)
  if (all.length > limits.maxRows) throw new Refused(`has more than ${limits.maxRows} rows`, true)
  return all.flatMap((row, index) => {
    const cells = Array.from(row ?? [], cellOf)
    while (cells.length > 0 && isBlank(cells.at(-1))) cells.pop()
    if (cells.length > limits.maxColumns) throw new Refused(`has more than ${limits.maxColumns} columns`, true)
    return cells.length === 0 ? [] : [{ line: index + 1, cells }]
  })
}

const readXlsx = async (content: Buffer): Promise<Spreadsheet.WorkBook> => {
  const { cells, parts } = await partsOf(await openArchive(content, limits))
  const container = Spreadsheet.CFB.utils.cfb_new()
  for (const [name, text] of parts) {
    Spreadsheet.CFB.utils.cfb_add(container, name, Buffer.from(text, "latin1"), { unsafe: true })
  }
  const book = Spreadsheet.parse_zip(container, options)
  const sheets = book.SheetNames.map((name) => book.Sheets[name])
  if (sheets.includes(undefined) || new Set(sheets).size < sheets.length)
    throw new Refused("has sheets that cannot be read")
  // A hole in a row is no cell.
  const rows = sheets.flatMap((sheet) => rowsOf(sheet ?? {}))
  const read = rows.reduce((sum, row) => sum + Object.keys(row ?? []).length, 0)
  if (read !== cells) throw new Refused("has cells or rows that stand in one place, or cannot be told apart")
  return book
}

const readXls = (content: Buffer): Spreadsheet.WorkBook => {
  const container = Spreadsheet.CFB.read(content, { type: "buffer" })
  if (Spreadsheet.CFB.find(container, "EncryptedPackage") !== null) throw encrypted()
  return Spreadsheet.read(content, { type: "buffer", ...options })
}

const encrypted = () => new Refused("is encrypted; save it without a password")

const read = async (): Promise<Spreadsheet.WorkBook> => {
  const content = typeof file === "string" ? readFileSync(file) : Buffer.from(file)
  return format === "xlsx" ? readXlsx(content) : readXls(content)
}

const refusalOf = (error: unknown): Refused => {
  if (error instanceof Refused) return error
  // Whatever the reader of the format says may repeat the content.
  return error instanceof Error && /password/i.test(error.message)
    ? encrypted()
    : new Refused(`is no ${format.toUpperCase()} that can be read`)
}

const tell = (told: Told) => parentPort?.postMessage(told)

try {
  const book = await read()
  const all = book.SheetNames.map((name) => filledRows(book.Sheets[name] ?? {}))
  const sheets = all.flatMap(
    (rows, at): ReadonlyArray<Sheet> =>
      rows.length === 0 ? [] : [{ number: at + 1, head: rows.slice(0, limits.maxHeaderLines) }]
  )
  parentPort?.on("message", ({ from, sheet }: Wanted) =>
    tell({ _tag: "Rows", rows: (all[sheet - 1] ?? []).slice(from, from + limits.batchRows) })
  )
  tell({ _tag: "Opened", sheets, from1904: book.Workbook?.WBProps?.date1904 === true })
} catch (error) {
  const { isTooLarge, problem } = refusalOf(error)
  tell({ _tag: "Refused", problem, isTooLarge })
}
