import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { expect, test } from "vitest"
import { ManualClock } from "../src/index.ts"
import { turn } from "../src/internal/turn.ts"

const run = <A, E>(effect: Effect.Effect<A, E>) => Effect.runPromise(effect)

test("a manual clock stands still, and wakes sleepers in the order in which they are due", () =>
  run(
    Effect.gen(function* () {
      const { advance, clock } = ManualClock.make(0)
      const woken: Array<string> = []
      const sleeper = (name: string, millis: number) =>
        Effect.forkChild(
          Effect.provideService(
            Effect.andThen(
              Effect.sleep(millis),
              Effect.sync(() => woken.push(`${name} at ${clock.currentTimeMillisUnsafe()}`))
            ),
            Clock.Clock,
            clock
          )
        )
      yield* sleeper("late", 200)
      yield* sleeper("early", 100)
      yield* sleeper("early too", 100)
      yield* turn
      expect(woken).toEqual([])
      yield* advance(150)
      expect(woken).toEqual(["early at 100", "early too at 100"])
      yield* advance("1 second")
      expect(woken.at(-1)).toBe("late at 200")
      expect(clock.currentTimeMillisUnsafe()).toBe(1_150)
    })
  ))

test("an interrupted sleeper is forgotten", () =>
  run(
    Effect.gen(function* () {
      const { advance, clock } = ManualClock.make()
      let woken = false
      const sleep = Effect.andThen(
        Effect.sleep(100),
        Effect.sync(() => {
          woken = true
        })
      )
      const fiber = yield* Effect.forkChild(Effect.provideService(sleep, Clock.Clock, clock))
      yield* turn
      yield* Fiber.interrupt(fiber)
      yield* advance(1_000)
      expect(woken).toBe(false)
    })
  ))
