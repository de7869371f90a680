/**
 * Reads a report: the table of the file, whatever its format, and of each row an entry or what is wrong with it. Loaded
 * with the first report that is read.
 */

import type { Line, Row } from "@switchyard/core/Settlement"
import { type File, UnreadableReport } from "@switchyard/core/SettlementReports"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Columns } from "../Column.ts"
import type { TableRow } from "./cell.ts"
import { columnFinder, type FindColumns } from "./columns.ts"
import type { Definition } from "./definition.ts"
import type { WorkbookLimits } from "./limits.ts"
import { openTable } from "./open.ts"
import { lineMaker } from "./row.ts"
import { blank, type Table } from "./table.ts"
import { unreadableFrom } from "./unreadable.ts"

async function* linesOf<C extends Columns>(
  definition: Definition<C>,
  find: FindColumns<C>,
  table: Table
): AsyncIterable<ReadonlyArray<Line>> {
  let rowOf: ((row: TableRow) => Row) | undefined
  for await (const batch of table.lines) {
    const lines: Array<Line> = []
    for (const line of batch) {
      switch (line._tag) {
        case "Header": {
          const places = find(line.cells)
          if (places instanceof UnreadableReport) throw places
          const { utcOffsetMinutes } = definition
          rowOf = lineMaker(definition, places, { from1904: table.from1904(), utcOffsetMinutes })
          lines.push(blank(line.line, line.lines, "header"))
          break
        }
        case "Row":
          if (rowOf !== undefined) lines.push(rowOf(line))
          break
        case "Unreadable":
          lines.push({ _tag: "BadRow", line: line.line, reason: line.reason })
          break
        case "Blank":
          lines.push(line)
      }
    }
    yield lines
  }
}

/** The lines of a report; see `SettlementReport.make`. */
export const read = <C extends Columns>(
  definition: Definition<C>,
  file: File,
  limits?: WorkbookLimits
): Effect.Effect<Stream.Stream<Line, UnreadableReport>, UnreadableReport> => {
  const find = columnFinder(definition)
  const noHeader = (cells: ReadonlyArray<string>) => {
    const places = find(cells)
    return places instanceof UnreadableReport ? places : undefined
  }
  return Effect.map(
    Effect.tryPromise({ try: () => openTable(file, noHeader, limits), catch: unreadableFrom }),
    (table) => Stream.fromAsyncIterable(linesOf(definition, find, table), unreadableFrom).pipe(Stream.flattenIterable)
  )
}
