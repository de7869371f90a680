/**
 * Recognises a report's format by its content. Dashboards and mail programs give files any name: so the name is never looked at.
 */
import type { UnreadableReport } from "@switchyard/core/SettlementReports"
import { tooLarge, unknownFormat } from "./unreadable.ts"

/** A workbook, which is read as a whole, or a text. */
export type Format = "xlsx" | "xls" | "text"

const startsWith = (head: Uint8Array, ...bytes: ReadonlyArray<number>) => bytes.every((byte, at) => head[at] === byte)

const workbookOf = (head: Uint8Array): "xlsx" | "xls" | undefined => {
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04)) return "xlsx"
  return startsWith(head, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1) ? "xls" : undefined
}

/** Recognises the format from the beginning and the length of a file, or why it cannot be read. */
export const formatOf = (head: Uint8Array, bytes: number, maxWorkbookBytes: number): Format | UnreadableReport => {
  const workbook = workbookOf(head)
  if (workbook !== undefined && bytes > maxWorkbookBytes) {
    return tooLarge(`has more than ${maxWorkbookBytes} bytes, which is too much for a workbook; save it as CSV`)
  }
  // An archive without a single part.
  if (startsWith(head, 0x50, 0x4b, 0x05, 0x06)) return unknownFormat("is an empty ZIP archive and no XLSX")
  return workbook ?? "text"
}
