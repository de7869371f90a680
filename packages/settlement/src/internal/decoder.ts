/** The decoder of cells. Types alone, for the decoders and for the modules that are exported. */
import type * as Result from "effect/Result"
import type { Cell } from "./cell.ts"

/** The settings of the report that a cell stands in. */
export interface Context {
  /** In a workbook: its numbers count days from 1904 instead of 1900. */
  readonly from1904: boolean
  /** The offset from UTC, in minutes, of times that state no zone. */
  readonly utcOffsetMinutes: number
}

/**
 * Reads one cell: its value, undefined where the cell is blank, or why it cannot be read. The reason is a sentence such as
 * `must be digits`, and never repeats what stands in the cell. `Input` is what has to be known beside the cell, such as
 * the currency of an amount.
 */
export type Decoder<A, Input extends ReadonlyArray<unknown> = []> = (
  cell: Cell,
  context: Context,
  ...input: Input
) => Result.Result<A | undefined, string>
