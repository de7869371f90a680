/**
 * From a row of a register to a settlement entry. What was credited and debited is in the shop's currency (column
 * Currency). What is only stated beside it (the payer's side of a payment, the balance) is left out where it cannot be read,
 * and loses no entry.
 */
import type { Currency } from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Kind } from "@switchyard/core/Settlement"
import type * as Row from "@switchyard/settlement/Row"
import * as Result from "effect/Result"
import type { columns } from "./columns.ts"

type RegisterRow = Row.Row<typeof columns>
type Moved = Row.Decoded<Partial<Row.Entry>>

// The side of the shop's balance that this kind of operation does not touch.
const untouched = (row: RegisterRow, field: "credited" | "debited", currency: Currency): Row.Decoded<void> =>
  Result.flatMap(row.read(field, currency), (money) =>
    money === undefined || money.value.value === 0n
      ? Result.void
      : row.refuse(field, "must be blank for this type of operation")
  )

const credit = (row: RegisterRow, currency: Currency): Moved =>
  Result.gen(function* () {
    yield* untouched(row, "debited", currency)
    const net = yield* row.require("credited", currency)
    // Both are amounts of the create request, so they share its currency, whatever the payer pays in.
    const amount = yield* row.require("invoiceAmount", currency)
    return compact({ amount, net, payerCurrency: row.readIfGood("invoiceCurrency") })
  })

const debit = (row: RegisterRow, kind: Kind, currency: Currency, fee: Money.Money | undefined): Moved =>
  Result.gen(function* () {
    yield* untouched(row, "credited", currency)
    const net = yield* row.require("debited", currency)
    if (fee !== undefined && Money.compare(net, fee) === -1) {
      return yield* row.refuse("fee", "must not exceed the debit")
    }
    if (kind !== "payout") return { net }
    const direction = yield* row.read("payerCurrency")
    // It includes a commission, so it is not what the recipient gets.
    const payerAmount = direction && row.readIfGood("payerAmount", direction)
    return compact({ net, currency: direction, payerAmount, payerCurrency: direction })
  })

/** The entry of a row of the shop's register. */
export const entryOf = (row: RegisterRow, shopId: number): Row.Decoded<Row.Entry> =>
  Result.gen(function* () {
    const kind = yield* row.require("type")
    const at = yield* row.require("createdAt")
    const providerReference = yield* row.require("operationId")
    if ((yield* row.require("shopId")) !== String(shopId)) {
      return yield* row.refuse("shopId", "is another shop than the configured one")
    }
    const byReference = yield* row.read("orderNumber")
    const currency = yield* row.require("currency")
    const fee = yield* row.read("fee", currency)
    const moved = yield* kind === "payment" ? credit(row, currency) : debit(row, kind, currency, fee)
    const balance = row.readIfGood("balance", currency)
    // A register lists what has succeeded and nothing else, each operation once. Payments and payouts are numbered apart.
    return {
      id: `${kind}:${providerReference}`,
      kind,
      of: { providerReference, ...byReference },
      at,
      status: "paid" as const,
      ...compact({ fee, balance }),
      ...moved
    }
  })
