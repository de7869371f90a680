/** The meaning of a failure of the database to everybody else: it is away and nothing was acknowledged, or it refuses a text. */
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { StoreUnavailable } from "../model/Operations.ts"

// The classes of SQLSTATE for data and for constraints: the same again would be refused again.
const codeOf = ({ reason: { cause } }: SqlError): string => {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined
  return typeof code === "string" ? code : ""
}

const isAboutContent = (error: SqlError): boolean => /^2[23]/.test(codeOf(error))

/** Whether the statement was refused, whole, because another row has what must be its alone. */
export const isTaken = (error: SqlError): boolean => codeOf(error) === "23505"

/** Turns a failure of the database into `StoreUnavailable`; only the kind of failure is logged, never a value. */
export const guarded = <A, R>(effect: Effect.Effect<A, SqlError, R>): Effect.Effect<A, StoreUnavailable, R> =>
  effect.pipe(
    Effect.tapError((error) => Effect.logWarning(`database: ${error.reason._tag}`)),
    Effect.mapError((error) => new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: isAboutContent(error) }))
  )

/** The records may be older than what was sent: nothing of them changes before a recovery. */
export const fenced = Effect.fail(new StoreUnavailable({ retryAfterSeconds: 5, isAboutContent: false, isFenced: true }))
