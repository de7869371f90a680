/** The ways in which a report cannot be read; each message states where and why, and repeats nothing of the content. */
import { UnreadableReport } from "@switchyard/core/SettlementReports"

/** A file beyond one of the limits. */
export const tooLarge = (message: string): UnreadableReport => new UnreadableReport({ reason: "TooLarge", message })

/** A file that is damaged or cut off. */
export const malformed = (message: string): UnreadableReport => new UnreadableReport({ reason: "Malformed", message })

/** A file that has not one of the formats. */
export const unknownFormat = (message: string): UnreadableReport =>
  new UnreadableReport({ reason: "UnknownFormat", message })

/** A table without the columns that are looked for. */
export const unknownColumns = (message: string): UnreadableReport =>
  new UnreadableReport({ reason: "UnknownColumns", message })

/** The error for a failure of reading. Messages of libraries may repeat the content or a path. */
export const unreadableFrom = (error: unknown): UnreadableReport => {
  if (error instanceof UnreadableReport) return error
  const code = error instanceof Error && "syscall" in error && "code" in error ? String(error.code) : undefined
  return malformed(code === undefined ? "is damaged or cut off" : `cannot be read (${code})`)
}
