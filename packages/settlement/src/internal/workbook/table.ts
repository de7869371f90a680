/**
 * Reads a workbook, XLSX or XLS. The sheet with the header is the report, and there may be one only: which one is meant is
 * not guessed. A row of another sheet is unreadable, so that it is not lost.
 */
import type { File, UnreadableReport } from "@switchyard/core/SettlementReports"
import type { Cell } from "../cell.ts"
import { batchRows, type WorkbookLimits } from "../limits.ts"
import { aboveHeader, blank, type NoHeader, type Table, type TableLine, unreadable } from "../table.ts"
import { malformed } from "../unreadable.ts"
import type { Sheet } from "./messages.ts"
import { openWorkbook, type Workbook } from "./thread.ts"

const texts = (cells: ReadonlyArray<Cell>): ReadonlyArray<string> => cells.map((cell) => String(cell ?? ""))

interface Header {
  readonly sheet: Sheet
  readonly line: number
}

const headerIn = (sheet: Sheet, noHeader: NoHeader): Header | undefined => {
  const row = sheet.head.find(({ cells }) => noHeader(texts(cells)) === undefined)
  return row && { sheet, line: row.line }
}

const widest = (sheets: ReadonlyArray<Sheet>): ReadonlyArray<string> =>
  texts(
    sheets.flatMap(({ head }) => head).toSorted((one, other) => other.cells.length - one.cells.length)[0]?.cells ?? []
  )

const headerOf = (sheets: ReadonlyArray<Sheet>, noHeader: NoHeader): Header | UnreadableReport => {
  const [header, ...more] = sheets.flatMap((sheet) => headerIn(sheet, noHeader) ?? [])
  if (header === undefined) return noHeader(widest(sheets)) ?? malformed("has no header")
  return more.length > 0 ? malformed("has rows in more than one sheet") : header
}

// Every line of a sheet, also those on which nothing stands, down to the last filled one.
async function* linesOf(
  workbook: Workbook,
  sheet: Sheet,
  { line: at, sheet: main }: Header
): AsyncIterable<ReadonlyArray<TableLine>> {
  let next = 1
  for (let from = 0; ; from += batchRows) {
    const rows = await workbook.rows(sheet.number, from)
    if (rows.length === 0) return
    const lines: Array<TableLine> = []
    for (const { cells, line } of rows) {
      if (line > next) lines.push(blank(next, line - next, "blank"))
      next = line + 1
      if (sheet !== main)
        lines.push(unreadable(line, `is in sheet ${sheet.number}, and the header in sheet ${main.number}`))
      else if (line < at) lines.push(aboveHeader(line))
      else if (line === at) lines.push({ _tag: "Header", line, lines: 1, cells: texts(cells) })
      else lines.push({ _tag: "Row", line, cells })
    }
    yield lines
  }
}

/** The table of a workbook. One without anything in it is a table without lines. */
export const workbookTable = (
  file: File,
  format: "xlsx" | "xls",
  noHeader: NoHeader,
  limits: WorkbookLimits
): Table => {
  let from1904 = false

  async function* lines(): AsyncIterable<ReadonlyArray<TableLine>> {
    const workbook = await openWorkbook({ file, format, limits })
    try {
      from1904 = workbook.from1904
      const { sheets } = workbook
      if (sheets.length === 0) return
      const header = headerOf(sheets, noHeader)
      if ("_tag" in header) throw header
      const others = sheets.filter((sheet) => sheet !== header.sheet)
      for (const sheet of [header.sheet, ...others]) yield* linesOf(workbook, sheet, header)
    } finally {
      await workbook.close()
    }
  }

  return { lines: lines(), from1904: () => from1904 }
}
