/**
 * Rates that all nodes share, in SQL. Requests of an instance have slots, one each so many milliseconds; a row holds the
 * next slot that nobody has. A node leases as many as it needs, and they are nobody else's. After a quiet time the first
 * slots lie in the past, as many as may leave at once.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { guarded } from "./guard.ts"
import type { Service } from "./Store.ts"

// Nobody leases so far ahead: it was a clock that has gone wrong. What is rounded is later, never sooner.
const farthestMillis = 600_000

/** Rates that are shared. */
export const rates = (sql: SqlClient): Pick<Service, "leaseSlots"> => ({
  // Every lease waits for the one before it, and begins where that one has ended.
  leaseSlots: ({ burst, instance, perSecond, returned, wanted }, now) => {
    const every = 1000 / perSecond
    const earliest = now - (burst - 1) * every
    return guarded(
      Effect.map(
        sql<{ readonly free_at: bigint }>`
          INSERT INTO provider_rate AS r (instance, free_at)
          VALUES (${instance}, ceil(${earliest + wanted * every}::double precision))
          ON CONFLICT (instance) DO UPDATE SET free_at = ceil(${wanted * every}::double precision + greatest(
            ${earliest}::double precision,
            CASE WHEN r.free_at > ${now + farthestMillis}::bigint THEN ${now}::double precision
              ELSE r.free_at - ${returned * every}::double precision END))
          RETURNING free_at`,
        ([row]) => Array.from({ length: wanted }, (_, n) => Number(row?.free_at ?? now) - (wanted - n) * every)
      )
    )
  }
})
