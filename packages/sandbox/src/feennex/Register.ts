/**
 * The register of successful operations that Feennex issues ("Registers" in its after-payment document): days in UTC+3,
 * and the header as the document's example prints it, in which the fourth column is called like the eighth. Accepted
 * payments, completed payouts, and the service operations that a test has added.
 */
import type { Decimal } from "../internal/decimal.ts"
import { subtract, toText } from "../internal/decimal.ts"
import { BadInput } from "../internal/decode.ts"
import type { Cell, Rows } from "../internal/sheet.ts"
import { separated, text } from "../internal/sheet.ts"
import { xls } from "../internal/xls.ts"
import { xlsx } from "../internal/xlsx.ts"
import type { Payment, Payout, Service } from "./Records.ts"
import type { State } from "./State.ts"
import * as Times from "./Times.ts"

/** Which register: of one shop, of the days from `from` to `to` (both within, such as `2024-04-19`). */
export interface Query {
  /** The first shop unless given. */
  readonly shop?: string
  readonly from?: string
  readonly to?: string
  readonly format?: "csv" | "tsv"
}

/** The forms a register's file may have. The document calls it "XSL". */
export const formats = ["csv", "tsv", "xlsx", "xls"] as const

/** A query for a file of any form. */
export type FileQuery = Omit<Query, "format"> & { readonly format?: (typeof formats)[number] }

const header = (first: string) =>
  `Creation date|Operation ID|Shop ID|${first}|Debited from the shop|Currency|Operation type|Invoice amount|
Invoice currency|Payer amount|Payer currency|Order number|Description|Balance|Project ID|Fee`
    .split("|")
    .map((name) => text(name.trim()))

interface Line {
  readonly at: number
  readonly cells: ReadonlyArray<Cell>
}

const none = text("")
const local = (at: number): string => Times.print(at, "blank") ?? ""
const amount = (value: Decimal | null): Cell => (value === null ? none : { as: "amount", text: toText(value) })
const number = (value: string): Cell => ({ as: "number", text: value })

const paymentLine = (payment: Payment): Line => {
  const { balanceAfter, createdAt: at, currency, description, direction, id, price, reference, shop } = payment
  const fee = subtract(price.shopAmount, price.shopRefund)
  const head = [text(local(at)), number(id), number(shop.id), amount(price.shopRefund), none, number(currency)]
  const invoice = [text("Payments"), amount(price.shopAmount), number(direction.currency), none, none]
  const tail = [text(reference), text(description ?? ""), amount(balanceAfter), none, amount(fee)]
  return { at, cells: [...head, ...invoice, ...tail] }
}

const payoutLine = (payout: Payout): Line => {
  const { balanceAfter, given, history, id, price, psCurrency, reference, shop, shopCurrency } = payout
  const at = history[0]?.at ?? 0
  const description = typeof given.description === "string" ? given.description : ""
  const head = [text(local(at)), number(id), number(shop.id), none, amount(price.writeOff), number(shopCurrency)]
  const payer = [text("Payouts"), none, none, amount(price.withFee), number(psCurrency)]
  const tail = [text(reference), text(description), amount(balanceAfter), none, amount(price.fee)]
  return { at, cells: [...head, ...payer, ...tail] }
}

const serviceLine = (service: Service): Line => {
  const { at, balanceAfter, currency, description, id, shop } = service
  const head = [text(local(at)), number(id), number(shop.id), none, amount(service.amount), number(currency)]
  const middle = [text("Service"), none, none, none, none, none]
  return { at, cells: [...head, ...middle, text(description ?? ""), amount(balanceAfter), none, none] }
}

const day = (value: string | undefined, usual: string): string => {
  if (value !== undefined && !/^\d{4}-\d\d-\d\d$/.test(value)) throw new BadInput("a day is written as 2024-04-19")
  return value ?? usual
}

const rowsOf = (state: State, { from, shop, to }: Omit<Query, "format">): Rows => {
  const id = shop ?? [...state.shops.keys()][0]
  const first = day(from, "0000-00-00")
  const last = day(to, "9999-99-99")
  const isOfShop = (each: Payment | Payout | Service) => each.shop.id === id
  const lines = [
    ...state.payments
      .filter(({ money }) => money === "credited" || money === "returned")
      .filter(isOfShop)
      .map(paymentLine),
    ...[...state.payouts.values()]
      .filter(({ money }) => money === "debited")
      .filter(isOfShop)
      .map(payoutLine),
    ...state.services.filter(isOfShop).map(serviceLine)
  ]
    .filter(({ at }) => local(at).slice(0, 10) >= first && local(at).slice(0, 10) <= last)
    .toSorted((left, right) => left.at - right.at)
  const { emptyRegister, registerHeader } = state.settings
  if (lines.length === 0 && emptyRegister === "nothing") return []
  return [
    header(registerHeader === "example" ? "Invoice amount" : "Credited to the shop"),
    ...lines.map(({ cells }) => cells)
  ]
}

/** The register as text, every cell in quotes, with decimal commas. */
export const print = (state: State, { format = "csv", ...query }: Query = {}): string =>
  separated(rowsOf(state, query), format === "csv" ? ";" : "\t")

/** The register as a file; amounts are numbers in workbooks, and dates are texts as the document's example has them. */
export const file = (state: State, { format = "xls", ...query }: FileQuery = {}): Uint8Array<ArrayBuffer> => {
  if (format === "csv" || format === "tsv") {
    return new TextEncoder().encode(print(state, { ...query, format }))
  }
  const rows = rowsOf(state, query)
  return format === "xlsx" ? xlsx("Register", rows) : xls("Register", rows)
}
