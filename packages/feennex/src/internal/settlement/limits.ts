/**
 * How much a report may be before it is refused. Text is read piece by piece and has no bound but that of a line; a
 * workbook is read whole, so its size is bounded before and after it is unpacked. A month of a busy shop fits many times
 * over; a file that was made to use up memory or time does not.
 */
import { UnreadableRegister } from "@switchyard/core/Registers"

/** The longest workbook: XLSX and XLS can only be read whole. */
export const maxWorkbookBytes = 20 * 1024 * 1024

/** What the parts of an XLSX that are read may unpack to, together. */
export const maxUnpackedBytes = 256 * 1024 * 1024

/** How many times smaller a part may be packed, unless it is a small one; sheets are packed about ten times smaller. */
export const maxPackedRatio = 200

/** The parts of an XLSX; real ones have about a dozen. */
export const maxParts = 1000

/** Rows with the header, as many as a sheet of a spreadsheet can have. */
export const maxRows = 1_048_576

/** Columns of a sheet; documented are 16. */
export const maxColumns = 64

/** The longest line of a text, in characters. */
export const maxLineLength = 256 * 1024

/** The longest text of a cell that goes on over several lines, in characters and in lines. */
export const maxCellLength = 32_767
export const maxCellLines = 100

/** Lines with something in them among which the header must be. */
export const maxHeaderLines = 10

/** Rows that are handed on together. */
export const batchRows = 256

/** A file beyond one of the limits. */
export const tooLarge = (message: string): UnreadableRegister => new UnreadableRegister({ reason: "TooLarge", message })

/** A file that is damaged or cut off. */
export const malformed = (message: string): UnreadableRegister =>
  new UnreadableRegister({ reason: "Malformed", message })
