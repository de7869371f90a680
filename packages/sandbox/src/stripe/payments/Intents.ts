/** Reading payments: by id, in lists that are consistent at once, by a search that lags; and changing their labels. */
import type { Intent } from "../Records.ts"
import type { State } from "../State.ts"
import { find } from "../State.ts"
import { show } from "../views/Views.ts"
import type { Handler } from "../wire/Ask.ts"
import { passes, seconds } from "../wire/Created.ts"
import { badParam } from "../wire/Errors.ts"
import * as Lists from "../wire/Lists.ts"
import { read as readMetadata } from "../wire/Metadata.ts"
import { known, text } from "../wire/Params.ts"
import type { Indexed } from "../wire/Search.ts"
import * as Search from "../wire/Search.ts"

/** `GET /v1/payment_intents/:id`; a browser needs the client secret. */
export const get: Handler = (state, { id, isPublishable, params, scope }) => {
  known(params, ["client_secret", "expand"])
  const intent = find(state, scope, "payment_intent", id, "intent")
  const secret = text(params, "client_secret")
  if ((isPublishable || secret !== undefined) && secret !== intent.clientSecret) {
    throw badParam("client_secret", "The client secret does not belong to this PaymentIntent.")
  }
  return { stored: intent }
}

/** `POST /v1/payment_intents/:id`: labels and description alone. */
export const update: Handler = (state, { id, params, scope }) => {
  known(params, ["metadata", "description", "expand"])
  const intent = find(state, scope, "payment_intent", id, "intent")
  const metadata = readMetadata(params, intent.metadata)
  intent.description = text(params, "description", 1000) ?? intent.description
  intent.metadata = metadata
  return { stored: intent }
}

/** `GET /v1/payment_intents`. */
export const list: Handler = (state, { params, path, scope }) => {
  known(params, ["created", "customer", "customer_account", ...Lists.paging])
  const created = passes(params, "created")
  const hasCustomer = text(params, "customer") !== undefined
  const own = state.all.payment_intent.filter((intent) => intent.scope === scope).toReversed()
  const fits = (intent: Intent) => !hasCustomer && created(seconds(intent.created))
  return { json: Lists.page(params, path, own, fits, (intent) => show(state, intent)) }
}

// The index has the status of so long ago.
const indexed = (state: State, intent: Intent): Indexed => {
  const until = state.world.clock.now() - state.settings.searchLag
  const status = intent.history.findLast(({ at }) => at <= until)?.status ?? ""
  return {
    texts: { currency: intent.currency, status, customer: "" },
    numbers: { amount: intent.amount, created: seconds(intent.created) },
    metadata: intent.metadata
  }
}

/** `GET /v1/payment_intents/search`. */
export const search: Handler = (state, { params, path, scope }) => {
  const until = state.world.clock.now() - state.settings.searchLag
  const known = state.all.payment_intent.filter((intent) => intent.scope === scope && intent.created <= until)
  const shown = (intent: Intent) => show(state, intent)
  return { json: Search.page(params, path, known.toReversed(), (intent) => indexed(state, intent), shown) }
}
