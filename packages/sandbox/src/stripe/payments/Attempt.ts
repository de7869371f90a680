/**
 * An attempt to pay: with the payer's authentication where the method wants it, at once or days later, and what a decline leaves. The
 * payer's side, a page or Stripe.js, goes the same way.
 */
import * as Events from "../Events.ts"
import type { Charge, Intent } from "../Records.ts"
import * as References from "../References.ts"
import type { State } from "../State.ts"
import { StripeError } from "../wire/Errors.ts"
import * as Capture from "./Capture.ts"
import type { Tried } from "./Charging.ts"
import { attempt, fail, move, shown, succeed } from "./Charging.ts"
import type { Course, Decline } from "./Courses.ts"
import { redirects } from "./TestMethods.ts"

/** How an attempt is made. */
export interface How {
  readonly offSession: boolean
  readonly errorOnAction: boolean
}

/** The payment has succeeded by this charge, or is authorised. */
export const complete = (state: State, intent: Intent, charge: Charge): void => {
  succeed(state, intent, charge)
  Capture.watch(state, intent, charge)
}

/** 402 with the payment as the failed attempt has left it. */
export const declinedError = (intent: Intent): StripeError => {
  const { lastError } = intent
  const text = (name: string): string => String(lastError?.[name] ?? "")
  const body = { ...lastError, type: "card_error" as const, message: text("message"), payment_intent: shown(intent) }
  return new StripeError(402, body, true)
}

const later = (state: State, intent: Intent, tried: Tried): void => {
  const charge = attempt(state, intent, tried, "pending")
  intent.method = tried
  move(state, intent, "processing")
  Events.emit(state, "charge.pending", charge)
  Events.emit(state, "payment_intent.processing", intent)
  const { course } = intent
  state.world.after(state.settings.processingTime, () => {
    if (intent.course !== course || intent.status !== "processing") return
    settleLater(state, intent, charge)
  })
}

/** A delayed payment comes to its end, as its course has it. */
export const settleLater = (state: State, intent: Intent, charge: Charge, decline?: Decline): void => {
  const reason = decline ?? charge.method.means.course.decline
  if (reason === undefined) complete(state, intent, charge)
  else fail(state, intent, charge.method, reason, charge)
  for (const listener of state.whenPaid) listener(intent)
}

/** The attempt goes on after what the payer had to do; whether it was not declined. */
export const proceed = (state: State, intent: Intent, tried: Tried): boolean => {
  const { decline, processing } = tried.means.course
  if (processing === true) later(state, intent, tried)
  else if (decline !== undefined) fail(state, intent, tried, decline)
  else complete(state, intent, attempt(state, intent, tried, "succeeded"))
  return processing === true || decline === undefined
}

const ask = (state: State, intent: Intent, tried: Tried): void => {
  const url = `${intent.origin}/3ds/${intent.id}`
  const isPage = intent.returnUrl !== null && (!intent.usesSdk || redirects(tried.means.type))
  intent.method = tried
  move(state, intent, "requires_action")
  intent.nextAction = isPage
    ? { redirect_to_url: { return_url: intent.returnUrl, url }, type: "redirect_to_url" }
    : { type: "use_stripe_sdk", use_stripe_sdk: { stripe_js: url, type: "three_d_secure_redirect" } }
  Events.emit(state, "payment_intent.requires_action", intent)
}

const courseOf = (state: State, intent: Intent, { means }: Tried): Course =>
  state.courses.take({ reference: References.of(state, intent), endpoint: "confirm" }) ?? means.course

/** Tries a method; throws 402 where it is declined. */
export const run = (state: State, intent: Intent, given: Tried, { errorOnAction, offSession }: How): void => {
  intent.confirms += 1
  intent.course += 1
  const tried = { id: given.id, means: { ...given.means, course: courseOf(state, intent, given) } }
  if (tried.means.course.authenticate === true) {
    if (!offSession && !errorOnAction) {
      ask(state, intent, tried)
      return
    }
    fail(state, intent, tried, { code: "authentication_required", decline_code: "authentication_required" })
    throw declinedError(intent)
  }
  if (!proceed(state, intent, tried)) throw declinedError(intent)
}

/** A payer tries a method, who sees a decline and no error; whether it was not declined. */
export const tryOut = (state: State, intent: Intent, tried: Tried): boolean => {
  try {
    run(state, intent, tried, { offSession: false, errorOnAction: false })
    return true
  } catch (error) {
    if (error instanceof StripeError) return false
    throw error
  }
}

/** The payer has authenticated, or would not. */
export const authenticate = (state: State, intent: Intent, isDone: boolean): void => {
  const tried = intent.method
  if (intent.status !== "requires_action" || tried === null) return
  // Who confirms by hand must confirm once more, after which nothing is left to authenticate.
  if (isDone && intent.confirmationMethod === "manual") {
    intent.method = { ...tried, means: { ...tried.means, course: { ...tried.means.course, authenticate: false } } }
    move(state, intent, "requires_confirmation")
  } else if (isDone) proceed(state, intent, tried)
  else fail(state, intent, tried, { code: "payment_intent_authentication_failure" })
  for (const listener of state.whenPaid) listener(intent)
}
