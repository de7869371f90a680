import { Cell, Column, type Row, SettlementReport } from "@switchyard/settlement"
import { Result } from "effect"

const columns = {
  at: Column.required("Date", Cell.time),
  id: Column.required("Transaction ID", Cell.digits),
  type: Column.required("Type", Cell.oneOf({ Sale: "payment", Payout: "payout", Charge: "fee" })),
  currency: Column.required("Currency", Cell.currencyCode),
  gross: Column.required("Gross", Cell.amount),
  fee: Column.required("Fee", Cell.amount),
  net: Column.required("Net", Cell.amount),
  order: Column.required("Order", Cell.reference),
  comment: Column.unread("Comment"),
  balance: Column.optional("Balance", Cell.signedAmount)
}

const entry = (row: Row.Row<typeof columns>): Row.Decoded<Row.Entry> =>
  Result.gen(function* () {
    const currency = yield* row.require("currency")
    const fee = yield* row.read("fee", currency)
    const balance = row.readIfGood("balance", currency)
    const id = yield* row.require("id")
    return {
      id,
      kind: yield* row.require("type"),
      of: { providerReference: id, ...(yield* row.read("order")) },
      at: yield* row.require("at"),
      status: "paid",
      amount: yield* row.require("gross", currency),
      net: yield* row.require("net", currency),
      ...(fee && { fee }),
      ...(balance && { balance })
    }
  })

export const definition: SettlementReport.Definition<typeof columns> = {
  name: "an Acme Pay report",
  utcOffsetMinutes: 180,
  columns,
  entry
}

export const reports = SettlementReport.make(definition)
