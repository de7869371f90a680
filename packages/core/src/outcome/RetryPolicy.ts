/**
 * Asking again, where that is safe: reads, and sends that were proven not executed. Which of the two applies is the
 * caller's choice of function, never an HTTP status. An unknown outcome is a value and passes through untouched.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { boundedWait } from "./internal/waiting.ts"
import type { NotExecuted, NotFound, ReadFailed, Rejected, Unsupported } from "./ProviderError.ts"
import { isPassing } from "./Reason.ts"

/** How often and how patiently to ask again. */
export interface Options {
  /** How many times after the first; 3 when left out. */
  readonly times?: number | undefined
  /** The first pause, doubled each time and jittered; 500 ms when left out. */
  readonly base?: Duration.Input | undefined
  /**
   * The longest pause; a provider that asks for more (`retryAfter`, of which more than an hour counts as an hour) ends
   * the retries. 30 s when left out.
   */
  readonly longest?: Duration.Input | undefined
}

const policy = <E extends { readonly _tag: string }>(
  options: Options,
  pause: (error: E) => { readonly retry: boolean; readonly afterMillis: number | undefined }
) => {
  const asked = (error: E): number => boundedWait(pause(error).afterMillis ?? 0)
  const longest = Duration.toMillis(options.longest ?? "30 seconds")
  return Schedule.exponential(options.base ?? "500 millis").pipe(
    Schedule.jittered,
    Schedule.setInputType<E>(),
    Schedule.while(({ input }) => pause(input).retry && asked(input) <= longest),
    Schedule.modifyDelay(({ duration, input }) =>
      Effect.succeed(Duration.millis(Math.ceil(Math.max(Math.min(Duration.toMillis(duration), longest), asked(input)))))
    ),
    Schedule.upTo({ times: options.times ?? 3 })
  )
}

/** Asks a read again while its failure is a passing one, waiting at least as long as the provider asked for. */
export const reads =
  (options: Options = {}) =>
  <A, E extends ReadFailed | NotFound | Unsupported, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.retry(
      self,
      policy<E>(options, (error) => ({
        retry: error._tag === "ReadFailed" && isPassing(error.reason),
        afterMillis: error._tag === "ReadFailed" ? error.retryAfterMillis : undefined
      }))
    )

/**
 * Sends again while the send is proven not executed and the cause is a passing one. `Rejected` and an unknown outcome
 * end it. A deadline given with the call stays what it was: once it has passed, nothing more is sent. Without one, each
 * time has its own thirty seconds.
 */
export const notExecuted =
  (options: Options = {}) =>
  <A, E extends NotExecuted | Rejected, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.retry(
      self,
      policy<E>(options, (error) => ({
        // A deadline that has passed before sending will not come back.
        retry: error._tag === "NotExecuted" && isPassing(error.reason) && error.reason !== "TimedOut",
        afterMillis: error.retryAfterMillis
      }))
    )
