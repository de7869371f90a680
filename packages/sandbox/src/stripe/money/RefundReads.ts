/** Reading refunds: by id and in lists, and changing their labels. */
import type { Refund } from "../Records.ts"
import { find } from "../State.ts"
import { show } from "../views/Views.ts"
import type { Handler } from "../wire/Ask.ts"
import { passes, seconds } from "../wire/Created.ts"
import * as Lists from "../wire/Lists.ts"
import { read as readMetadata } from "../wire/Metadata.ts"
import { known, text } from "../wire/Params.ts"

/** `GET /v1/refunds/:id`. */
export const get: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  return { stored: find(state, scope, "refund", id, "refund") }
}

/** `POST /v1/refunds/:id`: labels alone. */
export const update: Handler = (state, { id, params, scope }) => {
  known(params, ["metadata", "expand"])
  const refund = find(state, scope, "refund", id, "refund")
  refund.metadata = readMetadata(params, refund.metadata)
  return { stored: refund }
}

/** `GET /v1/refunds`. */
export const list: Handler = (state, { params, path, scope }) => {
  known(params, ["charge", "created", "payment_intent", ...Lists.paging])
  const created = passes(params, "created")
  const charge = text(params, "charge")
  const intent = text(params, "payment_intent")
  const own = state.all.refund.filter((refund) => refund.scope === scope).toReversed()
  const fits = (refund: Refund) =>
    created(seconds(refund.created)) &&
    (charge === undefined || refund.charge === charge) &&
    (intent === undefined || refund.intent === intent)
  return { json: Lists.page(params, path, own, fits, (refund) => show(state, refund)) }
}
