/** Reading charges: by id, in lists, by search; and disputes. */
import type { Charge } from "../Records.ts"
import { find } from "../State.ts"
import { show } from "../views/Views.ts"
import type { Handler } from "../wire/Ask.ts"
import { passes, seconds } from "../wire/Created.ts"
import * as Lists from "../wire/Lists.ts"
import { known, text } from "../wire/Params.ts"
import * as Search from "../wire/Search.ts"

/** `GET /v1/charges/:id`. */
export const get: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  return { stored: find(state, scope, "charge", id, "charge") }
}

/** `GET /v1/charges`. */
export const list: Handler = (state, { params, path, scope }) => {
  known(params, ["created", "customer", "payment_intent", "transfer_group", ...Lists.paging])
  const created = passes(params, "created")
  const intent = text(params, "payment_intent")
  const group = text(params, "transfer_group")
  const own = state.all.charge.filter((charge) => charge.scope === scope).toReversed()
  const fits = (charge: Charge) =>
    created(seconds(charge.created)) &&
    (intent === undefined || charge.intent === intent) &&
    (group === undefined || charge.transferGroup === group)
  return { json: Lists.page(params, path, own, fits, (charge) => show(state, charge)) }
}

/** `GET /v1/charges/search`. */
export const search: Handler = (state, { params, path, scope }) => {
  const until = state.world.clock.now() - state.settings.searchLag
  const found = state.all.charge.filter((charge) => charge.scope === scope && charge.created <= until)
  const index = (charge: Charge): Search.Indexed => ({
    texts: { currency: charge.currency, status: charge.status, payment_intent: charge.intent },
    numbers: { amount: charge.amount, created: seconds(charge.created) },
    metadata: charge.metadata
  })
  return { json: Search.page(params, path, found.toReversed(), index, (charge) => show(state, charge)) }
}

/** `GET /v1/disputes/:id`. */
export const dispute: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  return { stored: find(state, scope, "dispute", id, "dispute") }
}

/** `GET /v1/disputes`. */
export const disputes: Handler = (state, { params, path, scope }) => {
  known(params, ["created", "charge", "payment_intent", ...Lists.paging])
  const created = passes(params, "created")
  const charge = text(params, "charge")
  const intent = text(params, "payment_intent")
  const own = state.all.dispute.filter((each) => each.scope === scope).toReversed()
  const fits = (each: (typeof own)[number]) =>
    created(seconds(each.created)) &&
    (charge === undefined || each.charge === charge) &&
    (intent === undefined || each.intent === intent)
  return { json: Lists.page(params, path, own, fits, (each) => show(state, each)) }
}
