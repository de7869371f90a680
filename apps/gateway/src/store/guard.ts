/** The meaning of a failure of the database to everybody else: it is away and nothing was acknowledged, or it refuses a text. */
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { StoreUnavailable } from "../model/Operations.ts"

// The classes of SQLSTATE for data and for constraints: the same again would be refused again.
const memberOf = ({ reason: { cause } }: SqlError, name: string): string => {
  const member = typeof cause === "object" && cause !== null ? Reflect.get(cause, name) : undefined
  return typeof member === "string" ? member : ""
}

const codeOf = (error: SqlError): string => memberOf(error, "code")

const isAboutContent = (error: SqlError): boolean => /^2[23]/.test(codeOf(error))

/** Whether the statement was refused, whole, because another row has what must be its alone. */
export const isTaken = (error: SqlError): boolean => codeOf(error) === "23505"

const isIdTaken = (error: SqlError): boolean =>
  isTaken(error) && memberOf(error, "constraint") === "operation_has_id_alone"

const unavailable = (error: SqlError): StoreUnavailable =>
  new StoreUnavailable({
    retryAfterSeconds: 1,
    isAboutContent: isAboutContent(error),
    ...(isIdTaken(error) ? { isIdTaken: true } : {})
  })

/** Turns a failure of the database into `StoreUnavailable`; only the kind of failure is logged, never a value. */
export const guarded = <A, R>(effect: Effect.Effect<A, SqlError, R>): Effect.Effect<A, StoreUnavailable, R> =>
  effect.pipe(
    Effect.tapError((error) => Effect.logWarning(`database: ${error.reason._tag}`)),
    Effect.mapError(unavailable)
  )

/** The records may be older than what was sent: nothing of them changes before a recovery. */
export const fenced = Effect.fail(new StoreUnavailable({ retryAfterSeconds: 5, isAboutContent: false, isFenced: true }))
