/**
 * Webhooks: every event goes to each endpoint that wants it, in the endpoint's own version, signed anew for each attempt, and the
 * ways a test may bend it. The snapshot in it stays as it was, however late it arrives.
 */
import type { CallbackScript } from "../CallbackScript.ts"
import type { Event } from "./Records.ts"
import { header } from "./Signing.ts"
import type { LiveEndpoint, State } from "./State.ts"
import { accountOf, event as view } from "./views/Views.ts"
import { seconds } from "./wire/Created.ts"
import type { JsonObject } from "./wire/Errors.ts"

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

// Sets or, without a value, removes what stands at a path of members.
const put = (object: JsonObject, path: ReadonlyArray<string>, value: unknown): JsonObject => {
  const [first = "", ...rest] = path
  const inner = object[first]
  const next = rest.length === 0 ? value : put(isObject(inner) ? inner : {}, rest, value)
  const kept = Object.entries(object).filter(([name]) => name !== first)
  return Object.fromEntries(next === undefined ? kept : [...kept, [first, next]])
}

// Names are those of the object that the event is about; those of the event itself have `event.` before them.
const pathOf = (name: string): ReadonlyArray<string> => {
  const path = name.split(".")
  return path[0] === "event" ? path.slice(1) : ["data", "object", ...path]
}

const bent = (whole: JsonObject, { changes = {}, without = [] }: CallbackScript<string>): JsonObject => {
  const changed = Object.entries(changes).reduce((at, [name, text]) => put(at, pathOf(name), parsed(text)), whole)
  return without.reduce((at, name) => put(at, pathOf(name), undefined), changed)
}

const wants = (state: State, endpoint: LiveEndpoint, event: Event): boolean => {
  const first = [...state.accounts.keys()][0] ?? ""
  const { account = first, connect = false, events = ["*"], livemode = false } = endpoint
  const platform = state.accounts.get(event.scope.account)?.platform
  const isHeard = connect ? platform === account : event.scope.account === account
  const isWanted = events.includes("*") || events.includes(event.type)
  return isHeard && isWanted && livemode === event.scope.livemode
}

/** Sends an event to one endpoint, as scripted; resolves after the first attempt of what is sent at once. */
const deliver = async (state: State, endpoint: LiveEndpoint, event: Event, script: CallbackScript<string>) => {
  if (script.lost === true) return
  const account = endpoint.connect === true ? accountOf(state, event.scope) : null
  const whole = bent(view(event, endpoint.apiVersion ?? state.settings.apiVersion, account), script)
  const body = JSON.stringify(whole, null, 2)
  const secrets = () => (script.forged === true ? ["whsec_forged"] : endpoint.secrets)
  const late = (script.late ?? 0) + state.settings.webhookDelay
  const letter = {
    reference: event.reference,
    url: script.url === undefined || script.url === "swapped" ? endpoint.url : script.url,
    body,
    contentType: "application/json; charset=utf-8",
    status: event.type,
    taken: () => {
      event.pending = Math.max(event.pending - 1, 0)
    },
    headersAt: (at: number) => ({ "stripe-signature": header(seconds(at), body, secrets()) }),
    ...(script.encoding !== undefined && { encoding: script.encoding })
  }
  await state.world.dispatch.send(letter, { ...script, late })
}

/** Sends an event to whom it concerns; an answer waits for it where a script says it comes early. */
export const send = (state: State, event: Event, given?: CallbackScript<string>): Promise<void> => {
  const subject = { reference: event.reference, endpoint: event.type }
  const script = given ?? state.callbackScripts.take(subject) ?? {}
  const hearers = state.endpoints.filter((endpoint) => wants(state, endpoint, event))
  event.pending += hearers.length
  const sent = hearers.map((endpoint) => deliver(state, endpoint, event, script))
  const all = Promise.all(sent).then(() => undefined)
  if (script.early !== undefined) state.early.push(all)
  return all
}
