/**
 * How a provider's registers are read, for providers that issue any. A plugin that can read them offers this service
 * beside its payments and payouts, so that nobody has to know a provider by name. Only types are imported here: what
 * reads a format is loaded with the first register and not before.
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { Line, Row } from "../domain/Settlement.ts"

/** The formats a register can have; told by content, never by a file's name. */
export const Format = Schema.Literals(["csv", "tsv", "xlsx", "xls"])

/** A format of registers. */
export type Format = typeof Format.Type

/** The file is no register that can be read; `message` names the place and the reason and nothing of the content. */
export class UnreadableRegister extends Schema.TaggedError<UnreadableRegister>(
  "@switchyard/core/Registers/UnreadableRegister"
)("UnreadableRegister", {
  /**
   * `UnknownFormat`: none of the formats. `TooLarge`: beyond a limit of size, rows or cells. `Malformed`: damaged or
   * cut off. `UnknownColumns`: not the columns of this provider's registers.
   */
  reason: Schema.Literals(["UnknownFormat", "TooLarge", "Malformed", "UnknownColumns"]),
  message: Schema.String
}) {}

/** Where a register is: the path of a file that does not change meanwhile, or its whole content. */
export type File = string | Uint8Array

/** Reads the registers of one configured instance. */
export interface Service {
  readonly formats: ReadonlyArray<Format>
  /** The provider's days begin at 00:00 in this offset from UTC, in minutes. */
  readonly utcOffsetMinutes: number
  /**
   * Tells the format and gives the rows in the order of the file, a few of them at a time. A register without rows, and a
   * file in which nothing stands, is an empty stream. The stream fails where the file turns out damaged or none.
   */
  readonly read: (file: File) => Effect.Effect<Stream.Stream<Row, UnreadableRegister>, UnreadableRegister>
  /** As `read`, with the lines that hold no row: every line of the file, each once. */
  readonly lines: (file: File) => Effect.Effect<Stream.Stream<Line, UnreadableRegister>, UnreadableRegister>
}
