/**
 * Asking again, where that is safe: reads, and sends that were proven not executed. Which of the two applies is the
 * caller's choice of function, never an HTTP status. An unknown outcome is a value and passes through untouched. Whoever
 * waits across processes, and can hold no running program, takes the pauses alone.
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { boundedWait } from "./internal/waiting.ts"
import type { NotExecuted, NotFound, ReadFailed, Rejected, Unsupported } from "./ProviderError.ts"
import { isTransient } from "./Reason.ts"

/** Pauses in milliseconds: doubling from the first to the longest, or a list whose last one repeats. */
export type Pauses =
  | { readonly firstMillis: number; readonly longestMillis: number }
  | readonly [number, ...ReadonlyArray<number>]

/** The inputs that make a pause longer or shorter. */
export interface Pausing {
  /** How long the provider asked to be left alone, of which more than an hour counts as an hour; no pause is shorter. */
  readonly askedMillis?: number | undefined
  /** From 0 to 1: spreads the pause by a fifth to either side. Not spread when left out. */
  readonly random?: number | undefined
}

/**
 * The pause in whole milliseconds after so many pauses before it (0 is the first). Says nothing about whether trying
 * again is safe, nor how often.
 */
export const pause = (pauses: Pauses, earlier: number, { askedMillis = 0, random = 0.5 }: Pausing = {}): number => {
  const spread = 0.8 + 0.4 * random
  const own =
    "firstMillis" in pauses
      ? Math.min(pauses.firstMillis * 2 ** earlier * spread, pauses.longestMillis)
      : (pauses[Math.min(earlier, pauses.length - 1)] ?? pauses[0]) * spread
  return Math.max(Math.round(own), boundedWait(askedMillis))
}

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
  /** A pause that would last until this instant ends the retries at once. */
  readonly until?: DateTime.Utc | undefined
}

const policy = <E extends { readonly _tag: string }>(
  { base = "500 millis", longest = "30 seconds", times = 3, until }: Options,
  judge: (error: E) => { readonly retry: boolean; readonly askedMillis: number | undefined }
) => {
  const pauses = { firstMillis: Duration.toMillis(base), longestMillis: Duration.toMillis(longest) }
  const end = until === undefined ? Number.POSITIVE_INFINITY : DateTime.toEpochMillis(until)
  return Schedule.forever.pipe(
    Schedule.setInputType<E>(),
    Schedule.while(({ input }) => {
      const { askedMillis, retry } = judge(input)
      return retry && boundedWait(askedMillis ?? 0) <= pauses.longestMillis
    }),
    Schedule.modifyDelay(({ attempt, input }) =>
      Effect.map(Random.next, (random) =>
        Duration.millis(pause(pauses, attempt - 1, { askedMillis: judge(input).askedMillis, random }))
      )
    ),
    Schedule.while(({ duration, now }) => now + Duration.toMillis(duration) < end),
    Schedule.upTo({ times })
  )
}

/** Asks a read again while its failure is a transient one, waiting at least as long as the provider asked for. */
export const reads =
  (options: Options = {}) =>
  <A, E extends ReadFailed | NotFound | Unsupported, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.retry(
      self,
      policy<E>(options, (error) => ({
        retry: error._tag === "ReadFailed" && isTransient(error.reason),
        askedMillis: error._tag === "ReadFailed" ? error.retryAfterMillis : undefined
      }))
    )

/**
 * Sends again while the send is proven not executed and the cause is a transient one. `Rejected` and an unknown outcome
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
        retry: error._tag === "NotExecuted" && isTransient(error.reason) && error.reason !== "TimedOut",
        askedMillis: error.retryAfterMillis
      }))
    )
