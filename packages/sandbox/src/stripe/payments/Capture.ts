/**
 * Captures of an authorised payment: all of it or a part, by which the rest is released, or in several parts. The authorisation ends by the
 * clock; a payment of which nothing was captured is cancelled then.
 */
import * as Events from "../Events.ts"
import * as Executions from "../Executions.ts"
import { readAmount } from "../money/Currencies.ts"
import type { Charge, Intent } from "../Records.ts"
import type { State } from "../State.ts"
import { find } from "../State.ts"
import type { Ask, Handler } from "../wire/Ask.ts"
import { unplayed } from "../wire/Ask.ts"
import { badParam, refused } from "../wire/Errors.ts"
import { read as readMetadata } from "../wire/Metadata.ts"
import { boolean, known } from "../wire/Params.ts"
import { latest, move, shown, take } from "./Charging.ts"

const names =
  `amount_details amount_to_capture application_fee_amount expand final_capture hooks metadata payment_details
  statement_descriptor statement_descriptor_suffix transfer_data`.split(/\s+/)

const finish = (state: State, intent: Intent, charge: Charge): void => {
  charge.captured = true
  intent.capturable = 0
  move(state, intent, "succeeded")
  Events.emit(state, "charge.captured", charge)
  Events.emit(state, "payment_intent.succeeded", intent)
}

/** Takes so much of an authorised payment; the last capture releases what is left. */
export const capture = (state: State, intent: Intent, charge: Charge, amount: number, isFinal: boolean): void => {
  take(state, intent, charge, amount)
  if (isFinal || amount === intent.capturable) {
    finish(state, intent, charge)
    return
  }
  intent.capturable -= amount
  intent.history.push({ at: state.world.clock.now(), status: intent.status })
  Events.emit(state, "charge.updated", charge)
  Events.emit(state, "payment_intent.amount_capturable_updated", intent)
}

/** Ends the authorisation after its window, unless the payment is over by then. */
export const watch = (state: State, intent: Intent, charge: Charge): void => {
  if (intent.status !== "requires_capture") return
  const { course } = intent
  state.world.after(state.settings.captureWindow, () => {
    if (intent.course !== course || intent.status !== "requires_capture") return
    if (intent.received > 0) {
      finish(state, intent, charge)
      return
    }
    intent.capturable = 0
    intent.canceledAt = state.world.clock.now()
    intent.cancellationReason = "automatic"
    move(state, intent, "canceled")
    Events.emit(state, "charge.expired", charge)
    Events.emit(state, "payment_intent.canceled", intent)
  })
}

const unexpected = (intent: Intent, charge: Charge | undefined) => {
  const more = { payment_intent: shown(intent) }
  const isOver = intent.status === "canceled" && intent.cancellationReason === "automatic" && charge !== undefined
  if (isOver) return refused("The authorisation has expired.", "charge_expired_for_capture", more)
  const message = `This PaymentIntent cannot be captured: its status is ${intent.status}.`
  return refused(message, "payment_intent_unexpected_state", more)
}

const amountOf = ({ params }: Ask, intent: Intent): number => {
  const amount = readAmount(params, intent.currency, false, "amount_to_capture") ?? intent.capturable
  if (amount <= intent.capturable) return amount
  // The code for too much is not documented.
  throw badParam("amount_to_capture", `At most ${intent.capturable} can be captured.`, "amount_too_large")
}

/** `POST /v1/payment_intents/:id/capture`. */
export const handle: Handler = (state, ask) => {
  const { params, scope } = ask
  known(params, names)
  unplayed(params, ["application_fee_amount", "transfer_data", "hooks"])
  const intent = find(state, scope, "payment_intent", ask.id, "intent")
  const isFinal = boolean(params, "final_capture") ?? true
  const metadata = readMetadata(params, intent.metadata)
  const charge = latest(state, intent)
  if (intent.status !== "requires_capture" || charge === undefined) throw unexpected(intent, charge)
  const amount = amountOf(ask, intent)
  if (!isFinal && !intent.multicapture) {
    throw badParam("final_capture", "This payment can be captured only once.")
  }
  intent.metadata = metadata
  capture(state, intent, charge, amount, isFinal)
  Executions.note(state, "capture", intent, amount)
  return { stored: intent }
}
