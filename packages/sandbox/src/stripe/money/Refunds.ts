/**
 * `/v1/refunds`: several of one payment, never more than was captured. Nothing refuses a second one of the same amount under another key.
 */

import { follow, type Plan } from "../../Plan.ts"
import * as Events from "../Events.ts"
import * as Executions from "../Executions.ts"
import * as Ids from "../Ids.ts"
import { blocks } from "../payments/Disputes.ts"
import type { Charge, Intent, Refund, Scope } from "../Records.ts"
import * as References from "../References.ts"
import type { State } from "../State.ts"
import { add, born, find, get } from "../State.ts"
import type { Ask, Handler } from "../wire/Ask.ts"
import { unplayed } from "../wire/Ask.ts"
import { badRequest, refused } from "../wire/Errors.ts"
import type { Metadata } from "../wire/Metadata.ts"
import { read as readMetadata } from "../wire/Metadata.ts"
import { choice, known, text } from "../wire/Params.ts"
import { readAmount } from "./Currencies.ts"
import { count, debit, isCovered, move, pay } from "./RefundMoves.ts"

const names = `amount charge currency customer expand instructions_email metadata origin payment_intent reason
  refund_application_fee reverse_transfer`.split(/\s+/)

const unknownHere = ["currency", "customer", "origin", "refund_application_fee", "reverse_transfer"]

const reasons = ["duplicate", "fraudulent", "requested_by_customer"] as const

const missingStatus = (state: State) => state.settings.missingOnCreate

const chargeOf = (
  state: State,
  { params, scope }: Ask
): { readonly charge: Charge | undefined; readonly intent: Intent } => {
  const chargeId = text(params, "charge")
  const intentId = text(params, "payment_intent")
  if (chargeId !== undefined && intentId !== undefined) {
    throw badRequest("Give charge or payment_intent, not both.", { code: "parameters_exclusive" })
  }
  if (chargeId !== undefined) {
    const charge = find(state, scope, "charge", chargeId, "charge", missingStatus(state))
    return { charge, intent: find(state, scope, "payment_intent", charge.intent) }
  }
  if (intentId === undefined) {
    throw badRequest("One of charge and payment_intent is needed.", { code: "parameter_missing" })
  }
  const intent = find(state, scope, "payment_intent", intentId, "payment_intent", missingStatus(state))
  return { intent, charge: get(state, "charge", intent.latestCharge) }
}

/** What can still be refunded; refuses where nothing can. */
export const refundable = (
  state: State,
  charge: Charge | undefined
): { readonly charge: Charge; readonly left: number } => {
  if (charge === undefined || charge.status !== "succeeded" || charge.amountCaptured === 0) {
    throw refused("There is no captured charge to refund.", "charge_not_refundable")
  }
  if (blocks(state, charge)) throw refused(`Charge ${charge.id} is disputed.`, "charge_disputed")
  const left = charge.amountCaptured - charge.amountRefunded
  if (left <= 0) throw refused(`Charge ${charge.id} has already been refunded.`, "charge_already_refunded")
  return { charge, left }
}

const courseOf = (state: State, refund: Refund, charge: Charge): Plan<string> => {
  const planned = state.plans.refund.take({ reference: References.of(state, refund), endpoint: "refund" })
  if (planned !== undefined) return planned
  const { course, type } = charge.method.means
  const { refundTime } = state.settings
  if (course.refund === "requires_action") return [{ status: "requires_action", after: 0 }]
  if (course.refund === "pending" || type !== "card") {
    return [
      { status: "pending", after: 0 },
      { status: "succeeded", after: refundTime }
    ]
  }
  const succeeded = { status: "succeeded", after: 0 }
  if (course.refund !== "fails") return [succeeded]
  return [succeeded, { status: "failed", after: refundTime, rejectedReason: "expired_or_canceled_card" }]
}

/** A refund's own fields. */
export interface New {
  readonly amount: number
  readonly reason: string | null
  readonly metadata: Metadata
}

const write = (state: State, scope: Scope, charge: Charge, made: New): Refund =>
  add(state, {
    kind: "refund",
    ...born(state, scope, Ids.next(state.world, charge.method.means.type === "card" ? "re_" : "pyr_")),
    ...made,
    charge: charge.id,
    intent: charge.intent,
    currency: charge.currency,
    history: [],
    ...{ course: 0, status: "pending", pendingReason: null, failureReason: null, isPaid: false },
    ...{ balanceTransaction: null, failureTransaction: null }
  } satisfies Refund)

/** Makes a refund of a charge, and starts its course. */
export const make = (state: State, scope: Scope, charge: Charge, made: New): Refund => {
  const isFunded = isCovered(state, scope, made.amount, charge.currency)
  const isCard = charge.method.means.type === "card"
  const refund = write(state, scope, charge, made)
  const plan = courseOf(state, refund, charge)
  const first = plan[0]?.after === 0 ? plan[0].status : "pending"
  refund.status = isFunded ? first : isCard ? "pending" : "failed"
  refund.history.push({ at: refund.created, status: refund.status })
  if (!isFunded && isCard) refund.pendingReason = "insufficient_funds"
  if (refund.status === "failed")
    refund.failureReason = isFunded ? (plan[0]?.rejectedReason ?? "unknown") : "insufficient_funds"
  const isCounted = refund.status !== "failed" && refund.status !== "canceled"
  if (isCounted) count(charge, made.amount)
  if (isFunded && isCounted) debit(state, refund, charge)
  if (refund.status === "succeeded") pay(state, refund)
  Events.emit(state, "refund.created", refund)
  if (refund.status === "failed") Events.emit(state, "refund.failed", refund)
  if (isCounted) Events.emit(state, "charge.refunded", charge)
  const rest = plan.filter(({ after }) => after > 0)
  if (isFunded) follow(state.world, refund, rest, (step) => move(state, refund, step.status, step.rejectedReason))
  return refund
}

/** `POST /v1/refunds`. */
export const create: Handler = (state, ask) => {
  const { params, scope } = ask
  known(params, names)
  unplayed(params, unknownHere)
  const reason = choice(params, "reason", reasons) ?? null
  const metadata = readMetadata(params)
  const found = chargeOf(state, ask)
  const asked = readAmount(params, found.intent.currency, false)
  const { charge, left } = refundable(state, found.charge)
  const amount = asked ?? left
  if (amount > left) {
    throw refused(`The refund of ${amount} is greater than unrefunded amount on charge: ${left}.`, undefined, {
      param: "amount"
    })
  }
  const refund = make(state, scope, charge, { amount, reason, metadata })
  Executions.note(state, "create", refund)
  return { stored: refund }
}

/** `POST /v1/refunds/:id/cancel`: while the payer's data is wanted alone. */
export const cancel: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  const refund = find(state, scope, "refund", id, "refund")
  if (refund.status !== "requires_action") throw refused(`This refund cannot be canceled: it is ${refund.status}.`)
  refund.course += 1
  move(state, refund, "canceled")
  Executions.note(state, "cancel", refund)
  return { stored: refund }
}
