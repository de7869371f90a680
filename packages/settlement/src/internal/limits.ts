/**
 * How much a report may be before it is refused. Text is read piece by piece and has no bound but that of a line; a
 * workbook is read as a whole, so its size is bounded before and after it is unpacked. A month of a busy shop fits many times
 * over; a file that was made to use up memory or time does not. Nothing is imported here: the thread that reads workbooks
 * loads this too.
 */

/** How much a workbook may be, and what reading it may take. */
export interface WorkbookLimits {
  /** The longest file: XLSX and XLS can only be read as a whole. */
  readonly maxBytes: number
  /** The size to which the parts of an XLSX that are read may unpack, together. */
  readonly maxUnpackedBytes: number
  /** How many times smaller a part may be packed, unless it is a small one; sheets are packed about ten times smaller. */
  readonly maxPackedRatio: number
  /** The parts of an XLSX; real ones have about a dozen. */
  readonly maxParts: number
  /** Rows with the header, as many as a sheet of a spreadsheet can have. */
  readonly maxRows: number
  /** Columns of a sheet; real reports have a few dozen. */
  readonly maxColumns: number
  /** The heap of the thread that reads it, in MiB. */
  readonly maxHeapMegabytes: number
  /** How long that thread may take for an answer. */
  readonly timeoutMillis: number
}

/** The limits of every workbook. */
export const workbookLimits: WorkbookLimits = {
  maxBytes: 20 * 1024 * 1024,
  maxUnpackedBytes: 256 * 1024 * 1024,
  maxPackedRatio: 200,
  maxParts: 1000,
  maxRows: 1_048_576,
  maxColumns: 64,
  maxHeapMegabytes: 512,
  timeoutMillis: 180_000
}

/** The longest line of a text, in characters. */
export const maxLineLength = 256 * 1024

/** The longest text of a cell that goes on over several lines, in characters and in lines. */
export const maxCellLength = 32_767
export const maxCellLines = 100

/** Lines with something in them among which the header must be. */
export const maxHeaderLines = 10

/** Rows that are handed on together. */
export const batchRows = 256
