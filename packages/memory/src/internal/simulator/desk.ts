/** What people at the provider, and the payer's bank, do to a payment without us. */
import * as Money from "@switchyard/core/Money"
import * as BigDecimal from "effect/BigDecimal"
import type { Simulator } from "./controls.ts"
import type { Held, Ledger, Part } from "./ledger.ts"

type Desk = Pick<
  Simulator,
  "pay" | "refunds" | "capture" | "captures" | "settleCapture" | "refund" | "dispute" | "settleDispute"
>

const times = ({ currency, value }: Money.Money, count: number): Money.Money => ({
  currency,
  value: BigDecimal.multiply(value, BigDecimal.fromNumberUnsafe(count))
})

/** The provider's desk. */
export const make = (ledger: Ledger): Desk => {
  const payment = (reference: string): Held => ledger.find("payment", reference)

  const partOf = (parts: ReadonlyArray<Part>, id: string): Part => {
    const found = parts.find((part) => part.id === id)
    if (found === undefined) throw new Error(`the provider holds no ${id}`)
    return found
  }

  return {
    pay: ({ amount: each, captures, ...made }) => {
      const amount = times(each, captures ?? 1)
      const measures = { amount, fee: Money.zero(amount.currency), total: amount }
      const isManual = captures !== undefined
      const paid = ledger.open("payment", { ...made, ...measures, isManual, order: made.reference, createdAt: 0 })
      for (let count = 1; count <= (captures ?? 0); count++) {
        const part = { mark: undefined, amount: each, status: "done", createdAt: 0, isLast: count === captures }
        paid.captures.push({ ...part, id: `${paid.id}-capture-${count}` })
        ledger.received(paid, each)
      }
      ledger.settle("payment", paid.id, "received")
      return paid.id
    },
    refunds: (reference) => {
      const { id } = payment(reference)
      return ledger
        .held("refund")
        .filter((refund) => refund.payment === id)
        .map((refund) => ({
          id: refund.id,
          mark: refund.isElsewhere ? undefined : refund.reference,
          amount: refund.amount,
          status: refund.status
        }))
    },
    capture: (reference, { amount, status }) => {
      const found = payment(reference)
      const id = `${found.id}-capture-${found.captures.length + 1}`
      found.captures.push({ id, mark: undefined, amount, status, createdAt: found.createdAt, isLast: false })
      if (status === "done") ledger.received(found, amount)
      return id
    },
    captures: (reference) => payment(reference).captures.map((capture) => ({ ...capture })),
    settleCapture: (reference, id, status) => {
      const found = payment(reference)
      const capture = partOf(found.captures, id)
      if (status === "done" && capture.status !== "done") ledger.received(found, capture.amount)
      capture.status = status
      ledger.captured(found)
    },
    refund: (reference, { amount, status }) => {
      const { createdAt, id, method, subAccount } = payment(reference)
      const name = `desk-${ledger.held("refund").length + 1}`
      const measures = { amount, fee: Money.zero(amount.currency), total: amount }
      const made = { reference: name, order: name, subAccount, createdAt, method, ...measures }
      const refund = ledger.open("refund", { ...made, payment: id, isElsewhere: true })
      ledger.settle("refund", refund.id, status)
      return refund.id
    },
    dispute: (reference, { amount, status }) => {
      const found = payment(reference)
      const id = `${found.id}-dispute-${found.disputes.length + 1}`
      found.disputes.push({ id, mark: undefined, amount, status, createdAt: found.createdAt, isLast: false })
      return id
    },
    settleDispute: (reference, id, status) => {
      partOf(payment(reference).disputes, id).status = status
    }
  }
}
