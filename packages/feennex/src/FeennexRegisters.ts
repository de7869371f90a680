/**
 * Feennex's registers of successful operations ("Registers" in the after-payment document), as the account's History
 * section exports them or as they come by e-mail: CSV, TSV, XLSX or XLS, told by content. What reads these formats is
 * loaded with the first register, so that whoever reads none pays nothing for it.
 */
import type * as Registers from "@switchyard/core/Registers"
import { UnreadableRegister } from "@switchyard/core/Registers"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Options } from "./FeennexOptions.ts"
import { utcOffsetMinutes } from "./internal/registers/cells.ts"

const load = Effect.tryPromise({
  try: () => import("./internal/registers/read.ts"),
  catch: () => new UnreadableRegister({ reason: "UnknownFormat", message: "cannot be read: a package is missing" })
})

/** Reads the registers of one shop; rows of other shops are bad rows. */
export const make = ({ shopId }: Pick<Options, "shopId">): Registers.Service => {
  const lines = (file: Registers.File) => Effect.flatMap(load, ({ read }) => read(file, shopId))
  return {
    formats: ["csv", "tsv", "xlsx", "xls"],
    utcOffsetMinutes,
    lines,
    read: (file) =>
      Effect.map(
        lines(file),
        Stream.filter((line) => line._tag !== "Blank")
      )
  }
}
