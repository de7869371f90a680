/** What is due, and how it is taken: the same for operations, callbacks and everything else that waits in the store. */
import type * as Effect from "effect/Effect"
import type * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"

/** What the store answers. */
export type Stored<A> = Effect.Effect<A, StoreUnavailable>

/** How much of a bulkhead is wanted, of what is due by then. */
export interface WantedBulkhead {
  readonly bulkhead: string
  readonly limit: number
  readonly dueBy: Instant.Instant
}

/** A claim: what is due, and how it is taken. */
export interface ClaimOptions {
  readonly now: Instant.Instant
  /** Until then nobody else gets the rows; afterwards they are due again. */
  readonly leaseUntil: Instant.Instant
  readonly bulkheads: ReadonlyArray<WantedBulkhead>
}
