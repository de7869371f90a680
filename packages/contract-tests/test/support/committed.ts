/** Which operations of the memory provider were ever committed: a draft is none, nor one that was abandoned. */
import type { Exchange, Kind, Operation, Simulator } from "@switchyard/memory/Simulator"
import * as Effect from "effect/Effect"

/** Watches a simulator: whatever was seen beyond a draft was committed. */
export const make = (simulator: Simulator) => {
  const seen = new Set<string>()
  const look = (): void => {
    for (const kind of ["payout", "payment", "refund"] as const) {
      for (const { id, status } of simulator.operations(kind)) {
        if (status !== "draft" && status !== "canceled") seen.add(id)
      }
    }
  }
  const exchange: Exchange = (request, deadline) =>
    Effect.ensuring(simulator.exchange(request, deadline), Effect.sync(look))
  return {
    exchange,
    operations: (kind: Kind): ReadonlyArray<Operation> => {
      look()
      return simulator.operations(kind).filter(({ id }) => seen.has(id))
    }
  }
}
