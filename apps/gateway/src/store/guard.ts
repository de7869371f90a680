/** What a failure of the database means to everybody else: it is away, nothing was acknowledged, try again soon. */
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { StoreUnavailable } from "../model/Operations.ts"

/** Turns a failure of the database into `StoreUnavailable`; only the kind of failure is logged, never a value. */
export const guarded = <A, R>(effect: Effect.Effect<A, SqlError, R>): Effect.Effect<A, StoreUnavailable, R> =>
  effect.pipe(
    Effect.tapError((error) => Effect.logWarning(`database: ${error.reason._tag}`)),
    Effect.mapError(() => new StoreUnavailable({ retryAfterSeconds: 1 }))
  )
