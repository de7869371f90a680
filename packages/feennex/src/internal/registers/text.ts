/** Reads CSV and TSV piece by piece: quoted cells, also over several lines, by csv-parse; never split by blanks. */
import { Readable } from "node:stream"
import { CsvError, parse } from "csv-parse"
import type { Encoding } from "./format.ts"
import { batchRows, malformed, maxRows, tooLarge } from "./limits.ts"
import type { Source } from "./source.ts"
import type { Table, TableRow } from "./table.ts"

const maxRecordLength = 256 * 1024

async function* decoded(source: Source, encoding: Encoding): AsyncIterable<string> {
  // Drops the byte order mark. Bytes that are none of the encoding become replacement characters: no id or amount has
  // them, and what a description says is not looked at.
  const decoder = new TextDecoder(encoding)
  for await (const piece of source.pieces()) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

interface Record {
  readonly record: ReadonlyArray<string>
  readonly info: { readonly lines: number }
}

const count = (cells: ReadonlyArray<string>, pattern: RegExp): number =>
  cells.reduce((sum, cell) => sum + (cell.match(pattern)?.length ?? 0), 0)

// The parser tells where a record ends, and counts both characters of a line end within quotes.
const lineCounter = () => {
  let excess = 0
  return ({ info, record }: Record): number => {
    const line = info.lines - count(record, /[\r\n]/g) - excess
    excess += count(record, /\r\n/g)
    return line
  }
}

const failure = (error: unknown): unknown => {
  if (!(error instanceof CsvError)) return error
  // Its message shows the content.
  return error.code === "CSV_MAX_RECORD_SIZE"
    ? tooLarge(`has a row of more than ${maxRecordLength} characters, or a quote that is not closed`)
    : malformed(`is no well-formed table (${error.code.replace(/^CSV_/, "").replaceAll("_", " ").toLowerCase()})`)
}

async function* rows(source: Source, delimiter: string, encoding: Encoding): AsyncIterable<ReadonlyArray<TableRow>> {
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxRecordLength
  })
  const input = Readable.from(decoded(source, encoding), { objectMode: true })
  input.on("error", (error) => parser.destroy(error))
  input.pipe(parser)
  let batch: Array<TableRow> = []
  let read = 0
  const lineOf = lineCounter()
  try {
    for await (const found of parser as AsyncIterable<Record>) {
      const line = lineOf(found)
      read += 1
      if (read > maxRows) throw tooLarge(`has more than ${maxRows} rows`)
      if (found.record.every((cell) => cell.trim() === "")) continue
      batch.push({ line, cells: found.record })
      if (batch.length < batchRows) continue
      yield batch
      batch = []
    }
  } catch (error) {
    throw failure(error)
  } finally {
    input.destroy()
    parser.destroy()
  }
  if (batch.length > 0) yield batch
}

/** The table of a text file. */
export const textTable = (source: Source, delimiter: string, encoding: Encoding): Table => ({
  rows: rows(source, delimiter, encoding),
  isPadded: true,
  from1904: () => false
})
