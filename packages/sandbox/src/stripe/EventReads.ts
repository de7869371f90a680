/** `/v1/events`: what has happened in the last thirty days. */
import type { Event } from "./Records.ts"
import { find } from "./State.ts"
import { show } from "./views/Views.ts"
import type { Handler } from "./wire/Ask.ts"
import { passes, seconds } from "./wire/Created.ts"
import { badRequest, missing } from "./wire/Errors.ts"
import * as Lists from "./wire/Lists.ts"
import { boolean, known, text, texts } from "./wire/Params.ts"

const kept = 30 * 86_400_000

/** `GET /v1/events/:id`. */
export const get: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  const event = find(state, scope, "event", id)
  if (state.world.clock.now() - event.created > kept) throw missing("event", id, "id")
  return { stored: event }
}

const fitsType = (type: string, wanted: string): boolean =>
  wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted

/** `GET /v1/events`. */
export const list: Handler = (state, { params, path, scope }) => {
  known(params, ["created", "delivery_success", "type", "types", ...Lists.paging])
  const created = passes(params, "created")
  const isDelivered = boolean(params, "delivery_success")
  const type = text(params, "type")
  const types = texts(params, "types")
  if (type !== undefined && types !== undefined) {
    throw badRequest("Give type or types, not both.", { code: "parameters_exclusive" })
  }
  const wanted = types ?? (type === undefined ? ["*"] : [type])
  const since = state.world.clock.now() - kept
  const own = state.all.event.filter((event) => event.scope === scope && event.created >= since).toReversed()
  const fits = (event: Event) =>
    created(seconds(event.created)) &&
    wanted.some((each) => fitsType(event.type, each)) &&
    (isDelivered === undefined || isDelivered === (event.pending === 0))
  return { json: Lists.page(params, path, own, fits, (event) => show(state, event)) }
}
