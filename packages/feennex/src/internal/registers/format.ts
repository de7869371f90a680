/**
 * Tells a register's format by its content. The document speaks of "XSL" files, the dashboard and mail programs give
 * them any name: so the name is never looked at. What is text is told apart by the delimiter that makes its first line
 * the known columns.
 */
import { UnreadableRegister } from "@switchyard/core/Registers"
import { columnsOf } from "./columns.ts"
import { maxFileBytes, maxXlsBytes, tooLarge } from "./limits.ts"

/** A format with what is needed to read it. */
export type Found =
  | { readonly format: "xlsx" | "xls" }
  | { readonly format: "csv" | "tsv"; readonly delimiter: string; readonly encoding: Encoding }

/** How a text file is encoded. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be"

const startsWith = (head: Uint8Array, ...bytes: ReadonlyArray<number>) => bytes.every((byte, at) => head[at] === byte)

const encodingOf = (head: Uint8Array): Encoding => {
  if (startsWith(head, 0xff, 0xfe)) return "utf-16le"
  return startsWith(head, 0xfe, 0xff) ? "utf-16be" : "utf-8"
}

// Only line ends, tabs and what can be seen; a code page other than UTF-8 shows as replacement characters, which is
// harmless where a description has them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const binary = /[\u0000-\u0008\u000e-\u001f\u007f]/

const unquoted = (cell: string): string => /^\s*"([^"]*)"\s*$/.exec(cell)?.[1] ?? cell

const unknownFormat = (message: string) => new UnreadableRegister({ reason: "UnknownFormat", message })

const textFormat = (head: Uint8Array): Found | UnreadableRegister => {
  const encoding = encodingOf(head)
  const text = new TextDecoder(encoding).decode(head)
  if (binary.test(text)) return unknownFormat("is none of CSV, TSV, XLSX and XLS")
  const first = text.split(/\r\n|\n|\r/).find((line) => line.trim() !== "")
  if (first === undefined) return unknownFormat("is blank; a register without operations still has its header")
  if (/^\s*</.test(first)) return unknownFormat("is HTML or XML and none of CSV, TSV, XLSX and XLS")
  for (const delimiter of ["\t", ";", ","]) {
    const columns = columnsOf(first.split(delimiter).map(unquoted))
    if (!(columns instanceof UnreadableRegister)) {
      return { format: delimiter === "\t" ? "tsv" : "csv", delimiter, encoding }
    }
  }
  return new UnreadableRegister({
    reason: "UnknownColumns",
    message: "has no first line with the columns of a Feennex register, separated by tabs, semicolons or commas"
  })
}

/** Tells the format from the beginning and the length of a file, or why it cannot be read. */
export const formatOf = (head: Uint8Array, bytes: number): Found | UnreadableRegister => {
  if (bytes > maxFileBytes) return tooLarge(`has more than ${maxFileBytes} bytes`)
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04)) return { format: "xlsx" }
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) {
    return bytes > maxXlsBytes
      ? tooLarge(`has more than ${maxXlsBytes} bytes, which is too much for XLS; save it as XLSX or CSV`)
      : { format: "xls" }
  }
  return textFormat(head)
}
