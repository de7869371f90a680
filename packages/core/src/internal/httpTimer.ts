/**
 * Rings once when a clock has reached an instant. On the machine's own clock that is one timer; on any other, such as
 * the one of a test, it is a fiber that sleeps by that clock.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

const machineClock = Context.get(Context.empty(), Clock.Clock)

// A longer delay would ring at once.
const maxDelayMillis = 2_147_483_647

/** Starts a timer and gives what stops it. */
export const startTimer = (
  clock: Clock.Clock,
  at: number,
  context: Context.Context<never>,
  ring: () => void
): (() => void) => {
  if (clock !== machineClock) {
    const rest = Duration.millis(at - clock.currentTimeMillisUnsafe())
    const fiber = Effect.runForkWith(context)(Effect.andThen(clock.sleep(rest), Effect.sync(ring)))
    return () => fiber.interruptUnsafe()
  }
  let timer: NodeJS.Timeout
  const wait = (): void => {
    // A timer may ring before the clock has come that far.
    const rest = at - clock.currentTimeMillisUnsafe()
    if (rest > 0) timer = setTimeout(wait, Math.min(rest, maxDelayMillis))
    else ring()
  }
  timer = setTimeout(wait, Math.min(at - clock.currentTimeMillisUnsafe(), maxDelayMillis))
  return () => clearTimeout(timer)
}
