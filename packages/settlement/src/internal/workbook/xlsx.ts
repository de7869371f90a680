/**
 * Reads an XLSX. The reader of workbooks sees no more than the parts with the sheets, unpacked before within bounds, and is
 * loaded only when they are: what is refused before needs none.
 */
import type * as Spreadsheet from "@e965/xlsx"
import type { WorkbookLimits } from "../limits.ts"
import { openArchive } from "./archive.ts"
import { Refused } from "./messages.ts"
import { partsOf } from "./parts.ts"
import { options, rowsOf } from "./sheets.ts"

declare module "@e965/xlsx" {
  /** Reads the parts of an XLSX; it is exported and has no type of its own. */
  export function parse_zip(parts: unknown, options: Spreadsheet.ParsingOptions): Spreadsheet.WorkBook
}

/** Reads an XLSX as a whole. */
export const readXlsx = async (content: Buffer, limits: WorkbookLimits): Promise<Spreadsheet.WorkBook> => {
  const { cells, parts } = await partsOf(await openArchive(content, limits))
  const { CFB, parse_zip } = await import("@e965/xlsx")
  const container = CFB.utils.cfb_new()
  for (const [name, text] of parts) CFB.utils.cfb_add(container, name, Buffer.from(text, "latin1"), { unsafe: true })
  const book = parse_zip(container, options)
  const sheets = book.SheetNames.map((name) => book.Sheets[name])
  if (sheets.includes(undefined) || new Set(sheets).size < sheets.length)
    throw new Refused("has sheets that cannot be read")
  // A hole in a row is no cell.
  const rows = sheets.flatMap((sheet) => rowsOf(sheet ?? {}))
  const read = rows.reduce((sum, row) => sum + Object.keys(row ?? []).length, 0)
  if (read !== cells) throw new Refused("has cells or rows that stand in one place, or cannot be distinguished")
  return book
}
