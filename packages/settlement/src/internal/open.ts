/**
 * Opens a settlement report as a table, by its content: CSV and TSV as they come, XLSX and XLS as a whole. Loaded with the
 * first report that is read, because the readers of the formats are of no use to anybody else.
 */
import { type File, UnreadableReport } from "@switchyard/core/SettlementReports"
import { formatOf } from "./format.ts"
import { type WorkbookLimits, workbookLimits } from "./limits.ts"
import { openSource } from "./source.ts"
import type { NoHeader, Table } from "./table.ts"
import { textTable } from "./text/table.ts"
import { workbookTable } from "./workbook/table.ts"

/** The table of a file whose header is one for which `noHeader` has no objection. */
export const openTable = async (
  file: File,
  noHeader: NoHeader,
  limits: WorkbookLimits = workbookLimits
): Promise<Table> => {
  const source = await openSource(file)
  const format = formatOf(source.head, source.bytes, limits.maxBytes)
  if (format instanceof UnreadableReport) throw format
  return format === "text" ? textTable(source, noHeader) : workbookTable(source.file, format, noHeader, limits)
}
