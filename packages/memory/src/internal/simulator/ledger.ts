/**
 * The provider's ledger: which operations it holds and what money really moved. A payout moves money when it
 * becomes `done`; a payment, when the payer's money is there.
 */
import type { Currency } from "@switchyard/core/Currency"
import type * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as BigDecimal from "effect/BigDecimal"
import type { Kind, Movement, Operation } from "./controls.ts"
import type { Measures } from "./fees.ts"

/** An operation with what only the provider knows of it. */
export interface Held extends Operation, Measures {
  status: string
  /** The amount that a payer has sent. */
  paid: Money.Money | undefined
  readonly receipts: Array<{ readonly id: string; readonly state: string }>
}

const paidOut = new Set(["done"])
const paidIn = new Set(["received", "received_other"])
const start = BigDecimal.fromStringUnsafe("1000000000000000000000")

/** One unit less, or more where that would leave nothing: what a payer sends by mistake. */
const other = ({ currency, value }: Money.Money): Money.Money => ({
  currency,
  value: BigDecimal.sum(value, BigDecimal.fromNumberUnsafe(1))
})

/** A ledger without entries. */
export const make = () => {
  const held: Array<Held> = []
  const ledger: Array<Movement> = []

  const isNamed = (operation: Held, kind: Kind, id: string): boolean =>
    operation.kind === kind && (operation.reference === id || operation.id === id)

  const lookUp = (kind: Kind, id: string, subAccount?: string): Held | undefined =>
    held.find(
      (operation) => (subAccount === undefined || operation.subAccount === subAccount) && isNamed(operation, kind, id)
    )

  const last = (kind: Kind, reference: string, subAccount: string): Held | undefined =>
    held.findLast((operation) => operation.subAccount === subAccount && isNamed(operation, kind, reference))

  const find = (kind: Kind, id: string): Held => {
    const found = lookUp(kind, id)
    if (found === undefined) throw new Error(`the provider holds no ${kind} ${id}`)
    return found
  }

  return {
    /** An operation of a sub-account, which is the empty text for the account itself; left out, of any of them. */
    lookUp,
    /** The newest operation under a reference. */
    last,
    find,
    open: (kind: Kind, operation: Pick<Held, "reference" | "method" | "payee" | "subAccount"> & Measures): Held => {
      const opened: Held = {
        ...operation,
        kind,
        id: `${kind}-${held.length + 1}`,
        status: kind === "payout" ? "new" : "waiting",
        paid: undefined,
        receipts: []
      }
      held.push(opened)
      return opened
    },
    settle: (kind: Kind, reference: string, status: string): void => {
      const operation = find(kind, reference)
      operation.status = status
      const moves = kind === "payout" ? paidOut.has(status) : paidIn.has(status)
      if (!moves) return
      const amount = status === "received_other" ? other(operation.amount) : operation.amount
      if (kind === "payment") operation.paid = amount
      ledger.push({ kind, reference: operation.reference, amount })
    },
    /** Everything but what payouts have taken. */
    available: (currency: Currency): Money.Money => ({
      currency,
      value: held
        .filter(({ kind, total }) => kind === "payout" && total.currency === currency)
        .reduce((rest, { total }) => BigDecimal.subtract(rest, total.value), start)
    }),
    operations: (kind: Kind): ReadonlyArray<Operation> =>
      held
        .filter((operation) => operation.kind === kind)
        .map(({ amount, id, method, payee, reference, status, subAccount }) => ({
          ...{ kind, id, reference, method, amount, status, subAccount },
          ...compact({ payee })
        })),
    ledger: (kind: Kind): ReadonlyArray<Movement> => ledger.filter((movement) => movement.kind === kind)
  }
}

/** The ledger of a provider. */
export type Ledger = ReturnType<typeof make>
