/**
 * Feennex's registers of successful operations ("Registers" in the after-payment document), as the account's History
 * section exports them or as they come by e-mail. What is Feennex's own stands here; `@switchyard/settlement` reads them.
 */
import type * as SettlementReports from "@switchyard/core/SettlementReports"
import * as SettlementReport from "@switchyard/settlement/SettlementReport"
import type { Options } from "./FeennexOptions.ts"
import { columns, correct } from "./internal/registers/columns.ts"
import { entryOf } from "./internal/registers/entry.ts"

/** Reads the registers of one shop; rows of other shops are bad rows. */
export const make = ({ shopId }: Pick<Options, "shopId">): SettlementReports.Service =>
  SettlementReport.make({
    name: "a Feennex register",
    // A register's times and days are in UTC+3.
    utcOffsetMinutes: 180,
    columns,
    correct,
    entry: (row) => entryOf(row, shopId)
  })
