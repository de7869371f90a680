/** Reading payouts: by id and in lists, and changing their labels. */
import type { Payout } from "../Records.ts"
import { find } from "../State.ts"
import { show } from "../views/Views.ts"
import type { Handler } from "../wire/Ask.ts"
import { passes, seconds } from "../wire/Created.ts"
import * as Lists from "../wire/Lists.ts"
import { read as readMetadata } from "../wire/Metadata.ts"
import { choice, known, text } from "../wire/Params.ts"

/** `GET /v1/payouts/:id`. */
export const get: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  return { stored: find(state, scope, "payout", id, "payout") }
}

/** `POST /v1/payouts/:id`: labels alone. */
export const update: Handler = (state, { id, params, scope }) => {
  known(params, ["metadata", "expand"])
  const payout = find(state, scope, "payout", id, "payout")
  payout.metadata = readMetadata(params, payout.metadata)
  return { stored: payout }
}

/** `GET /v1/payouts`; what is in transit has no filter of its own, and no filter by status shows it. */
export const list: Handler = (state, { params, path, scope }) => {
  known(params, ["arrival_date", "created", "destination", "status", ...Lists.paging])
  const created = passes(params, "created")
  const arrival = passes(params, "arrival_date")
  const destination = text(params, "destination")
  const status = choice(params, "status", ["pending", "paid", "failed", "canceled"])
  const own = state.all.payout.filter((payout) => payout.scope === scope).toReversed()
  const fits = (payout: Payout) =>
    created(seconds(payout.created)) &&
    arrival(seconds(payout.arrival)) &&
    (destination === undefined || payout.destination === destination) &&
    (status === undefined || payout.status === status)
  return { json: Lists.page(params, path, own, fits, (payout) => show(state, payout)) }
}
