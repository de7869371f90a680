/**
 * Time that only passes: for how long something has lasted or is still to wait in this process. What a clock on the wall is
 * set to does not change it, and it means nothing to any other process, so none of it is ever stored.
 */
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

const nanosOfMilli = 1e6

/** What a clock has counted, in milliseconds from whenever it began. */
export const of = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / nanosOfMilli

/** What the Clock has counted, in milliseconds from whenever it began. */
export const millis: Effect.Effect<number> = Effect.clockWith((clock) => Effect.sync(() => of(clock)))
