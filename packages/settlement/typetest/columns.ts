/** A row can be asked only for the columns that are declared, with what each needs, and gives what their decoders give. */
import type { Currency } from "@switchyard/core/Currency"
import type { Money } from "@switchyard/core/Money"
import { Cell, Column, type Reconciliation, type Row, type SettlementReport } from "@switchyard/settlement"

const columns = {
  id: Column.required("Id", Cell.digits),
  type: Column.required("Type", Cell.oneOf({ Sale: "payment", Charge: "service" })),
  fee: Column.optional("Fee", Cell.amount),
  note: Column.unread("Note")
}

declare const row: Row.Row<typeof columns>
declare const currency: Currency

export const id: Row.Decoded<string> = row.require("id")
export const maybe: Row.Decoded<string | undefined> = row.read("id")
export const type: Row.Decoded<"payment" | "service"> = row.require("type")
export const fee: Money | undefined = row.readIfGood("fee", currency)

// @ts-expect-error a cell may be blank
export const blank: Row.Decoded<string> = row.read("id")
// @ts-expect-error an amount is in a currency
row.require("fee")
// @ts-expect-error an id is in none
row.require("id", currency)
// @ts-expect-error no such column
row.require("ID")
// @ts-expect-error what is never read holds nothing
export const note: Row.Decoded<string> = row.require("note")
declare const header: Parameters<NonNullable<SettlementReport.Definition<typeof columns>["correct"]>>[0]
export const corrected: typeof header = ["fee", undefined]
// @ts-expect-error a header is put right with columns of its own
export const wrong: typeof header = ["other"]

// @ts-expect-error a state of the ledger is one that is known
export const status: Reconciliation.OperationStatus = "payed"
