/** Reads an XLSX piece by piece. Only one of its sheets may have rows: which one is meant is not guessed. */
import type { File } from "@switchyard/core/Registers"
import { type Archive, openArchive } from "./archive.ts"
import { malformed } from "./limits.ts"
import { makeSharedStrings } from "./sharedStrings.ts"
import { readSharedStrings, readSheet } from "./sheet.ts"
import type { Table, TableRow } from "./table.ts"
import { readWorkbook } from "./workbook.ts"

/** The table of an XLSX. */
export const xlsxTable = (file: File): Table => {
  let from1904 = false

  async function* sheets(archive: Archive): AsyncIterable<ReadonlyArray<TableRow>> {
    const workbook = await readWorkbook(archive)
    from1904 = workbook.from1904
    const strings = makeSharedStrings()
    try {
      await readSharedStrings(archive.pieces(workbook.sharedStrings), strings)
      let filled: string | undefined
      for (const sheet of workbook.sheets) {
        for await (const batch of readSheet(archive.pieces(sheet), strings)) {
          filled ??= sheet
          if (filled !== sheet) throw malformed("has rows in more than one sheet")
          yield batch
        }
      }
    } finally {
      strings.close()
    }
  }

  async function* rows(): AsyncIterable<ReadonlyArray<TableRow>> {
    const archive = await openArchive(file)
    try {
      yield* sheets(archive)
    } finally {
      archive.close()
    }
  }

  return { rows: rows(), isPadded: false, from1904: () => from1904 }
}
