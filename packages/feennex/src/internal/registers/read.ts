/**
 * Reads a register of Feennex: the table of the file, whatever its format, and of each row an entry or what is wrong with
 * it. Loaded with the first register that is read.
 */
import { type File, UnreadableRegister } from "@switchyard/core/Registers"
import type { Line } from "@switchyard/core/Settlement"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { openTable, unreadableFrom } from "../settlement/read.ts"
import { blank, type NoHeader, type Table } from "../settlement/table.ts"
import { columnsOf } from "./columns.ts"
import { type Reading, rowOf } from "./row.ts"

const noHeader: NoHeader = (cells) => {
  const columns = columnsOf(cells)
  return columns instanceof UnreadableRegister ? columns : undefined
}

async function* linesOf(table: Table, shopId: number): AsyncIterable<ReadonlyArray<Line>> {
  let reading: Reading | undefined
  for await (const batch of table.lines) {
    const lines: Array<Line> = []
    for (const line of batch) {
      switch (line._tag) {
        case "Header": {
          const columns = columnsOf(line.cells)
          if (columns instanceof UnreadableRegister) throw columns
          reading = { columns, from1904: table.from1904(), shopId }
          lines.push(blank(line.line, line.lines, "header"))
          break
        }
        case "Row":
          if (reading !== undefined) lines.push(rowOf(line, reading))
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

/** The lines of a register of one shop; see `Registers.Service`. */
export const read = (
  file: File,
  shopId: number
): Effect.Effect<Stream.Stream<Line, UnreadableRegister>, UnreadableRegister> =>
  Effect.map(Effect.tryPromise({ try: () => openTable(file, noHeader), catch: unreadableFrom }), (table) =>
    Stream.fromAsyncIterable(linesOf(table, shopId), unreadableFrom).pipe(Stream.flattenIterable)
  )
