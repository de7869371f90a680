/**
 * A line in an operation's timeline for each instance that is left out because its circuit is open: without it nobody can
 * show why a payout waits, or why it went to the second candidate. One line for as long as nothing else happens there.
 */
import * as Effect from "effect/Effect"
import type { Entry } from "../lifecycle/Decision.ts"
import * as Instant from "../model/Instant.ts"
import type { Row } from "../store/Row.ts"
import type { Service } from "./OperationRunner.ts"

const leftOut = "circuit_open"

const entryOf = (instance: string): Entry => ({
  kind: "attempt",
  summary: `${instance} left out: its circuit is open`,
  details: { instance, leftOut }
})

/** Notes that an attempt at this instance was kept away, unless that is the latest that is known of it. */
export const noteLeftOut = Effect.fnUntraced(function* ({ store }: Pick<Service, "store">, row: Row, instance: string) {
  const timeline = yield* store.timeline(row.id)
  const latest = timeline.findLast(({ details, kind }) => kind === "attempt" && details.instance === instance)
  if (latest?.details.leftOut === leftOut) return
  yield* store.record(row.id, yield* Instant.now, [entryOf(instance)])
})
