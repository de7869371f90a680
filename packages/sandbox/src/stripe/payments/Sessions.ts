/**
 * Checkout Sessions: a page where somebody pays. The payment exists only once the payer has confirmed; complete is not yet paid with a
 * delayed method; what is open expires by the clock.
 */
import * as Events from "../Events.ts"
import * as Executions from "../Executions.ts"
import type { Intent, Scope, Session } from "../Records.ts"
import type { State } from "../State.ts"
import { find, get as getById } from "../State.ts"
import { show } from "../views/Views.ts"
import type { Handler } from "../wire/Ask.ts"
import { passes, seconds } from "../wire/Created.ts"
import { refused } from "../wire/Errors.ts"
import * as Lists from "../wire/Lists.ts"
import { choice, known, text } from "../wire/Params.ts"
import * as Attempt from "./Attempt.ts"
import { cancel } from "./Cancel.ts"
import type { Tried } from "./Charging.ts"
import * as Create from "./Create.ts"

const move = (
  state: State,
  session: Session,
  status: Session["status"],
  paymentStatus: Session["paymentStatus"]
): void => {
  session.status = status
  session.paymentStatus = paymentStatus
  session.history.push({ at: state.world.clock.now(), status: `${status}/${paymentStatus}` })
}

/** Brings a session to where its payment is. */
export const follow = (state: State, intent: Intent): void => {
  const session = getById(state, "checkout.session", intent.session)
  if (session === undefined || session.status === "expired") return
  const isPaid = intent.status === "succeeded"
  if (session.status === "open") {
    if (!isPaid && intent.status !== "requires_capture" && intent.status !== "processing") return
    // What an authorised payment shows is not documented: it is not paid.
    move(state, session, "complete", isPaid ? "paid" : "unpaid")
    Events.emit(state, "checkout.session.completed", session)
  } else if (session.paymentStatus === "unpaid" && isPaid) {
    move(state, session, "complete", "paid")
    Events.emit(state, "checkout.session.async_payment_succeeded", session)
  } else if (session.paymentStatus === "unpaid" && intent.status === "requires_payment_method") {
    Events.emit(state, "checkout.session.async_payment_failed", session)
  }
}

const paymentOf = (state: State, session: Session): Intent => {
  const known = getById(state, "payment_intent", session.intent)
  if (known !== undefined) return known
  const { amountTotal: amount, currency, id, intentData, methodTypes } = session
  const made = Create.make(state, session.scope, { amount, currency, methodTypes, session: id, ...intentData })
  session.intent = made.id
  return made
}

/** The payer pays with a method; the payment as it is then, also where it was declined. */
export const pay = (state: State, session: Session, tried: Tried): Intent => {
  const intent = paymentOf(state, session)
  if (intent.status === "requires_payment_method" || intent.status === "requires_confirmation") {
    // The page shows a decline to the payer; the session stays open.
    Attempt.tryOut(state, intent, tried)
    follow(state, intent)
  }
  return intent
}

/** Ends an open session, and the payment that a payer may have begun. */
export const expire = (state: State, session: Session): void => {
  if (session.status !== "open") return
  move(state, session, "expired", "unpaid")
  const intent = getById(state, "payment_intent", session.intent)
  if (intent !== undefined && intent.status !== "canceled" && intent.status !== "succeeded") {
    cancel(state, intent, "expired")
  }
  Events.emit(state, "checkout.session.expired", session)
}

/** `GET /v1/checkout/sessions/:id`. */
export const get: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  return { stored: find(state, scope, "checkout.session", id, "session") }
}

/** `POST /v1/checkout/sessions/:id/expire`, while it is open alone. */
export const handleExpire: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  const session = find(state, scope, "checkout.session", id, "session")
  if (session.status !== "open") throw refused(`Only open sessions can be expired; this one is ${session.status}.`)
  expire(state, session)
  Executions.note(state, "expire", session)
  return { stored: session }
}

const ofScope = (state: State, scope: Scope): ReadonlyArray<Session> =>
  state.all["checkout.session"].filter((session) => session.scope === scope).toReversed()

/** `GET /v1/checkout/sessions`. */
export const list: Handler = (state, { params, path, scope }) => {
  known(params, ["created", "payment_intent", "status", ...Lists.paging])
  const created = passes(params, "created")
  const intent = text(params, "payment_intent")
  const status = choice(params, "status", ["open", "complete", "expired"])
  const fits = (session: Session) =>
    created(seconds(session.created)) &&
    (intent === undefined || session.intent === intent) &&
    (status === undefined || session.status === status)
  return { json: Lists.page(params, path, ofScope(state, scope), fits, (session) => show(state, session)) }
}

/** `GET /v1/checkout/sessions/:id/line_items`. */
export const lineItems: Handler = (state, { id, params, path, scope }) => {
  known(params, ["limit", "starting_after", "ending_before", "expand"])
  const { lineItems } = find(state, scope, "checkout.session", id, "session")
  return { json: { object: "list", url: path, has_more: false, data: lineItems } }
}
