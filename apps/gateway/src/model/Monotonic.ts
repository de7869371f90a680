/**
 * Time that only passes: for how long something has lasted or is still to wait in this process. What a clock on the wall is
 * set to does not change it, and it means nothing to any other process, so none of it is ever stored.
 */
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

const nanosOfMilli = 1e6

/** The milliseconds that a clock has counted from whenever it began. */
export const of = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / nanosOfMilli

/** The milliseconds that the Clock has counted from whenever it began. */
export const millis: Effect.Effect<number> = Effect.clockWith((clock) => Effect.sync(() => of(clock)))
