/**
 * The text of a cell. A number of a spreadsheet is a double: it is read only where that lost nothing.
 */
import * as Result from "effect/Result"
import { type Cell, isBlank } from "../cell.ts"

const lossy = "is a number with more digits than a spreadsheet can keep"

// A double keeps 15 digits; with no more than that its shortest text is what was typed.
const exact = (value: number): string | undefined => {
  const text = String(value)
  return /^-?\d+(\.\d+)?$/.test(text) && text.replace(/[-.]|^-?0\./g, "").length <= 15 ? text : undefined
}

/** The text of a cell without blanks around it; undefined for a blank one. */
export const trimmed = (cell: Cell): Result.Result<string | undefined, string> => {
  if (cell === undefined || isBlank(cell)) return Result.succeed(undefined)
  const text = typeof cell === "number" ? exact(cell) : cell.trim()
  return text === undefined ? Result.fail(lossy) : Result.succeed(text)
}

/** Reads on from the text of a cell, unless it is blank. */
export const decodeText = <A>(
  cell: Cell,
  decode: (text: string) => Result.Result<A | undefined, string>
): Result.Result<A | undefined, string> =>
  Result.flatMap(trimmed(cell), (text) => (text === undefined ? Result.succeed(undefined) : decode(text)))
