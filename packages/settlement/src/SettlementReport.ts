/**
 * Reads the settlement reports of a provider: an adapter declares which columns they have and what a row means, and gets the
 * `SettlementReports.Service` that it offers in its plugin. CSV, TSV, XLSX and XLS are distinguished by content. What reads these
 * formats is loaded with the first report, so that whoever reads none pays nothing for it.
 */
import * as SettlementReports from "@switchyard/core/SettlementReports"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Columns } from "./Column.ts"
import type { Definition } from "./internal/definition.ts"

export type { Definition, Field } from "./internal/definition.ts"

const load = Effect.tryPromise({
  try: () => import("./internal/read.ts"),
  catch: () =>
    new SettlementReports.UnreadableReport({ reason: "UnknownFormat", message: "cannot be read: a package is missing" })
})

/**
 * Reads reports as they are defined. Every physical line of a file becomes an entry, a bad row or a counted blank, in the
 * order of the file, so that the three add up to its lines. Memory is bounded: a text may have any length, a workbook is
 * read in a thread of its own within limits. A file that cannot be read fails with an `UnreadableReport`, whose `reason`
 * and `message` say why and repeat nothing of the content: at once, or in the stream where it shows only later.
 */
export const make = <const C extends Columns>(definition: Definition<C>): SettlementReports.Service => {
  const lines = (file: SettlementReports.File) => Effect.flatMap(load, ({ read }) => read(definition, file))
  return {
    formats: SettlementReports.Format.literals,
    utcOffsetMinutes: definition.utcOffsetMinutes,
    lines,
    read: (file) =>
      Effect.map(
        lines(file),
        Stream.filter((line) => line._tag !== "Blank")
      )
  }
}
