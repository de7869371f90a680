/** Reads CSV and TSV piece by piece, as text in UTF-8 or UTF-16: however long the file is, a few lines of it are held. */
import type { UnreadableReport } from "@switchyard/core/SettlementReports"
import type { Source } from "../source.ts"
import type { NoHeader, Table, TableLine } from "../table.ts"
import { unknownFormat } from "../unreadable.ts"
import { headerFinder } from "./header.ts"
import { lineCutter, type PhysicalLine } from "./lines.ts"
import { recordReader } from "./records.ts"

type Encoding = "utf-8" | "utf-16le" | "utf-16be"

const encodingOf = ([first = 1, second = 1, third = 1, fourth = 1]: Uint8Array): Encoding => {
  if (first === 0xff && second === 0xfe) return "utf-16le"
  if (first === 0xfe && second === 0xff) return "utf-16be"
  // Without a mark: every character of a header is one of ASCII.
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return "utf-16le"
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? "utf-16be" : "utf-8"
}

async function* decoded(source: Source, encoding: Encoding): AsyncIterable<string> {
  // Drops the byte order mark. Bytes that are not of the encoding become replacement characters: no id or amount has
  // them, and the text of a description is not looked at.
  const decoder = new TextDecoder(encoding)
  for await (const piece of source.pieces()) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

async function* physicalLines(source: Source, encoding: Encoding): AsyncIterable<ReadonlyArray<PhysicalLine>> {
  const cutter = lineCutter()
  for await (const text of decoded(source, encoding)) yield cutter.write(text)
  yield cutter.end()
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const binary = /[\u0000-\u0008\u000e-\u001f\u007f]/

// The problem of a file in which no header was found: invisible characters may stand in any report.
const noText = (head: Uint8Array, encoding: Encoding): UnreadableReport | undefined => {
  const text = new TextDecoder(encoding).decode(head)
  if (binary.test(text)) return unknownFormat("is not one of CSV, TSV, XLSX and XLS")
  return /^\s*</.test(text) ? unknownFormat("is HTML or XML and not one of CSV, TSV, XLSX and XLS") : undefined
}

async function* linesOf(source: Source, noHeader: NoHeader): AsyncIterable<ReadonlyArray<TableLine>> {
  const encoding = encodingOf(source.head)
  const finder = headerFinder(noHeader)
  let reader: ReturnType<typeof recordReader> | undefined

  const refuseWithout = (isEnd: boolean) => {
    const why = finder.refusal(isEnd)
    if (why !== undefined) throw noText(source.head, encoding) ?? why
  }
  const find = (lines: ReadonlyArray<PhysicalLine>): ReadonlyArray<TableLine> => {
    for (const [at, line] of lines.entries()) {
      const found = finder.take(line)
      if (found !== undefined) {
        reader = recordReader(found.style, found.next)
        return [...found.lines, ...reader.read([...found.rest, ...lines.slice(at + 1)])]
      }
      refuseWithout(false)
    }
    return []
  }

  for await (const lines of physicalLines(source, encoding)) {
    const settled = reader === undefined ? find(lines) : reader.read(lines)
    if (settled.length > 0) yield settled
  }
  if (reader === undefined) refuseWithout(true)
  yield reader === undefined ? finder.lines() : reader.end()
}

/** The table of a text. One in which nothing stands is a table without a line that has content. */
export const textTable = (source: Source, noHeader: NoHeader): Table => ({
  lines: linesOf(source, noHeader),
  from1904: () => false
})
