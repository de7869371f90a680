/**
 * The money of a payment: an attempt makes a Charge, a capture takes its money, a failed one leaves the payment payable. A PaymentIntent
 * that failed is not over: whoever has its secret may pay it later.
 */
import * as Events from "../Events.ts"
import * as Ids from "../Ids.ts"
import { note } from "../money/Moved.ts"
import * as Rows from "../money/Rows.ts"
import type { Charge, Intent } from "../Records.ts"
import type { State } from "../State.ts"
import { add, born, get } from "../State.ts"
import { intent as view } from "../views/PaymentViews.ts"
import type { JsonObject } from "../wire/Errors.ts"
import type { Decline, Method } from "./Courses.ts"
import * as Disputes from "./Disputes.ts"

/** A method that is tried. */
export type Tried = { readonly id: string; readonly means: Method }

/** Moves a payment to a status. */
export const move = (state: State, intent: Intent, status: string): void => {
  intent.status = status
  intent.history.push({ at: state.world.clock.now(), status })
  if (status !== "requires_action") intent.nextAction = null
}

/** The Charge of a new attempt. */
export const attempt = (state: State, intent: Intent, tried: Tried, status: Charge["status"]): Charge => {
  const isManual = intent.captureMethod === "manual"
  const { captureWindow } = state.settings
  const charge = add(state, {
    kind: "charge",
    ...born(state, intent.scope, Ids.next(state.world, tried.means.type === "card" ? "ch_" : "py_")),
    given: intent.given,
    idempotencyKey: intent.idempotencyKey,
    // Copied once: what is changed on the payment later does not reach its charge.
    metadata: { ...intent.metadata },
    intent: intent.id,
    amount: intent.amount,
    currency: intent.currency,
    method: tried,
    captureBefore: isManual && status === "succeeded" ? state.world.clock.now() + captureWindow : null,
    transferGroup: intent.transferGroup,
    description: intent.description,
    captures: [],
    status,
    captured: false,
    amountCaptured: 0,
    amountRefunded: 0,
    refunded: false,
    released: false,
    dispute: null,
    balanceTransaction: null,
    failureTransaction: null,
    failure: null
  } satisfies Charge)
  intent.latestCharge = charge.id
  return charge
}

/** Writes the row of money that was taken; `automatic_async` has it only later, as an update of the charge. */
export const book = (state: State, intent: Intent, charge: Charge, amount: number): void => {
  const { feeDelay, pendingTime } = state.settings
  const isLate = intent.captureMethod === "automatic_async" && feeDelay > 0
  const writeRow = () => {
    const row = Rows.write(state, charge.scope, {
      type: charge.method.means.type === "card" ? "charge" : "payment",
      amount,
      currency: charge.currency,
      source: charge.id,
      fee: Rows.chargeFee(state),
      pendingFor: charge.method.means.course.bypassPending === true ? 0 : pendingTime,
      description: charge.description
    })
    charge.balanceTransaction = row.id
  }
  if (!isLate) writeRow()
  else
    state.world.after(feeDelay, () => {
      if (charge.balanceTransaction !== null) return
      writeRow()
      Events.emit(state, "charge.updated", charge, { balance_transaction: null })
    })
}

/** Takes money of an authorised or a paid charge. */
export const take = (state: State, intent: Intent, charge: Charge, amount: number): void => {
  const { asking } = state
  const asked = { idempotencyKey: asking?.idempotencyKey ?? null, given: asking?.given ?? null }
  charge.captures.push({ at: state.world.clock.now(), amount, ...asked })
  charge.amountCaptured += amount
  intent.received += amount
  note(state, "payment", intent, amount, { id: charge.id, account: charge.method.id })
  book(state, intent, charge, amount)
}

/** The payment is paid in full: its charge captured at once, or only authorised. */
export const succeed = (state: State, intent: Intent, charge: Charge): void => {
  charge.status = "succeeded"
  intent.lastError = null
  intent.method = charge.method
  if (intent.captureMethod === "manual") {
    intent.capturable = intent.amount
    move(state, intent, "requires_capture")
    Events.emit(state, "charge.succeeded", charge)
    Events.emit(state, "payment_intent.amount_capturable_updated", intent)
    return
  }
  charge.captured = true
  move(state, intent, "succeeded")
  take(state, intent, charge, intent.amount)
  Events.emit(state, "charge.succeeded", charge)
  Events.emit(state, "payment_intent.succeeded", intent)
  const { dispute } = charge.method.means.course
  if (dispute !== undefined) Disputes.open(state, charge, charge.amountCaptured, dispute)
}

/** The error of a declined attempt, as it stands in the payment. */
export const errorOf = (charge: Charge | null, decline: Decline, tried: Tried): JsonObject => ({
  ...(charge !== null && { charge: charge.id }),
  ...decline,
  message: `The payment was declined: ${decline.decline_code ?? decline.code}.`,
  payment_method: { id: tried.id, object: "payment_method", type: tried.means.type },
  type: decline.code.startsWith("payment_intent_") ? "invalid_request_error" : "card_error"
})

/** The attempt has failed; the payment can be tried again. */
export const fail = (state: State, intent: Intent, tried: Tried, decline: Decline, pending?: Charge): void => {
  const charge = pending ?? attempt(state, intent, tried, "failed")
  charge.status = "failed"
  charge.failure = errorOf(charge, decline, tried)
  intent.lastError = charge.failure
  intent.method = null
  move(state, intent, "requires_payment_method")
  Events.emit(state, "charge.failed", charge)
  Events.emit(state, "payment_intent.payment_failed", intent)
  if (intent.confirms < state.settings.confirmLimit) return
  intent.canceledAt = state.world.clock.now()
  intent.cancellationReason = "automatic"
  move(state, intent, "canceled")
  Events.emit(state, "payment_intent.canceled", intent)
}

/** The payment's newest charge. */
export const latest = (state: State, intent: Intent): Charge | undefined => get(state, "charge", intent.latestCharge)

/** A payment as errors about it show it. */
export const shown = (intent: Intent): JsonObject => view(intent)
