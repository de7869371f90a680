/**
 * Calls that are watched while they run. A call runs in a fiber of its own that nobody waits for by force: one that
 * hangs must break a law, not the suite. Waiting is in real time and bounded by the harness's patience.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { Harness } from "../Harness.ts"
import { type Broken, broken } from "./expect.ts"
import { turn } from "./turn.ts"

/** Waits until a condition holds; false when patience ran out before. */
export const until = Effect.fnUntraced(function* (
  condition: Effect.Effect<boolean>
): Effect.fn.Return<boolean, never, Harness> {
  // Simulators in the same process are done within a few turns.
  for (let turns = 0; turns < 8; turns++) {
    if (yield* condition) return true
    yield* turn
  }
  const { patience } = yield* Harness
  const watch = Effect.gen(function* () {
    while (!(yield* condition)) yield* turn
    return true
  })
  return yield* Effect.raceFirst(watch, Effect.andThen(patience, condition))
})

/** A call on its way. */
export interface Running<out A, out E> {
  readonly fiber: Fiber.Fiber<A, E>
  readonly isOver: Effect.Effect<boolean>
  /** How it ended; a call that hangs breaks the law. */
  readonly ended: Effect.Effect<Exit.Exit<A, E>, Broken, Harness>
}

/** Starts a call and watches it. */
export const start = Effect.fnUntraced(function* <A, E, R>(
  call: Effect.Effect<A, E, R>
): Effect.fn.Return<Running<A, E>, never, R> {
  const fiber = yield* Effect.forkDetach(call)
  const isOver = Effect.sync(() => fiber.pollUnsafe() !== undefined)
  return {
    fiber,
    isOver,
    ended: Effect.gen(function* () {
      yield* until(isOver)
      return fiber.pollUnsafe() ?? (yield* broken("the call ends", "it was still running, and nothing held it back"))
    })
  }
})

/** Runs a call to its end, whatever it is. */
export const ends = <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<Exit.Exit<A, E>, Broken, R | Harness> =>
  Effect.flatMap(start(call), ({ ended }) => ended)

/** The error of an exit, if it has one. */
export const errorOf = <A, E>(exit: Exit.Exit<A, E>): E | undefined =>
  Exit.isFailure(exit) ? exit.cause.reasons.find(Cause.isFailReason)?.error : undefined

/** Waits until a running call has asked for a connection, or is over. */
export const connecting = Effect.fnUntraced(function* (call: Running<unknown, unknown>, count = 1) {
  const harness = yield* Harness
  const asked = Effect.map(harness.connecting, (now) => now >= count)
  yield* until(Effect.zipWith(asked, call.isOver, (is, over) => is || over))
})

/** Waits until the provider has received so many requests, beside those that only prepare, or the running call is over. */
export const arrival = Effect.fnUntraced(function* (call: Running<unknown, unknown>, count: number) {
  const harness = yield* Harness
  const arrived = Effect.map(
    harness.received,
    (now) => now.filter(({ operation }) => operation !== "prepare").length >= count
  )
  yield* until(Effect.zipWith(arrived, call.isOver, (is, over) => is || over))
})
