/** What becomes of a callback in the inbox, by what became of its events. */
import type { Callback } from "@switchyard/core"
import type { EndedCallback } from "../store/Inbox.ts"
import { evidenceOf } from "./finding.ts"
import type { Parsed } from "./opening.ts"
import * as Verifying from "./verifying.ts"

const nothing = { eventId: null, named: null }

/** What became of one event; one that waits names an id that no operation has yet. */
export interface Became {
  readonly event: Callback.Event
  readonly how: Exclude<EndedCallback["state"], "new"> | "waits"
}

// What is known of any operation that it names is handled by that.
const inAll = (became: ReadonlyArray<Became>): ReadonlyArray<Became> =>
  became.filter(
    ({ event, how }) => how === "handled" || !became.some((other) => other.event === event && other.how === "handled")
  )

/** The events of a callback that were told, now or before, where others of it wait. */
export const toldOf = ({ told }: Parsed, each: ReadonlyArray<Became>): ReadonlyArray<string> => [
  ...new Set([...told, ...each.flatMap(({ event, how }) => (how === "handled" ? [event.eventId] : []))])
]

/**
 * How a callback ends; undefined where it waits. The first event about nothing that is known here is what it is evidence of.
 */
export const endedOf = ({ events, seq }: Parsed, each: ReadonlyArray<Became>): EndedCallback | undefined => {
  const became = inAll(each)
  if (became.some(({ how }) => how === "waits")) return undefined
  if (events === "rejected") return { seq, state: "rejected", ...nothing }
  // Nobody has found out whether it is genuine: it is no forgery, and no evidence of anything.
  if (events === "given_up") return { seq, state: "unknown", ...nothing }
  if (became.some(({ how }) => how === "rejected")) return { seq, state: "rejected", ...nothing }
  // Those of its events that were handled before are remembered by the callback that they came in then.
  if (became.length === 0) return { seq, state: "handled", ...nothing }
  const eventId = Verifying.idOf(events)
  const unknown = became.find(({ how }) => how === "unknown")?.event
  if (unknown === undefined) return { seq, state: "handled", eventId, named: null }
  const { kind, reference } = evidenceOf(unknown)
  const { trust } = unknown
  return { seq, state: "unknown", eventId, named: reference === undefined ? null : { kind, reference, trust } }
}
