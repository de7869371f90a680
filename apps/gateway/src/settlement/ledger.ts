/** The gateway's operations as the ledger that a settlement report is compared with; nothing sealed or personal is read. */
import type { Money } from "@switchyard/core"
import type { Reconciliation } from "@switchyard/settlement"
import type { SqlClient } from "effect/sql/SqlClient"
import { moneyOf } from "../model/StoredAmount.ts"
import type { Kind } from "../model/statuses.ts"

/** The columns that are read of an operation. */
export interface LedgerColumns {
  readonly id: string
  readonly kind: Reconciliation.Operation["kind"]
  readonly reference: string
  readonly provider_reference: string | null
  readonly fingerprint: string | null
  readonly status: Reconciliation.OperationStatus
  readonly amount: unknown
  readonly debit: unknown
  readonly credited: unknown
  readonly debited: unknown
  readonly fee: unknown
  /** The payment that a refund is of. */
  readonly payment_reference: string | null
  readonly payment_provider_reference: string | null
}

// Of what was held, its merchant may have wanted to capture less than was asked for.
const amount = `CASE WHEN o.request ->> 'captureMethod' = 'manual' AND o.captured > 0
      THEN jsonb_build_object('value', o.captured::text, 'currency', o.worth_currency) ELSE o.request -> 'amount' END`

/** The columns of an operation `o`. */
export const ledgerColumns = (sql: SqlClient) =>
  sql.literal(`o.id, o.kind, o.reference, o.provider_reference, o.fingerprint, o.status, ${amount} AS amount,
    o.request -> 'debit' AS debit, o.results -> 'credited' AS credited, o.results -> 'debited' AS debited,
    o.results -> 'fee' AS fee,
    (SELECT reference FROM operation p WHERE p.id = o.parent) AS payment_reference,
    (SELECT provider_reference FROM operation p WHERE p.id = o.parent) AS payment_provider_reference`)

/** An operation of the ledger with its id here. */
export interface LedgerOperation extends Reconciliation.Operation {
  readonly id: string
}

// What moved is what its provider has stated, in the currency of the balance. Where nothing was stated, a debit that was asked
// for says what should have moved.
const netOf: Readonly<Record<Kind, (row: LedgerColumns) => Money.Money | undefined>> = {
  payment: ({ credited }) => moneyOf(credited),
  payout: ({ debit, debited }) => moneyOf(debited) ?? moneyOf(debit),
  refund: ({ debited }) => moneyOf(debited)
}

const parentOf = ({
  payment_provider_reference: id,
  payment_reference: reference
}: LedgerColumns): Pick<LedgerOperation, "parent"> =>
  reference === null ? {} : { parent: { reference, ...(id === null ? {} : { providerReference: id }) } }

/** An operation as the ledger has it; `fingerprint` is the merchant account whose report is read. */
export const toLedgerOperation = (row: LedgerColumns, fingerprint: string): LedgerOperation => {
  const amount = moneyOf(row.amount)
  const net = netOf[row.kind](row)
  const fee = moneyOf(row.fee)
  return {
    id: row.id,
    kind: row.kind,
    reference: row.reference,
    status: row.status,
    isElsewhere: row.fingerprint !== fingerprint,
    ...(row.provider_reference === null ? {} : { providerReference: row.provider_reference }),
    ...(amount === undefined ? {} : { amount }),
    ...(net === undefined ? {} : { net }),
    ...(fee === undefined ? {} : { fee }),
    ...parentOf(row)
  }
}
