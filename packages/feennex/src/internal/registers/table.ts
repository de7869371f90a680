/** A register as a table, whatever its format: what every reader of a format gives and what rows are made from. */

/** A text, a number of a spreadsheet (there every number is a double), or nothing. */
export type Cell = string | number | undefined

/** One row with something in it; `line` counts from 1 as a person sees it. */
export interface TableRow {
  readonly line: number
  readonly cells: ReadonlyArray<Cell>
}

/** A table that is read piece by piece. */
export interface Table {
  /** Rows in batches, the header first; throws `UnreadableRegister` where the file is damaged. */
  readonly rows: AsyncIterable<ReadonlyArray<TableRow>>
  /** A row of a text file has all its cells; a spreadsheet leaves out blank ones at the end. */
  readonly isPadded: boolean
  /** Days in a spreadsheet's numbers count from 1904 instead of 1900; known once the first row is. */
  readonly from1904: () => boolean
}

/** Whether a cell holds nothing. */
export const isBlank = (cell: Cell): boolean => cell === undefined || (typeof cell === "string" && cell.trim() === "")
