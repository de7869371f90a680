/** Disputes: the payer's bank takes a payment back, and gives it again or not. They show on the charge, never on the payment's status. */
import * as Events from "../Events.ts"
import * as Ids from "../Ids.ts"
import { note } from "../money/Moved.ts"
import * as Rows from "../money/Rows.ts"
import type { Charge, Dispute } from "../Records.ts"
import type { State } from "../State.ts"
import { add, born, get } from "../State.ts"

const withdraw = (state: State, charge: Charge, dispute: Dispute): void => {
  const row = Rows.write(state, charge.scope, {
    type: "adjustment",
    amount: -dispute.amount,
    currency: charge.currency,
    source: dispute.id,
    fee: () => state.settings.disputeFee,
    description: `Chargeback withdrawal for ${charge.id}`
  })
  dispute.rows.push(row.id)
  note(state, "disputed", charge, dispute.amount, { id: dispute.id })
}

/** A dispute of a charge begins; the money is gone until it is won. */
export const open = (state: State, charge: Charge, amount: number, reason: string): Dispute => {
  const dispute = add(state, {
    kind: "dispute",
    ...born(state, charge.scope, Ids.next(state.world, "du_")),
    metadata: {},
    charge: charge.id,
    intent: charge.intent,
    amount,
    currency: charge.currency,
    reason,
    rows: [],
    status: "needs_response"
  } satisfies Dispute)
  charge.dispute = dispute.id
  withdraw(state, charge, dispute)
  Events.emit(state, "charge.dispute.created", dispute)
  Events.emit(state, "charge.dispute.funds_withdrawn", dispute)
  return dispute
}

/** A dispute ends: won gives the money and the fee again. */
export const close = (state: State, dispute: Dispute, outcome: "won" | "lost"): void => {
  const before = dispute.status
  dispute.status = outcome
  const charge = get(state, "charge", dispute.charge)
  if (outcome === "won" && charge !== undefined) {
    const { amount, id } = dispute
    const fee = () => -state.settings.disputeFee
    const row = Rows.write(state, dispute.scope, {
      type: "adjustment",
      amount,
      currency: charge.currency,
      source: id,
      fee
    })
    dispute.rows.push(row.id)
    note(state, "disputeReturned", charge, amount, { id })
    Events.emit(state, "charge.dispute.funds_reinstated", dispute)
  }
  Events.emit(state, "charge.dispute.closed", dispute, { status: before })
}

/** Whether a charge cannot be refunded because of a dispute. */
export const blocks = (state: State, charge: Charge): boolean => {
  const dispute = get(state, "dispute", charge.dispute)
  return dispute !== undefined && dispute.status !== "won"
}
