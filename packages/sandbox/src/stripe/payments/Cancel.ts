/** The end of a payment that was not taken: by the merchant, or because the session that it belonged to has expired. */
import * as Events from "../Events.ts"
import * as Executions from "../Executions.ts"
import type { Intent } from "../Records.ts"
import type { State } from "../State.ts"
import { find } from "../State.ts"
import type { Handler } from "../wire/Ask.ts"
import { refused } from "../wire/Errors.ts"
import { choice, known } from "../wire/Params.ts"
import { latest, move, shown } from "./Charging.ts"

const reasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"] as const

const cancelable = new Set(["requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"])

/** Cancels a payment, whatever its status; an authorisation is released. */
export const cancel = (state: State, intent: Intent, reason: string | null): void => {
  const charge = latest(state, intent)
  const wasHeld = intent.status === "requires_capture"
  intent.course += 1
  intent.capturable = 0
  intent.canceledAt = state.world.clock.now()
  intent.cancellationReason = reason
  if (charge?.status === "pending") charge.status = "failed"
  move(state, intent, "canceled")
  if (wasHeld && charge !== undefined && state.settings.canceledCharge === "refunded") {
    charge.released = true
    Events.emit(state, "charge.refunded", charge)
  }
  Events.emit(state, "payment_intent.canceled", intent)
}

const mayCancel = (state: State, intent: Intent): boolean => {
  // A payment of a session is ended by way of the session.
  if (intent.session !== null) return intent.status === "requires_capture"
  const type = latest(state, intent)?.method.means.type
  return cancelable.has(intent.status) || (intent.status === "processing" && type === "us_bank_account")
}

/** `POST /v1/payment_intents/:id/cancel`. */
export const handle: Handler = (state, { id, params, scope }) => {
  known(params, ["cancellation_reason", "expand"])
  const reason = choice(params, "cancellation_reason", reasons)
  const intent = find(state, scope, "payment_intent", id, "intent")
  if (!mayCancel(state, intent)) {
    const message = `This PaymentIntent cannot be canceled: its status is ${intent.status}.`
    throw refused(message, "payment_intent_unexpected_state", { payment_intent: shown(intent) })
  }
  if (intent.received > 0) throw refused("A part of it was captured.", "payment_intent_unexpected_state")
  cancel(state, intent, reason ?? null)
  Executions.note(state, "cancel", intent)
  return { stored: intent }
}
