/** What a transition means to metrics and traces. */
import * as Effect from "effect/Effect"
import type { Commit } from "../store/Commit.ts"
import type { Row } from "../store/Row.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import * as Trace from "../telemetry/Trace.ts"

const anomalyOf = ({ details }: Commit["entries"][number]): string =>
  typeof details.anomaly === "string" ? details.anomaly : "Unnamed"

/** Tells metrics and traces what a transition has written. */
export const counted = Effect.fnUntraced(function* (before: Row, after: Row, { entries }: Commit) {
  const { kind, status } = after
  if (before.status !== status) {
    yield* Metrics.transition({ kind, from: before.status, to: status })
    yield* Trace.event("operation.transition", { from: before.status, to: status })
  }
  for (const entry of entries) {
    if (entry.kind === "anomaly") yield* Metrics.anomaly(after.provider ?? "none", anomalyOf(entry))
  }
})
