/**
 * The messages between the thread that reads a workbook and the one that asked for it: first what there is, then rows, as
 * they are asked for, so that no more of them are on the way than are wanted.
 */
import type { TableRow } from "../cell.ts"
import type { WorkbookLimits } from "../limits.ts"

/** A workbook to be read: the path of a file, or its content. */
export interface Given {
  readonly file: string | Uint8Array
  readonly format: "xlsx" | "xls"
  readonly limits: WorkbookLimits
}

/** A sheet with something in it: its place among the sheets, counted from 1, and its first filled rows. */
export interface Sheet {
  readonly number: number
  readonly head: ReadonlyArray<TableRow>
}

/** Rows that are asked for: of a sheet, from which of its filled rows on. */
export interface Wanted {
  readonly sheet: number
  readonly from: number
}

/** A message about a workbook: what is in it, the rows that were asked for, or why it is refused. */
export type WorkbookMessage =
  | { readonly _tag: "Opened"; readonly sheets: ReadonlyArray<Sheet>; readonly from1904: boolean }
  | { readonly _tag: "Rows"; readonly rows: ReadonlyArray<TableRow> }
  | { readonly _tag: "Refused"; readonly problem: string; readonly isTooLarge: boolean }

/** The workbook is refused; the sentence repeats nothing of it. */
export class Refused extends Error {
  readonly problem: string
  readonly isTooLarge: boolean
  constructor(problem: string, isTooLarge = false) {
    super(problem)
    this.problem = problem
    this.isTooLarge = isTooLarge
  }
}

/** A workbook with a password is refused. */
export const encrypted = () => new Refused("is encrypted; save it without a password")
