/**
 * What happens to payments by another hand than the merchant's: a payer's, a bank's, that of somebody at Stripe's dashboard, or of a test
 * that wants a payment in a status. Each ends what the payment would have done by itself.
 */
import { BadInput } from "../../internal/decode.ts"
import * as Events from "../Events.ts"
import { note } from "../money/Moved.ts"
import * as Rows from "../money/Rows.ts"
import type { Charge, Intent, Session } from "../Records.ts"
import type { State } from "../State.ts"
import { get } from "../State.ts"
import * as Attempt from "./Attempt.ts"
import { cancel } from "./Cancel.ts"
import { capture as take } from "./Capture.ts"
import type { Tried } from "./Charging.ts"
import { attempt, fail, latest, move } from "./Charging.ts"
import type { Course, Decline } from "./Courses.ts"
import { declined } from "./Courses.ts"
import * as Sessions from "./Sessions.ts"
import * as TestMethods from "./TestMethods.ts"

/** A test method with its own course or another; throws `BadInput` where there is none of that name. */
export const methodOf = (state: State, id: string, course?: Course): Tried => {
  const means = state.methods.get(id) ?? TestMethods.find(id)
  if (means === undefined) throw new BadInput(`there is no test method ${id}`)
  return { id, means: course === undefined ? means : { ...means, course } }
}

const plain = (state: State, intent: Intent): Tried => {
  const tried = intent.method ?? latest(state, intent)?.method ?? methodOf(state, "pm_card_visa")
  return { ...tried, means: { ...tried.means, course: {} } }
}

const charged = (state: State, intent: Intent): Charge => {
  const charge = latest(state, intent)
  if (charge !== undefined && charge.status !== "failed") return charge
  return attempt(state, intent, plain(state, intent), "succeeded")
}

/** Captures of a payment that is held, at Stripe's own desk. */
export const capture = (state: State, intent: Intent, amount?: number, isFinal = true): void => {
  const charge = latest(state, intent)
  const sum = amount ?? intent.capturable
  if (intent.status !== "requires_capture" || charge === undefined || sum > intent.capturable || sum <= 0) {
    throw new BadInput(`${sum} of this payment cannot be captured: it is ${intent.status}`)
  }
  take(state, intent, charge, sum, isFinal)
}

const succeed = (state: State, intent: Intent): void => {
  if (intent.status === "succeeded") {
    Events.emit(state, "payment_intent.succeeded", intent)
    return
  }
  if (intent.status !== "requires_capture") Attempt.complete(state, intent, charged(state, intent))
  if (intent.status === "requires_capture") capture(state, intent)
}

const tryWith = (state: State, intent: Intent, course: Course): void => {
  const tried = plain(state, intent)
  Attempt.tryOut(state, intent, { ...tried, means: { ...tried.means, course } })
  // What comes next is a person's business.
  intent.course += 1
}

/** Moves a payment to a status by Stripe's word for it, and its money with it; any other word is only shown. */
export const setStatus = (state: State, intent: Intent, status: string, decline?: Decline): void => {
  intent.course += 1
  switch (status) {
    case "succeeded":
      succeed(state, intent)
      break
    case "requires_capture":
      if (intent.captureMethod !== "manual") throw new BadInput("this payment is captured at once")
      if (intent.status === status) Events.emit(state, "payment_intent.amount_capturable_updated", intent)
      else Attempt.complete(state, intent, charged(state, intent))
      break
    case "processing":
      tryWith(state, intent, { processing: true })
      break
    case "requires_action":
      tryWith(state, intent, { authenticate: true })
      break
    case "requires_payment_method": {
      const pending = latest(state, intent)
      const isPending = pending?.status === "pending"
      fail(state, intent, plain(state, intent), decline ?? declined("generic_decline"), isPending ? pending : undefined)
      break
    }
    case "canceled":
      cancel(state, intent, null)
      break
    default:
      move(state, intent, status)
  }
  Sessions.follow(state, intent)
}

/** Moves a session to `complete/paid`, `complete/unpaid` or `expired/unpaid`. */
export const setSession = (state: State, session: Session, status: string): void => {
  const intent = get(state, "payment_intent", session.intent)
  const isComplete = session.status === "complete"
  if (`${session.status}/${session.paymentStatus}` === status) {
    if (isComplete) Events.emit(state, "checkout.session.completed", session)
  } else if (status === "expired/unpaid") {
    Sessions.expire(state, session)
  } else if (status !== "complete/paid" && status !== "complete/unpaid") {
    throw new BadInput("the status of a session must be complete/paid, complete/unpaid or expired/unpaid")
  } else if (isComplete && intent !== undefined) {
    setStatus(state, intent, "succeeded")
  } else {
    const course: Course = status === "complete/paid" ? {} : { processing: true }
    Sessions.pay(state, session, methodOf(state, "pm_card_visa", course)).course += 1
  }
}

/** A delayed payment that had succeeded is taken back by the payer's bank. */
export const takeBack = (state: State, intent: Intent): void => {
  const charge = latest(state, intent)
  if (charge === undefined || charge.amountCaptured === 0)
    throw new BadInput("nothing was taken that could be taken back")
  const { amountCaptured: amount, currency, id, scope } = charge
  const row = Rows.write(state, scope, { type: "payment_failure_refund", amount: -amount, currency, source: id })
  charge.failureTransaction = row.id
  note(state, "disputed", intent, amount, { id })
  Events.emit(state, "charge.updated", charge, { failure_balance_transaction: null })
}
