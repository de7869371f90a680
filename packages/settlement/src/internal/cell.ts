/** The value of a cell of a report. The thread that reads workbooks loads this, and nothing that it does not need. */

/** A text, a number of a spreadsheet (there every number is a double), or nothing. */
export type Cell = string | number | undefined

/** The cells of a line; `line` counts from 1 as a person sees it. */
export interface TableRow {
  readonly line: number
  readonly cells: ReadonlyArray<Cell>
}

/** Whether a cell holds nothing. */
export const isBlank = (cell: Cell): boolean => cell === undefined || (typeof cell === "string" && cell.trim() === "")
