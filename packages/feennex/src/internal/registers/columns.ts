/**
 * Which column of a register holds what ("Fields in the register", after-payment document). The document's own example
 * prints "Invoice amount" twice, once where its table has "Credited to the shop": the fourth column then is what was
 * credited. Columns are found by their names otherwise, and a name that is not known is passed over.
 */
import { UnreadableRegister } from "@switchyard/core/Registers"

const names = {
  createdAt: "Creation date",
  operationId: "Operation ID",
  shopId: "Shop ID",
  credited: "Credited to the shop",
  debited: "Debited from the shop",
  currency: "Currency",
  type: "Operation type",
  invoiceAmount: "Invoice amount",
  invoiceCurrency: "Invoice currency",
  payerAmount: "Payer amount",
  payerCurrency: "Payer currency",
  orderNumber: "Order number",
  description: "Description",
  balance: "Balance",
  projectId: "Project ID",
  fee: "Fee"
} as const

/** A column that is known. */
export type Field = keyof typeof names

/** A column's name as the document has it. */
export const nameOf = (field: Field): string => names[field]

/** Where each column is, counted from 0; `count` is how many columns the header has. */
export interface Columns {
  readonly at: Readonly<Record<Field, number>>
  readonly count: number
}

// Nothing is decided by them. A description is personal, and never read.
const optional: ReadonlySet<Field> = new Set(["description", "balance", "projectId"])

// The place of "Credited to the shop" in the document's table, counted from 0.
const creditedPlace = 3

const plain = (name: string): string => name.trim().replace(/\s+/g, " ").toLowerCase()

const fields = Object.keys(names) as ReadonlyArray<Field>
const byName: ReadonlyMap<string, Field> = new Map(fields.map((field) => [plain(names[field]), field]))

const unknown = (message: string) => new UnreadableRegister({ reason: "UnknownColumns", message })

/** Where the columns are by a header, or why it is none. */
export const columnsOf = (header: ReadonlyArray<string>): Columns | UnreadableRegister => {
  const found = header.map((name) => byName.get(plain(name)))
  const invoices = found.flatMap((field, at) => (field === "invoiceAmount" ? [at] : []))
  if (invoices.length === 2 && invoices[0] === creditedPlace && !found.includes("credited")) {
    found[creditedPlace] = "credited"
  }
  const at: Partial<Record<Field, number>> = {}
  for (const [place, field] of found.entries()) {
    if (field === undefined) continue
    if (at[field] !== undefined) return unknown(`has the column "${names[field]}" twice`)
    at[field] = place
  }
  const missing = fields.filter((field) => at[field] === undefined && !optional.has(field))
  if (missing.length * 2 > fields.length) return unknown("has no line with the columns of a Feennex register")
  if (missing.length > 0) return unknown(`lacks the column "${missing.map((field) => names[field]).join('", "')}"`)
  // A column that is left out is one that no row has.
  const all = Object.fromEntries(fields.map((field) => [field, at[field] ?? -1])) as Record<Field, number>
  return { at: all, count: header.length }
}
