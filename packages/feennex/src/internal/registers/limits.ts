/**
 * How much a register may be before it is refused. A month of a busy shop fits many times over; a file that was made to
 * use up memory, disk or time does not.
 */
import { UnreadableRegister } from "@switchyard/core/Registers"

/** The longest file in a format that is read piece by piece. */
export const maxFileBytes = 256 * 1024 * 1024

/** The longest XLS: this old format can only be read whole. */
export const maxXlsBytes = 20 * 1024 * 1024

/** Rows with the header, as many as a sheet of a spreadsheet can have. */
export const maxRows = 1_048_576

/** Documented are 16 columns. */
export const maxColumns = 64

/** The longest cell, as in a spreadsheet. */
export const maxCellLength = 32_767

/** What the parts of an XLSX that are read may unpack to, together. */
export const maxUnpackedBytes = 512 * 1024 * 1024

/** The parts of an XLSX; real ones have about a dozen. */
export const maxParts = 1000

/** The texts that an XLSX keeps apart from its cells. */
export const maxSharedStrings = 8_000_000

/** Rows that are handed on together. */
export const batchRows = 256

/** A file beyond one of the limits. */
export const tooLarge = (message: string): UnreadableRegister => new UnreadableRegister({ reason: "TooLarge", message })

/** A file that is damaged or cut off. */
export const malformed = (message: string): UnreadableRegister =>
  new UnreadableRegister({ reason: "Malformed", message })
