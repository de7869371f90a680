/**
 * Reads a register: tells its format, takes its first row for the header, and makes rows of the rest. Loaded with the
 * first register that is read, because the readers of the formats are of no use to anybody else.
 */
import { type File, UnreadableRegister } from "@switchyard/core/Registers"
import type { Row } from "@switchyard/core/Settlement"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { columnsOf } from "./columns.ts"
import { type Found, formatOf } from "./format.ts"
import { malformed } from "./limits.ts"
import { type Reading, rowOf } from "./row.ts"
import { openSource, type Source } from "./source.ts"
import type { Table } from "./table.ts"
import { textTable } from "./text.ts"
import { xlsTable } from "./xls.ts"
import { xlsxTable } from "./xlsx.ts"

// What libraries say may repeat the content or a path; only the kind of what went wrong is told.
const unreadable = (error: unknown): UnreadableRegister => {
  if (error instanceof UnreadableRegister) return error
  const code = error instanceof Error && "syscall" in error && "code" in error ? String(error.code) : undefined
  return malformed(code === undefined ? "is damaged or cut off" : `cannot be read (${code})`)
}

const tableOf = (source: Source, found: Found): Table => {
  switch (found.format) {
    case "csv":
    case "tsv":
      return textTable(source, found.delimiter, found.encoding)
    case "xlsx":
      return xlsxTable(source.file)
    case "xls":
      return xlsTable(source.file)
  }
}

async function* rowsOf(table: Table, shopId: number): AsyncIterable<ReadonlyArray<Row>> {
  let reading: Reading | undefined
  for await (const batch of table.rows) {
    const rows: Array<Row> = []
    for (const row of batch) {
      if (reading !== undefined) {
        rows.push(rowOf(row, reading))
        continue
      }
      const columns = columnsOf(row.cells.map((cell) => String(cell ?? "")))
      if (columns instanceof UnreadableRegister) throw columns
      reading = { columns, from1904: table.from1904(), isPadded: table.isPadded, shopId }
    }
    if (rows.length > 0) yield rows
  }
}

/** The rows of a register of one shop; see `Registers.Service`. */
export const read = (
  file: File,
  shopId: number
): Effect.Effect<Stream.Stream<Row, UnreadableRegister>, UnreadableRegister> =>
  Effect.gen(function* () {
    const source = yield* Effect.tryPromise({ try: () => openSource(file), catch: unreadable })
    const found = formatOf(source.head, source.bytes)
    if (found instanceof UnreadableRegister) return yield* found
    return Stream.fromAsyncIterable(rowsOf(tableOf(source, found), shopId), unreadable).pipe(Stream.flattenIterable)
  })
