/**
 * Reads a settlement report into a table, by its content: CSV and TSV as they come, XLSX and XLS whole. Loaded with the
 * first report that is read, because the readers of the formats are of no use to anybody else.
 */
import { type File, UnreadableRegister } from "@switchyard/core/Registers"
import { formatOf } from "./format.ts"
import { malformed } from "./limits.ts"
import { openSource } from "./source.ts"
import type { NoHeader, Table } from "./table.ts"
import { textTable } from "./text.ts"
import { workbookTable } from "./workbook.ts"

/** What a failure of reading is to be told as. What libraries say may repeat the content or a path. */
export const unreadableFrom = (error: unknown): UnreadableRegister => {
  if (error instanceof UnreadableRegister) return error
  const code = error instanceof Error && "syscall" in error && "code" in error ? String(error.code) : undefined
  return malformed(code === undefined ? "is damaged or cut off" : `cannot be read (${code})`)
}

/** The table of a file whose header is one for which `noHeader` has no objection. */
export const openTable = async (file: File, noHeader: NoHeader): Promise<Table> => {
  const source = await openSource(file)
  const format = formatOf(source.head, source.bytes)
  if (format instanceof UnreadableRegister) throw format
  return format === "text" ? textTable(source, noHeader) : workbookTable(source.file, format, noHeader)
}
