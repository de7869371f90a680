/**
 * The register of successful operations that Feennex issues ("Registers" in its after-payment document): days in UTC+3,
 * decimal commas, and the header as the document's example prints it, in which the fourth column is called like the
 * eighth. Accepted payments and completed payouts; there are no service operations here, and no balance is told.
 */
import type { Decimal } from "../internal/decimal.ts"
import { add, divide, multiply, of, subtract, toText } from "../internal/decimal.ts"
import { BadInput } from "../internal/decode.ts"
import { defaultFees } from "./Options.ts"
import type { Payment, Payout, State } from "./State.ts"
import * as Times from "./Times.ts"

/** Which register: of one shop, of the days from `from` to `to` (both within, such as `2024-04-19`). */
export interface Query {
  /** The first shop unless given. */
  readonly shop?: string
  readonly from?: string
  readonly to?: string
  readonly format?: "csv" | "tsv"
}

const header = [
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

interface Line {
  readonly at: number
  readonly cells: ReadonlyArray<string>
}

const comma = (value: Decimal): string => toText(value).replace(".", ",")
const local = (at: number): string => Times.print(at, "blank") ?? ""

const paymentLine = ({ createdAt, currency, description, direction, id, price, reference, shop }: Payment): Line => {
  const fee = comma(subtract(price.shopAmount, price.shopRefund))
  const head = [local(createdAt), id, shop.id, comma(price.shopRefund), "", currency, "Payments"]
  const tail = [reference, description ?? "", "", "", fee]
  return { at: createdAt, cells: [...head, comma(price.shopAmount), direction.currency, "", "", ...tail] }
}

const payoutLine = (state: State, payout: Payout): Line => {
  const { history, id, psCurrency, receive, reference, shop, shopCurrency, writeOff } = payout
  const createdAt = history[0]?.at ?? 0
  const rate = of(state.options.fees?.payout ?? defaultFees.payout)
  const factor = add(of("1"), rate)
  const isSame = psCurrency === shopCurrency
  const fee = isSame ? subtract(writeOff, of(receive.text)) : divide(multiply(writeOff, rate), factor, 2, "half-up")
  const head = [local(createdAt), id, shop.id, "", comma(writeOff), shopCurrency, "Payouts", "", ""]
  const withFee = isSame ? writeOff : multiply(of(receive.text), factor)
  return { at: createdAt, cells: [...head, comma(withFee), psCurrency, reference, "", "", "", comma(fee)] }
}

const day = (text: string | undefined, usual: string): string => {
  if (text !== undefined && !/^\d{4}-\d\d-\d\d$/.test(text)) throw new BadInput("a day is written as 2024-04-19")
  return text ?? usual
}

/** The register as text, every cell in quotes. */
export const print = (state: State, { format = "csv", from, shop, to }: Query = {}): string => {
  const id = shop ?? [...state.shops.keys()][0]
  const first = day(from, "0000-00-00")
  const last = day(to, "9999-99-99")
  const lines = [
    ...state.payments.filter((each) => each.shop.id === id && (each.money === "credited" || each.money === "returned")),
    ...[...state.payouts.values()].filter((each) => each.shop.id === id && each.money === "debited")
  ]
    .map((each) => ("writeOff" in each ? payoutLine(state, each) : paymentLine(each)))
    .filter(({ cells: [at = ""] }) => at.slice(0, 10) >= first && at.slice(0, 10) <= last)
    .toSorted((left, right) => left.at - right.at)
  return [header, ...lines.map(({ cells }) => cells)]
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(format === "csv" ? ";" : "\t"))
    .map((line) => `${line}\r\n`)
    .join("")
}
