/**
 * A settlement report as a table, whatever its format and whoever issued it: every line of the file, in order, each once.
 * Which columns there are and what a row means is for the adapter.
 */

import type { Blank } from "@switchyard/core/Settlement"
import type { UnreadableReport } from "@switchyard/core/SettlementReports"
import type { TableRow } from "./cell.ts"
import { maxLineLength } from "./limits.ts"

/** The result of a line. Rows have as many cells as the header, or fewer where the blank ones at the end are left out. */
export type TableLine =
  | (TableRow & { readonly _tag: "Row" })
  | { readonly _tag: "Header"; readonly line: number; readonly lines: number; readonly cells: ReadonlyArray<string> }
  | { readonly _tag: "Unreadable"; readonly line: number; readonly reason: string }
  | Blank

/** A table that is read piece by piece. */
export interface Table {
  /** Lines in batches, the header before every row; throws `UnreadableReport` where the file is damaged. */
  readonly lines: AsyncIterable<ReadonlyArray<TableLine>>
  /** Days in a spreadsheet's numbers count from 1904 instead of 1900; known once the header is. */
  readonly from1904: () => boolean
}

/** Why cells are not a header of the reports that are read; nothing where they are one. */
export type NoHeader = (cells: ReadonlyArray<string>) => UnreadableReport | undefined

/** A line of which nothing can be read, and why. */
export const unreadable = (line: number, reason: string): TableLine => ({ _tag: "Unreadable", line, reason })

/** A line above the header. */
export const aboveHeader = (line: number): TableLine =>
  unreadable(line, "is above the header, so it belongs to no column")

/** A line that was not kept. */
export const tooLong = (line: number): TableLine => unreadable(line, `has more than ${maxLineLength} characters`)

/** The problem of a row with another number of cells than the header has. */
export const mustHave = (columns: number): string => `must have ${columns} cells, as the header has`

/** Lines that hold no row. */
export const blank = (line: number, lines: number, reason: Blank["reason"]): Blank => ({
  _tag: "Blank",
  line,
  lines,
  reason
})
