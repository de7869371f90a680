/**
 * The money of a payment after its payer has agreed: what is held, what was captured of it and paid back, what is disputed. The
 * provider counts: it never captures more than is held, and never pays back more than was captured.
 */
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as BigDecimal from "effect/BigDecimal"
import type { Options } from "../../MemoryOptions.ts"
import type { Held, Ledger, Part } from "./ledger.ts"

const minus = (one: Money.Money, other: Money.Money): Money.Money => ({
  currency: one.currency,
  value: BigDecimal.subtract(one.value, other.value)
})

/** The sum of these parts. */
const sum = ({ currency }: Money.Money, parts: ReadonlyArray<Pick<Part, "amount">>): Money.Money => ({
  currency,
  value: parts.reduce((total, { amount }) => BigDecimal.sum(total, amount.value), BigDecimal.fromNumberUnsafe(0))
})

const held = new Set(["held", "received"])

/** What its payer has agreed to have held. */
const authorized = ({ amount, isManual, status }: Held): Money.Money =>
  isManual && held.has(status) ? amount : Money.zero(amount.currency)

/** What can still be captured: what failed is free again, and after the last one nothing is held. */
export const capturable = (payment: Held): Money.Money =>
  payment.status === "held" && payment.captures.every(({ isLast, status }) => !isLast || status === "failed")
    ? minus(
        authorized(payment),
        sum(
          payment.amount,
          payment.captures.filter(({ status }) => status !== "failed")
        )
      )
    : Money.zero(payment.amount.currency)

const lapsesAt = ({ createdAt }: Held, { holdsForMillis }: Options): number | undefined =>
  holdsForMillis === undefined ? undefined : createdAt + holdsForMillis

/** Lets go of what is held for longer than that: a capture that is under way is waited for. */
export const lapse = (payment: Held | undefined, options: Options, now: number): void => {
  if (payment?.status !== "held" || now < (lapsesAt(payment, options) ?? Number.POSITIVE_INFINITY)) return
  if (payment.captures.some(({ status }) => status === "asked")) return
  payment.status = payment.captures.some(({ status }) => status === "done") ? "received" : "canceled"
}

/** Until when it is held, where it is and that is stated. */
export const heldUntil = (payment: Held, options: Options) => {
  const at = payment.status === "held" ? lapsesAt(payment, options) : undefined
  return compact({ held_until: at === undefined ? undefined : Json.number(String(at)) })
}

/** What has come of the payer's money. */
export const captured = ({ amount, captures, isManual, paid }: Held): Money.Money =>
  isManual
    ? sum(
        amount,
        captures.filter(({ status }) => status === "done")
      )
    : (paid ?? Money.zero(amount.currency))

const refundsOf = ({ id }: Held, ledger: Ledger): ReadonlyArray<Held> =>
  ledger.held("refund").filter(({ payment }) => payment === id)

const over = new Set(["bounced", "canceled"])

/** What was paid back of it. */
const refunded = (payment: Held, ledger: Ledger): Money.Money =>
  sum(
    payment.amount,
    refundsOf(payment, ledger).filter(({ status }) => status === "paid_back")
  )

/** What can still be paid back: neither what was, nor what is on its way, nor what its payer's bank has taken or may take. */
export const refundable = (payment: Held, ledger: Ledger): Money.Money => {
  const gone = [
    ...refundsOf(payment, ledger).filter(({ status }) => !over.has(status)),
    ...payment.disputes.filter(({ status }) => status !== "won")
  ]
  return minus(captured(payment), sum(payment.amount, gone))
}

/** What can still be paid back of one of its captures; undefined where it has no such capture. */
export const refundableOf = (payment: Held, ledger: Ledger, id: string): Money.Money | undefined => {
  const capture = payment.captures.find((each) => each.id === id && each.status === "done")
  if (capture === undefined) return undefined
  const gone = refundsOf(payment, ledger).filter(({ status, terms }) => !over.has(status) && terms?.capture === id)
  const own = minus(capture.amount, sum(payment.amount, gone))
  const whole = refundable(payment, ledger)
  return Money.compare(own, whole) === 1 ? whole : own
}

/** The status of a payment, with what was paid back. */
export const statusOf = (payment: Held, ledger: Ledger, status = payment.status): string =>
  status === "received" &&
  BigDecimal.isPositive(captured(payment).value) &&
  Money.compare(refunded(payment, ledger), captured(payment)) !== -1
    ? "refunded"
    : status

const amountOf = (amount: Money.Money) => Json.number(Money.toText(amount))

const shown = ({ amount, createdAt, id, mark, status }: Omit<Part, "isLast">) => ({
  id,
  status,
  amount: amountOf(amount),
  created: Json.number(String(createdAt)),
  ...compact({ mark })
})

const listed = <A>(parts: ReadonlyArray<A>, { lists }: Options) => ({
  whole: lists === undefined,
  parts: lists === undefined ? parts : parts.slice(-1)
})

/** What a payment's answer states of it, by the options of the account. */
export const view = (payment: Held, ledger: Ledger, options: Options) => {
  const { states = "parts" } = options
  if (states === "nothing") return {}
  const sums = {
    authorized: amountOf(authorized(payment)),
    capturable: amountOf(capturable(payment)),
    captured: amountOf(captured(payment)),
    refunded: amountOf(refunded(payment, ledger))
  }
  if (states === "sum") return sums
  return {
    ...sums,
    captures: listed(payment.captures.map(shown), options),
    refunds: listed(
      refundsOf(payment, ledger).map(({ isElsewhere, reference, ...refund }) =>
        shown({ ...refund, mark: isElsewhere ? undefined : reference })
      ),
      options
    ),
    disputes: listed(payment.disputes.map(shown), options)
  }
}
