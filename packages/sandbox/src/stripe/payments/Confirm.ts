/**
 * `POST /v1/payment_intents/:id/confirm`, and the confirmation within a create: by the merchant's key, or by a payer who has the
 * client secret.
 */
import * as Executions from "../Executions.ts"
import type { Intent } from "../Records.ts"
import type { State } from "../State.ts"
import { find } from "../State.ts"
import type { Ask, Handler } from "../wire/Ask.ts"
import { badParam, badRequest, refused } from "../wire/Errors.ts"
import { read as readMetadata } from "../wire/Metadata.ts"
import type { Params } from "../wire/Params.ts"
import { boolean, has, known, text, url } from "../wire/Params.ts"
import type { How } from "./Attempt.ts"
import * as Attempt from "./Attempt.ts"
import type { Tried } from "./Charging.ts"
import { shown } from "./Charging.ts"
import * as Methods from "./Methods.ts"
import { redirects } from "./TestMethods.ts"

const names =
  `allowed_payment_method_types amount_details amount_to_confirm capture_method client_secret confirmation_token
  error_on_requires_action excluded_payment_method_types expand hooks mandate mandate_data metadata off_session
  payment_details payment_method payment_method_data payment_method_options radar_options receipt_email return_url
  setup_future_usage shipping use_stripe_sdk`.split(/\s+/)

const withConfirm = ["return_url", "off_session", "error_on_requires_action", "mandate_data", "confirmation_token"]

/** A confirmation that was asked for. */
export interface Asked extends How {
  readonly tried: Tried
  readonly returnUrl: string | undefined
  readonly usesSdk: boolean
}

/** Refuses what only makes sense with `confirm`. */
export const refuseWithout = (params: Params): void => {
  const found = withConfirm.find((name) => has(params, name))
  if (found !== undefined) throw badParam(found, `${found} can be given only with confirm=true.`)
}

// `off_session` is a truth value or a reason; any reason means yes.
const isOffSession = (params: Params): boolean => {
  const value = text(params, "off_session")
  if (value === undefined || value === "true" || value === "false") return value === "true"
  if (value === "one_off" || value === "recurring") return true
  throw badParam("off_session", `Invalid boolean: ${value.slice(0, 50)}`)
}

/** Reads a confirmation; refuses one that could not be carried out. */
export const read = (
  { params }: Pick<Ask, "params">,
  intent: { readonly methodTypes: ReadonlyArray<string>; readonly allowRedirects?: boolean },
  tried: Tried | null,
  knownUrl: string | null = null
): Asked => {
  const returnUrl = url(params, "return_url")
  const offSession = isOffSession(params)
  const errorOnAction = boolean(params, "error_on_requires_action") ?? false
  const usesSdk = boolean(params, "use_stripe_sdk") ?? false
  if (tried === null) {
    throw badRequest("A payment method is missing: give payment_method, or payment_method_data.", {
      code: "payment_intent_unexpected_state"
    })
  }
  const mayRedirect = intent.allowRedirects !== false && intent.methodTypes.some(redirects)
  if (mayRedirect && (returnUrl ?? knownUrl) === null && !offSession) {
    throw badParam(
      "return_url",
      "This payment takes methods that redirect: return_url must be given.",
      "parameter_missing"
    )
  }
  return { tried, returnUrl, offSession, errorOnAction, usesSdk }
}

/** Carries a confirmation out; throws 402 where the attempt is declined. */
export const run = (state: State, intent: Intent, asked: Asked): void => {
  intent.returnUrl = asked.returnUrl ?? intent.returnUrl
  intent.usesSdk = asked.usesSdk
  Attempt.run(state, intent, asked.tried, asked)
}

/** `POST /v1/payment_intents/:id/confirm`. */
export const handle: Handler = (state, ask) => {
  const { isPublishable, params, scope } = ask
  known(params, names)
  const intent = find(state, scope, "payment_intent", ask.id, "intent")
  const secret = text(params, "client_secret")
  if ((isPublishable && secret === undefined) || (secret !== undefined && secret !== intent.clientSecret)) {
    throw badParam("client_secret", "The client secret does not belong to this PaymentIntent.")
  }
  const metadata = readMetadata(params, intent.metadata)
  const given = Methods.read(state, scope, params)
  if (given !== undefined) Methods.checkType(intent, given)
  if (intent.status !== "requires_payment_method" && intent.status !== "requires_confirmation") {
    const message = `This PaymentIntent cannot be confirmed: its status is ${intent.status}.`
    throw refused(message, "payment_intent_unexpected_state", { payment_intent: shown(intent) })
  }
  const asked = read(ask, intent, given ?? intent.method, intent.returnUrl)
  intent.metadata = metadata
  Executions.note(state, "confirm", intent)
  run(state, intent, asked)
  return { stored: intent }
}
