/**
 * How a provider's settlement reports are read, for providers that issue any. A plugin that can read them offers this service
 * beside its payments and payouts, so that nobody has to know a provider by name. Only types are imported here: what
 * reads a format is loaded with the first report and not before.
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { Line, Row } from "../domain/Settlement.ts"

/** The formats a settlement report can have; recognised by content, never by a file's name. */
export const Format = Schema.Literals(["csv", "tsv", "xlsx", "xls"])

/** A format of settlement reports. */
export type Format = typeof Format.Type

/** The file is not a settlement report that can be read; `message` names the place and the reason and nothing of the content. */
export class UnreadableReport extends Schema.TaggedError<UnreadableReport>(
  "@switchyard/core/SettlementReports/UnreadableReport"
)("UnreadableReport", {
  /**
   * `UnknownFormat`: none of the formats. `TooLarge`: beyond a limit of size, rows or cells. `Malformed`: damaged or
   * cut off. `UnknownColumns`: not the columns of this provider's reports.
   */
  reason: Schema.Literals(["UnknownFormat", "TooLarge", "Malformed", "UnknownColumns"]),
  message: Schema.String
}) {}

/** A settlement report: the path of a file that does not change meanwhile, or its whole content. */
export type File = string | Uint8Array

/** Reads the settlement reports of one configured instance. */
export interface Service {
  readonly formats: ReadonlyArray<Format>
  /** The provider's days begin at 00:00 in this offset from UTC, in minutes. */
  readonly utcOffsetMinutes: number
  /**
   * Recognises the format and gives the rows in the order of the file, a few at a time. A report without rows, and a
   * file in which nothing stands, is an empty stream. The stream fails where the file turns out damaged or none.
   */
  readonly read: (file: File) => Effect.Effect<Stream.Stream<Row, UnreadableReport>, UnreadableReport>
  /** As `read`, with the lines that hold no row: every line of the file, each once. */
  readonly lines: (file: File) => Effect.Effect<Stream.Stream<Line, UnreadableReport>, UnreadableReport>
}
