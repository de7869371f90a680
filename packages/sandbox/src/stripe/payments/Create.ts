/** `POST /v1/payment_intents`: a new payment, confirmed at once where asked. */
import * as Events from "../Events.ts"
import * as Executions from "../Executions.ts"
import * as Ids from "../Ids.ts"
import { checkLeast, readAmount, readCurrency } from "../money/Currencies.ts"
import { settle } from "../money/Settlement.ts"
import type { Intent, Scope } from "../Records.ts"
import type { State } from "../State.ts"
import { add, born } from "../State.ts"
import type { Ask, Handler } from "../wire/Ask.ts"
import { unplayed } from "../wire/Ask.ts"
import type { Metadata } from "../wire/Metadata.ts"
import { read as readMetadata } from "../wire/Metadata.ts"
import type { Params } from "../wire/Params.ts"
import { boolean, choice, known, required, text, within } from "../wire/Params.ts"
import * as Confirm from "./Confirm.ts"
import * as Methods from "./Methods.ts"
import * as Types from "./MethodTypes.ts"

const names =
  `amount currency allowed_payment_method_types amount_details application_fee_amount automatic_payment_methods
  capture_method confirm confirmation_method confirmation_token customer customer_account description
  error_on_requires_action excluded_payment_method_types expand hooks mandate mandate_data metadata off_session
  on_behalf_of payment_details payment_method payment_method_configuration payment_method_data payment_method_options
  radar_options receipt_email return_url setup_future_usage shipping statement_descriptor statement_descriptor_suffix
  transfer_data transfer_group use_stripe_sdk`.split(/\s+/)

const unknownHere =
  `application_fee_amount customer customer_account hooks mandate on_behalf_of payment_method_configuration
  transfer_data`.split(/\s+/)

const captureMethods = ["automatic", "automatic_async", "manual"] as const

/** What a new payment is made of, whoever makes it. */
export interface New {
  readonly amount: number
  readonly currency: string
  readonly captureMethod: string
  readonly methodTypes: ReadonlyArray<string>
  readonly metadata: Metadata
  readonly allowRedirects?: boolean
  readonly confirmationMethod?: string
  readonly multicapture?: boolean
  readonly description?: string | null
  readonly transferGroup?: string | null
  readonly method?: Intent["method"]
  readonly session?: string
}

/** Makes a payment that nobody has tried to pay yet. */
export const make = (state: State, scope: Scope, made: New): Intent => {
  const id = Ids.next(state.world, "pi_")
  const { method = null } = made
  const intent: Intent = add(state, {
    kind: "payment_intent",
    ...born(state, scope, id),
    clientSecret: Ids.clientSecret(state.world, id),
    ...{ allowRedirects: true, confirmationMethod: "automatic", multicapture: false, session: null, ...made },
    description: made.description ?? null,
    transferGroup: made.transferGroup ?? null,
    method,
    history: [],
    course: 0,
    status: method === null ? "requires_payment_method" : "requires_confirmation",
    ...{ returnUrl: null, usesSdk: false, nextAction: null, lastError: null, latestCharge: null },
    ...{ capturable: 0, received: 0, canceledAt: null, cancellationReason: null, confirms: 0 }
  } satisfies Intent)
  intent.history.push({ at: intent.created, status: intent.status })
  Events.emit(state, "payment_intent.created", intent)
  return intent
}

const cardOptions = (params: Params): { readonly captureMethod?: string; readonly multicapture: boolean } => {
  const all = within(params, "payment_method_options")
  const card = all === undefined ? undefined : within(all, "card")
  if (card === undefined) return { multicapture: false }
  const captureMethod = choice(card, "capture_method", ["manual"])
  const multicapture = choice(card, "request_multicapture", ["if_available", "never"]) === "if_available"
  return { multicapture, ...(captureMethod !== undefined && { captureMethod }) }
}

const read = (state: State, { params, scope }: Ask): New => {
  known(params, names)
  unplayed(params, unknownHere)
  required(params, "amount", text(params, "amount"))
  const currency = readCurrency(params)
  const amount = required(params, "amount", readAmount(params, currency, false))
  const automatic = Types.readAutomatic(params)
  const { captureMethod, multicapture } = cardOptions(params)
  const method = Methods.read(state, scope, params) ?? null
  const made: New = {
    amount,
    currency,
    captureMethod: captureMethod ?? choice(params, "capture_method", captureMethods) ?? "automatic_async",
    methodTypes: Types.eligible(params, currency, automatic.allowRedirects),
    metadata: readMetadata(params),
    allowRedirects: automatic.allowRedirects,
    confirmationMethod: choice(params, "confirmation_method", ["automatic", "manual"]) ?? "automatic",
    multicapture,
    description: text(params, "description", 1000) ?? null,
    transferGroup: text(params, "transfer_group") ?? null,
    method
  }
  const settled = settle(state, scope, amount, currency)
  checkLeast("amount", settled.amount, settled.currency)
  if (method !== null) Methods.checkType(made, method)
  return made
}

/** `POST /v1/payment_intents`. */
export const handle: Handler = (state, ask) => {
  const made = read(state, ask)
  const isConfirmed = boolean(ask.params, "confirm") ?? false
  const confirm = isConfirmed ? Confirm.read(ask, made, made.method ?? null) : undefined
  if (!isConfirmed) Confirm.refuseWithout(ask.params)
  const intent = make(state, ask.scope, made)
  Executions.note(state, "create", intent)
  if (confirm !== undefined) Confirm.run(state, intent, confirm)
  return { stored: intent }
}
