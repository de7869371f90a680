/**
 * The provider's ids that verified callbacks name: they fill an empty place, as `lifecycle/learnt.ts` says, and another one than
 * is known is written down.
 */
import { type Callback, Reference } from "@switchyard/core"
import * as Effect from "effect/Effect"
import { anomaly } from "../lifecycle/Decision.ts"
import type { Account } from "../lifecycle/Facts.ts"
import * as Learnt from "../lifecycle/learnt.ts"
import * as Instant from "../model/Instant.ts"
import type { Row } from "../store/Row.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { namedIn } from "./finding.ts"
import type { Service } from "./OperationRunner.ts"
import { isIds } from "./stated.ts"

const isProven = (row: Row) => (event: Callback.Event) => event.trust === "verified" && event.kind === row.kind

/** Learns what the events of its holder name. */
export const learnId = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  account: Account,
  events: ReadonlyArray<Callback.Event>
) {
  const { providerReference: known } = row
  const { ids } = row.results
  const further = isIds(ids) ? Object.values(ids) : []
  const isKnown = (id: string) =>
    [known, ...further, ...row.facts.leftBehind.map((left) => left.providerReference)].some(
      (each) => each !== null && Reference.sameProviderId(each, id)
    )
  for (const event of events.filter(isProven(row))) {
    const [providerReference, ...others] = namedIn(event)[0].providerReferences
    // That of what was given up is no news of what is there now.
    if (providerReference === undefined || [providerReference, ...others].some(isKnown)) continue
    if (known === null) {
      if (event.reference === undefined || !Learnt.isWanted(row, account)) continue
      yield* runner.apply(row, { _tag: "IdLearnt", ...account, providerReference })
      return
    }
    yield* Metrics.anomaly(account.instance, "ReferenceDiffers")
    const entry = anomaly("a callback (verified) names another id of the provider's than the one that is known", {
      anomaly: "ReferenceDiffers",
      providerReference
    })
    yield* runner.store.record(row.id, yield* Instant.now, [entry])
  }
})
