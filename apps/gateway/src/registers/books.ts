/** The gateway's operations as the books that a register is compared with; nothing sealed or personal is read. */
import { Currency, Money, type Reconciliation } from "@switchyard/core"
import * as Result from "effect/Result"
import type { SqlClient } from "effect/sql/SqlClient"

/** What is read of an operation. */
export interface BookColumns {
  readonly id: string
  readonly kind: "payment" | "payout"
  readonly reference: string
  readonly provider_reference: string | null
  readonly fingerprint: string | null
  readonly status: string
  readonly amount: unknown
  readonly credited: unknown
  readonly fee: unknown
}

/** The columns of an operation `o`. */
export const bookColumns = (sql: SqlClient) =>
  sql.literal(`o.id, o.kind, o.reference, o.provider_reference, o.fingerprint, o.status, o.request -> 'amount' AS amount,
    o.results -> 'credited' AS credited, o.results -> 'fee' AS fee`)

/** An operation of the books with its id here. */
export interface Booked extends Reconciliation.Operation {
  readonly id: string
}

const moneyOf = (stored: unknown): Money.Money | undefined => {
  if (typeof stored !== "object" || stored === null || !("value" in stored) || !("currency" in stored)) return undefined
  const { currency, value } = stored
  if (!Currency.isCurrency(currency) || typeof value !== "string") return undefined
  return Result.getOrUndefined(Money.fromText(value, currency))
}

/** An operation as the books have it; `fingerprint` is the merchant account whose register is read. */
export const bookedOf = (row: BookColumns, fingerprint: string): Booked => {
  const amount = moneyOf(row.amount)
  // Every request was decoded before it was stored.
  if (amount === undefined) throw new Error("an operation is stored without its amount")
  const net = moneyOf(row.credited)
  const fee = moneyOf(row.fee)
  return {
    id: row.id,
    kind: row.kind,
    reference: row.reference,
    status: row.status,
    amount,
    isElsewhere: row.fingerprint !== fingerprint,
    ...(row.provider_reference === null ? {} : { providerReference: row.provider_reference }),
    ...(net === undefined ? {} : { net }),
    ...(fee === undefined ? {} : { fee })
  }
}
