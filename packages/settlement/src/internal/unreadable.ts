/** The ways in which a report cannot be read; each message says where and why, and repeats nothing of the content. */
import { UnreadableRegister } from "@switchyard/core/Registers"

/** A file beyond one of the limits. */
export const tooLarge = (message: string): UnreadableRegister => new UnreadableRegister({ reason: "TooLarge", message })

/** A file that is damaged or cut off. */
export const malformed = (message: string): UnreadableRegister =>
  new UnreadableRegister({ reason: "Malformed", message })

/** A file of none of the formats. */
export const unknownFormat = (message: string): UnreadableRegister =>
  new UnreadableRegister({ reason: "UnknownFormat", message })

/** A table without the columns that are looked for. */
export const unknownColumns = (message: string): UnreadableRegister =>
  new UnreadableRegister({ reason: "UnknownColumns", message })

/** What a failure of reading is to be called. What libraries say may repeat the content or a path. */
export const unreadableFrom = (error: unknown): UnreadableRegister => {
  if (error instanceof UnreadableRegister) return error
  const code = error instanceof Error && "syscall" in error && "code" in error ? String(error.code) : undefined
  return malformed(code === undefined ? "is damaged or cut off" : `cannot be read (${code})`)
}
