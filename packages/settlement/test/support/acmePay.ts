/** Rows of the report that the README's example reads. */
import { reports } from "../examples/acmePay.ts"
import type { Row } from "./files.ts"
import { reading } from "./reading.ts"

export const header = [
  "Date",
  "Transaction ID",
  "Type",
  "Currency",
  "Gross",
  "Fee",
  "Net",
  "Order",
  "Comment",
  "Balance"
]

const order = "i171e2d956-d3b4-457d-a26a-52d960"

export const sale: Row = [
  "2024-04-19 17:07:43",
  "50000000",
  "Sale",
  "USD",
  "301",
  "18,06",
  "282,94",
  order,
  order,
  "9393,74"
]

export const payout: Row = [
  "2024-04-19 18:00:00",
  "60000000",
  "Payout",
  "RUB",
  "1500",
  "30",
  "1530,00",
  "payout-1",
  "",
  "7863,74"
]

export const charge: Row = ["2024-04-19 23:59:59", "70000000", "Charge", "EUR", "5,5", "", "5,5", "", "monthly", "1"]

/** A row with another cell in a column. */
export const but = (row: Row, name: string, cell: string | number): Row => row.with(header.indexOf(name), cell)

export const { countsOf, linesOf, read, readFirst, refusal } = reading(reports)
