/**
 * Rings once when a clock has counted as far as is said. Where a clock sleeps as the machine does that is one timer; on any
 * other, such as the one of a test, it is a fiber that sleeps by that clock.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

const machineClock = Context.get(Context.empty(), Clock.Clock)

// A longer delay would ring at once.
const maxDelayMillis = 2_147_483_647

const nanosOfMilli = 1_000_000

/** Starts a timer that rings at `at` on the clock's monotonic count, and gives what stops it. */
export const startTimer = (
  clock: Clock.Clock,
  at: bigint,
  context: Context.Context<never>,
  ring: () => void
): (() => void) => {
  const rest = (): number => Math.ceil(Number(at - clock.monotonicTimeNanosUnsafe()) / nanosOfMilli)
  if (clock.sleep !== machineClock.sleep) {
    const ringing = Effect.andThen(clock.sleep(Duration.millis(rest())), Effect.sync(ring))
    const fiber = Effect.runForkWith(context)(ringing)
    return () => fiber.interruptUnsafe()
  }
  let timer: NodeJS.Timeout
  const wait = (): void => {
    // A timer may ring before the clock has come that far.
    const left = rest()
    if (left > 0) timer = setTimeout(wait, Math.min(left, maxDelayMillis))
    else ring()
  }
  timer = setTimeout(wait, Math.min(rest(), maxDelayMillis))
  return () => clearTimeout(timer)
}
