/**
 * Rates that all nodes share, in SQL: a bucket of tokens for each instance, of which a node leases as many as it needs for
 * about a quarter of a second. It fills with the time that is given, and a clock that is behind adds nothing.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { guarded } from "./guard.ts"
import type { Service } from "./Store.ts"

/** Rates that are shared. */
export const rates = (sql: SqlClient): Pick<Service, "leaseTokens"> => ({
  // Every lease waits for the one before it, and is worked out with what that one has left.
  leaseTokens: ({ burst, instance, perSecond, returned, wanted }, now) => {
    const filled = sql`least(${burst}::double precision, r.tokens + ${returned}::double precision
      + greatest(0, excluded.at - r.at) * ${perSecond}::double precision / 1000)`
    return guarded(
      Effect.map(
        sql<{ readonly granted: number }>`
          INSERT INTO provider_rate AS r (instance, tokens, granted, at)
          VALUES (${instance}, ${burst - Math.min(wanted, burst)}::double precision, ${Math.min(wanted, burst)}::integer, ${now})
          ON CONFLICT (instance) DO UPDATE SET
            tokens = ${filled} - floor(least(${wanted}::double precision, ${filled})),
            granted = floor(least(${wanted}::double precision, ${filled})),
            at = greatest(r.at, excluded.at)
          RETURNING granted`,
        ([row]) => row?.granted ?? 0
      )
    )
  }
})
