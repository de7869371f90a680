/** The rows of a sheet of a workbook, as the reader of workbooks gives it: its rows with something in them. */
import type * as Spreadsheet from "@e965/xlsx"
import { type Cell, isBlank, type TableRow } from "../cell.ts"
import type { WorkbookLimits } from "../limits.ts"
import { Refused } from "./messages.ts"

/** How a workbook is read: cells without a value are kept, so that all cells can be counted. */
export const options = { dense: true, sheetStubs: true, cellHTML: false, cellFormula: false, cellText: false }

type Kept = Spreadsheet.CellObject | undefined

/** The rows of a sheet; a blank one has none at all. */
export const rowsOf = (sheet: Spreadsheet.WorkSheet): ReadonlyArray<ReadonlyArray<Kept> | undefined> =>
  sheet["!data"] ?? []

// An error is no value of any column.
const cellOf = (cell: Kept): Cell => {
  if (cell?.v === undefined || cell.t === "z") return undefined
  if (cell.t === "e") return "#ERROR"
  return typeof cell.v === "number" ? cell.v : String(cell.v)
}

/** The rows of a sheet with something in them. */
export const filledRows = (
  sheet: Spreadsheet.WorkSheet,
  { maxColumns, maxRows }: WorkbookLimits
): ReadonlyArray<TableRow> => {
  const all = rowsOf(sheet)
  if (all.length > maxRows) throw new Refused(`has more than ${maxRows} rows`, true)
  return all.flatMap((row, index) => {
    const cells = Array.from(row ?? [], cellOf)
    while (cells.length > 0 && isBlank(cells.at(-1))) cells.pop()
    if (cells.length > maxColumns) throw new Refused(`has more than ${maxColumns} columns`, true)
    return cells.length === 0 ? [] : [{ line: index + 1, cells }]
  })
}
