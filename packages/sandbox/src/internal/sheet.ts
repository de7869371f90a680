/**
 * One table as a file: text with separators, or a workbook of one sheet. Amounts have a comma in text, and are numbers
 * in a workbook.
 */

/** A cell: a text, or an amount or whole number as plain decimal text. */
export interface Cell {
  readonly as: "text" | "amount" | "number"
  readonly text: string
}

/** The rows of a table; they need not be of one length. */
export type Rows = ReadonlyArray<ReadonlyArray<Cell>>

/** A text. */
export const text = (value: string): Cell => ({ as: "text", text: value })

/** A cell's value in a workbook: a number where a number holds all of its digits, nothing where there is none. */
export const cellValue = ({ as, text }: Cell): string | number | undefined => {
  if (text === "") return undefined
  const isExact = /^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d+)$/.test(text) && text.replace(/\D/g, "").length <= 15
  return as !== "text" && isExact ? Number(text) : text
}

/** Text with every cell in quotes. */
export const separated = (rows: Rows, separator: string): string => {
  const quotable = ({ as, text }: Cell) => (as === "amount" ? text.replace(".", ",") : text).replaceAll('"', '""')
  return rows.map((row) => `${row.map((cell) => `"${quotable(cell)}"`).join(separator)}\r\n`).join("")
}
