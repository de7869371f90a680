/**
 * From a row of the table to a settlement entry, or to what is wrong with it. What was credited and debited is in the
 * shop's currency (column Currency). What is only told beside it (the payer's side of a payment, the balance) is left out
 * where it cannot be read, and loses no entry.
 */
import type { Currency } from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Entry, Kind, Row } from "@switchyard/core/Settlement"
import * as Result from "effect/Result"
import type { Cell, TableRow } from "../settlement/cell.ts"
import { mustHave } from "../settlement/table.ts"
import * as cells from "./cells.ts"
import { type Columns, type Field, nameOf } from "./columns.ts"

/** What the rows of one register have in common. */
export interface Reading {
  readonly columns: Columns
  readonly from1904: boolean
  readonly shopId: number
}

interface Refusal {
  readonly column?: string
  readonly reason: string
}

type CellOf = (field: Field) => Cell
type Tried<A> = Result.Result<A, Refusal>

// The values of Operation type, as the document lists them.
const kinds: ReadonlyMap<string, Kind> = new Map([
  ["payments", "payment"],
  ["payouts", "payout"],
  ["service", "service"]
])

const refuse = (field: Field, reason: string) => Result.fail({ column: nameOf(field), reason })

const at = <A>(field: Field, read: Result.Result<A, string>): Tried<A> =>
  Result.mapError(read, (reason) => ({ column: nameOf(field), reason }))

const present = <A>(field: Field, read: Result.Result<A | undefined, string>): Tried<A> =>
  Result.flatMap(at(field, read), (value) =>
    value === undefined ? refuse(field, "is missing") : Result.succeed(value)
  )

const kindOf = (cell: CellOf): Tried<Kind> => {
  const text = cell("type")
  const kind = kinds.get(typeof text === "string" ? text.trim().toLowerCase() : "")
  return kind === undefined ? refuse("type", "must be Payments, Payouts or Service") : Result.succeed(kind)
}

// The side of the shop's balance that this kind of operation does not touch.
const untouched = (cell: CellOf, field: Field, currency: Currency): Tried<void> =>
  Result.flatMap(at(field, cells.amount(cell(field), currency)), (money) =>
    money === undefined || money.value.value === 0n
      ? Result.void
      : refuse(field, "must be blank for this type of operation")
  )

type Moved = Partial<Pick<Entry, "amount" | "currency" | "net" | "payerAmount" | "payerCurrency">>

const told = <A>(read: Result.Result<A | undefined, string>): A | undefined => Result.getOrElse(read, () => undefined)

const credit = (cell: CellOf, currency: Currency): Tried<Moved> =>
  Result.gen(function* () {
    yield* untouched(cell, "debited", currency)
    const net = yield* present("credited", cells.amount(cell("credited"), currency))
    // Both are amounts of the create request, so they share its currency, whatever the payer pays in.
    const amount = yield* present("invoiceAmount", cells.amount(cell("invoiceAmount"), currency))
    return compact({ amount, net, payerCurrency: told(cells.currency(cell("invoiceCurrency"))) })
  })

const debit = (cell: CellOf, kind: Kind, currency: Currency, fee: Money.Money | undefined): Tried<Moved> =>
  Result.gen(function* () {
    yield* untouched(cell, "credited", currency)
    const net = yield* present("debited", cells.amount(cell("debited"), currency))
    if (fee !== undefined && Money.compare(net, fee) === -1) return yield* refuse("fee", "must not exceed the debit")
    if (kind !== "payout") return compact({ net })
    const direction = yield* at("payerCurrency", cells.currency(cell("payerCurrency")))
    // It includes a commission, so it is not what the recipient gets.
    const payerAmount = direction && told(cells.amount(cell("payerAmount"), direction))
    return compact({ net, currency: direction, payerAmount, payerCurrency: direction })
  })

const entryOf = ({ cells: all, line }: TableRow, { columns, from1904, shopId }: Reading): Tried<Row> =>
  Result.gen(function* () {
    if (all.length > columns.count) return yield* Result.fail({ reason: mustHave(columns.count) })
    const cell: CellOf = (field) => all[columns.at[field]]
    const kind = yield* kindOf(cell)
    const instant = yield* at("createdAt", cells.time(cell("createdAt"), from1904))
    const providerReference = yield* at("operationId", cells.providerId(cell("operationId")))
    const shop = yield* at("shopId", cells.providerId(cell("shopId")))
    if (shop !== String(shopId)) return yield* refuse("shopId", "is another shop than the configured one")
    const reference = yield* at("orderNumber", cells.reference(cell("orderNumber")))
    const currency = yield* present("currency", cells.currency(cell("currency")))
    const fee = yield* at("fee", cells.amount(cell("fee"), currency))
    const moved = yield* kind === "payment" ? credit(cell, currency) : debit(cell, kind, currency, fee)
    return {
      _tag: "Entry" as const,
      line,
      kind,
      providerReference,
      at: instant,
      status: "paid" as const,
      ...compact({
        reference,
        isReferenceNumber: reference !== undefined && typeof cell("orderNumber") === "number" ? true : undefined,
        fee,
        ...moved,
        balance: told(cells.decimal(cell("balance"), currency))
      })
    }
  })

/** The entry of a row, or what is wrong with it. */
export const rowOf = (row: TableRow, reading: Reading): Row =>
  Result.getOrElse(entryOf(row, reading), (refusal): Row => ({ _tag: "BadRow", line: row.line, ...refusal }))
