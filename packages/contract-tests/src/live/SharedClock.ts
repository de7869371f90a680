/**
 * A simulator's own movable clock, given to Effect: deadlines, spacing and sleeps of the adapter are on the time by
 * which the provider answers, and nobody waits for the wall. In process, without a simulator, `ManualClock` is simpler.
 */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** A clock that can be moved, such as the sandbox's. */
export interface Movable {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number
  readonly sleep: (millis: number, signal?: AbortSignal) => Promise<void>
  readonly advance: (millis: number) => Promise<void>
}

/** The clock as Effect wants it. */
export const toClock = (clock: Movable): Clock.Clock => {
  const nanos = () => BigInt(Math.floor(clock.now())) * 1_000_000n
  return {
    currentTimeMillisUnsafe: clock.now,
    currentTimeMillis: Effect.sync(clock.now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) => Effect.promise((signal) => clock.sleep(Duration.toMillis(duration), signal))
  }
}

/** Moves the clock on. */
export const advance =
  (clock: Movable) =>
  (by: Duration.Input): Effect.Effect<void> =>
    Effect.promise(() => clock.advance(Duration.toMillis(by)))
