/**
 * The moves of a refund and its money: taken from the available balance when it is made, sent to the payer when it succeeds, and back in the
 * balance when it fails, which may be long after it had succeeded.
 */
import * as Events from "../Events.ts"
import type { Charge, Refund, Scope } from "../Records.ts"
import type { State } from "../State.ts"
import { get } from "../State.ts"
import { note } from "./Moved.ts"
import * as Rows from "./Rows.ts"
import { settle } from "./Settlement.ts"

const isOver = (status: string): boolean => status === "failed" || status === "canceled"

/** Whether the balance covers a refund. */
export const isCovered = (state: State, scope: Scope, amount: number, currency: string): boolean => {
  const settled = settle(state, scope, amount, currency)
  return Rows.read(state, scope, settled.currency, "available") >= settled.amount
}

/** Adds to what a charge says was refunded; negative takes away. */
export const count = (charge: Charge, amount: number): void => {
  charge.amountRefunded += amount
  charge.refunded = charge.captured && charge.amountRefunded >= charge.amountCaptured
}

/** Takes a refund's money from the balance. */
export const debit = (state: State, refund: Refund, charge: Charge): void => {
  const { amount, currency, id, scope } = refund
  const type = charge.method.means.type === "card" ? "refund" : "payment_refund"
  refund.balanceTransaction = Rows.write(state, scope, { type, amount: -amount, currency, source: id }).id
  refund.failureTransaction = null
}

const giveBack = (state: State, refund: Refund): void => {
  if (refund.balanceTransaction === null || refund.failureTransaction !== null) return
  const { amount, currency, id, scope } = refund
  refund.failureTransaction = Rows.write(state, scope, { type: "refund_failure", amount, currency, source: id }).id
}

/** The payer is sent the money. */
export const pay = (state: State, refund: Refund): void => {
  if (refund.isPaid) return
  refund.isPaid = true
  note(state, "paymentRefunded", refund, refund.amount)
}

const unpay = (state: State, refund: Refund): void => {
  giveBack(state, refund)
  if (refund.isPaid) note(state, "refundReturned", refund, refund.amount)
  refund.isPaid = false
}

const moveMoney = (state: State, refund: Refund, charge: Charge, before: string): void => {
  const { amount, status } = refund
  if (isOver(status) && !isOver(before)) {
    unpay(state, refund)
    count(charge, -amount)
  }
  if (!isOver(status) && isOver(before)) count(charge, amount)
  if (status !== "succeeded") return
  if (refund.balanceTransaction === null || refund.failureTransaction !== null) debit(state, refund, charge)
  pay(state, refund)
}

/** Moves a refund to any status, and its money with it; `reason` is why it failed. */
export const move = (state: State, refund: Refund, status: string, reason?: string): void => {
  const before = refund.status
  const charge = get(state, "charge", refund.charge)
  if (charge === undefined) return
  refund.status = status
  refund.history.push({ at: state.world.clock.now(), status })
  refund.failureReason = status === "failed" ? (reason ?? "unknown") : null
  if (status !== "pending") refund.pendingReason = null
  moveMoney(state, refund, charge, before)
  Events.emit(state, "refund.updated", refund, { status: before })
  if (status === "failed") Events.emit(state, "refund.failed", refund)
  if (isOver(status) !== isOver(before)) Events.emit(state, "charge.updated", charge)
}

/** Pays what has waited for the balance, oldest first, as far as it goes. */
export const payWaiting = (state: State, scope: Scope): void => {
  for (const refund of state.all.refund) {
    if (refund.scope !== scope || refund.pendingReason !== "insufficient_funds") continue
    if (isCovered(state, scope, refund.amount, refund.currency)) move(state, refund, "succeeded")
  }
}
