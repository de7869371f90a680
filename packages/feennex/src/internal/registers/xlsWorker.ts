/**
 * Reads an XLS in a thread of its own, with a bounded heap: the old format can only be read whole, by a reader that may
 * meet anything in it. What is posted is rows in batches, then the end. Runs as a worker and exports nothing.
 */
import { parentPort, workerData } from "node:worker_threads"
import { read, type WorkSheet } from "@e965/xlsx"

interface Given {
  readonly content: Uint8Array
  readonly maxRows: number
  readonly maxColumns: number
  readonly batchRows: number
}

type Value = string | number | undefined

const { batchRows, content, maxColumns, maxRows } = workerData as Given
const book = read(content, { type: "array", dense: true, sheetRows: maxRows, cellHTML: false, cellFormula: false })

interface Kept {
  readonly t?: string
  readonly v?: unknown
}

const stored = (cell: Kept | undefined): Value => {
  if (cell?.v === undefined || cell.v === null || cell.t === "z") return undefined
  return typeof cell.v === "number" && cell.t === "n" ? cell.v : String(cell.v)
}

const rowsOf = (sheet: WorkSheet): ReadonlyArray<ReadonlyArray<Kept | undefined>> => sheet["!data"] ?? []

const filled: Array<string> = []
for (const name of book.SheetNames) {
  const sheet = book.Sheets[name]
  if (sheet !== undefined && rowsOf(sheet).some((row) => row?.some((cell) => stored(cell) !== undefined))) {
    filled.push(name)
  }
}

const post = (message: unknown) => parentPort?.postMessage(message)
const only = book.Sheets[filled[0] ?? ""]

if (filled.length > 1) post({ problem: "has rows in more than one sheet" })
else if (only !== undefined) {
  post({ from1904: book.Workbook?.WBProps?.date1904 === true })
  let batch: Array<{ line: number; cells: ReadonlyArray<Value> }> = []
  for (const [index, row] of rowsOf(only).entries()) {
    const cells = (row ?? []).map(stored)
    while (cells.length > 0 && cells.at(-1) === undefined) cells.pop()
    if (cells.length > maxColumns) {
      post({ problem: `has more than ${maxColumns} columns` })
      batch = []
      break
    }
    // A hole in a row stays undefined.
    if (cells.length > 0) batch.push({ line: index + 1, cells: Array.from(cells) })
    if (batch.length < batchRows) continue
    post({ rows: batch })
    batch = []
  }
  if (batch.length > 0) post({ rows: batch })
}
post({ end: true })
