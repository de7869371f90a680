/** Effect's Clock on the sandbox's clock, so that moving the sandbox on moves every spacing and deadline with it; or set wrong. */
import type { Clock as Sandbox } from "@switchyard/sandbox"
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** A clock that counts as this one does and shows something else, as one that somebody has set. */
export const shifted = (clock: Clock.Clock, ahead: () => number): Clock.Clock => {
  const millis = () => clock.currentTimeMillisUnsafe() + ahead()
  const nanos = () => BigInt(Math.floor(millis())) * 1_000_000n
  return {
    ...clock,
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos)
  }
}

/** A Clock that shows the sandbox's time. */
export const sandboxClock = (clock: Sandbox.Controlled): Clock.Clock => {
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
