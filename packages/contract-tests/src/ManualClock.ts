/**
 * A clock for simulators in the same process: it stands still until it is moved, and wakes sleepers in the order in
 * which they are due. Between two wakes it lets the event loop turn, so that what a sleeper started can run on.
 */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { turn } from "./internal/turn.ts"

/** A clock and the hand that moves it. */
export interface ManualClock {
  readonly clock: Clock.Clock
  readonly advance: (by: Duration.Input) => Effect.Effect<void>
}

interface Sleeper {
  readonly due: number
  readonly wake: () => void
}

/** A clock that shows 2025-01-01T00:00:00Z unless set otherwise. */
export const make = (startMillis: number = Date.UTC(2025, 0, 1)): ManualClock => {
  let now = startMillis
  const sleepers = new Set<Sleeper>()
  const nanos = () => BigInt(now) * 1_000_000n

  const sleep = (duration: Duration.Duration): Effect.Effect<void> =>
    Effect.callback((resume) => {
      const millis = Duration.toMillis(duration)
      if (millis <= 0) return resume(Effect.void)
      const sleeper = { due: now + millis, wake: () => resume(Effect.void) }
      sleepers.add(sleeper)
      return Effect.sync(() => sleepers.delete(sleeper))
    })

  // Sets keep insertion order, so of those due at one moment the one that asked first wakes first.
  const nextDue = (until: number): Sleeper | undefined => {
    let next: Sleeper | undefined
    for (const sleeper of sleepers) {
      if (sleeper.due <= until && (next === undefined || sleeper.due < next.due)) next = sleeper
    }
    return next
  }

  const advance = Effect.fnUntraced(function* (by: Duration.Input) {
    const target = now + Duration.toMillis(by)
    yield* turn
    for (let next = nextDue(target); next !== undefined; next = nextDue(target)) {
      now = Math.max(now, next.due)
      sleepers.delete(next)
      next.wake()
      yield* turn
    }
    now = target
    yield* turn
  })

  return {
    clock: {
      currentTimeMillisUnsafe: () => now,
      currentTimeMillis: Effect.sync(() => now),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: nanos,
      monotonicTimeNanos: Effect.sync(nanos),
      sleep
    },
    advance
  }
}
