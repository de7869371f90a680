/** Rows of Feennex's registers, and what the adapter reads of them. */
import type { Row } from "../../../settlement/test/support/files.ts"
import { reading } from "../../../settlement/test/support/reading.ts"
import * as FeennexRegisters from "../../src/FeennexRegisters.ts"

/** The header of the document's example: its fourth column is named like its eighth. */
export const printedHeader = [
  "Creation date",
  "Operation ID",
  "Shop ID",
  "Invoice amount",
  "Debited from the shop",
  "Currency",
  "Operation type",
  "Invoice amount",
  "Invoice currency",
  "Payer amount",
  "Payer currency",
  "Order number",
  "Description",
  "Balance",
  "Project ID",
  "Fee"
]

/** The header as the document's table has it. */
export const tableHeader = printedHeader.with(3, "Credited to the shop")

const order = "i171e2d956-d3b4-457d-a26a-52d960"

/** The document's example row, with the blanks that its print has lost. */
export const printedRow: Row = [
  "2024-04-19 17:07:43",
  "50000000",
  "1234",
  "282,94",
  "",
  "840",
  "Payments",
  "301",
  "840",
  "",
  "",
  order,
  order,
  "9393,74",
  "",
  "18,06"
]

export const payoutRow: Row = [
  "2024-04-19 18:00:00",
  "60000000",
  "1234",
  "",
  "1530,00",
  "643",
  "Payouts",
  "",
  "",
  "1530,00",
  "643",
  "payout-1",
  "",
  "7863,74",
  "",
  "30"
]

export const serviceRow: Row = [
  "2024-04-19 23:59:59",
  "70000000",
  "1234",
  "",
  "5,5",
  "978",
  "Service",
  "",
  "",
  "",
  "",
  "",
  "monthly fee",
  "1",
  "",
  ""
]

export const { read, refusal } = reading(FeennexRegisters.make({ shopId: 1234 }))
