/**
 * Takes what is due from a queue, in each bulkhead as much as has a place, and runs it. A bulkhead whose places are all taken is
 * not asked for, so it costs the others nothing. What waits in bulkheads that this process does not know (an instance that was
 * removed, one that only newer nodes have) is taken as well, once whoever knows it has had its time.
 */
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { WantedBulkhead } from "../store/claims.ts"
import * as Places from "./places.ts"

/** Something that was claimed. */
export interface Task {
  readonly bulkhead: string
  readonly run: (place: Places.Place) => Effect.Effect<void>
}

/** Where it comes from. */
export interface Queue {
  readonly name: string
  /** How many of each bulkhead may be under way; `other` stands for all that are not named. */
  readonly sizes: ReadonlyMap<string, number>
  /** The bulkheads in which anything waits, due or not. */
  readonly bulkheads: Effect.Effect<ReadonlyArray<string>, StoreUnavailable>
  readonly claim: (
    now: Instant.Instant,
    wanted: ReadonlyArray<WantedBulkhead>
  ) => Effect.Effect<ReadonlyArray<Task>, StoreUnavailable>
  /** How many calls of a bulkhead would find its provider's rate free; any number when left out. */
  readonly room?: ((bulkhead: string) => number) | undefined
}

/** Takes from one queue. */
export interface Dispatcher {
  /** Runs what is due now, once; gives the number of tasks. */
  readonly runDue: Effect.Effect<number, StoreUnavailable>
  /** Looks for work now instead of at the next turn. */
  readonly wake: Effect.Effect<void>
  /** Takes for ever; what it has begun ends by itself before the scope is closed. */
  readonly loop: Effect.Effect<Effect.Effect<never>, never, Scope.Scope>
}

/** Whoever knows a bulkhead takes what is due there long before. */
const strangersAfterMillis = 30_000

const strangersEveryMillis = 5_000

/** Makes the dispatcher of a queue, which looks for work at least every `idleMillis`. */
export const make = ({ claim, bulkheads, name, room, sizes }: Queue, idleMillis: number): Dispatcher => {
  const woken = Latch.makeUnsafe(false)
  const places = Places.make(sizes, () => void woken.openUnsafe())

  const limitOf = (bulkhead: string): number =>
    Math.min(places.free(bulkhead), Math.max(0, room?.(bulkhead) ?? Number.MAX_VALUE))

  const wantedOf = (names: Iterable<string>, dueBy: Instant.Instant, share = 1): ReadonlyArray<WantedBulkhead> =>
    [...names].flatMap((bulkhead) => {
      const limit = Math.ceil(limitOf(bulkhead) / share)
      return limit > 0 ? [{ bulkhead, limit, dueBy }] : []
    })

  const wanted = (now: Instant.Instant, present: ReadonlyArray<string>, graceMillis: number) => {
    const strangers = present.filter((bulkhead) => !places.isKnown(bulkhead))
    return [...wantedOf(sizes.keys(), now), ...wantedOf(strangers, Instant.after(now, -graceMillis), strangers.length)]
  }

  // The place is taken before anything else can ask how many are free.
  const begun = ({ bulkhead, run }: Task): Effect.Effect<void> => {
    const place = places.enter(bulkhead)
    return Effect.ensuring(run(place), Effect.sync(place.leave))
  }

  const runDue = Effect.gen(function* () {
    const now = yield* Instant.now
    const tasks = yield* claim(now, wanted(now, yield* bulkheads, 0))
    yield* Effect.forEach(tasks.map(begun), (task) => task, { concurrency: "unbounded", discard: true })
    return tasks.length
  })

  // A claim for one free place costs as much as one for many.
  const isCrowded = () =>
    [...sizes].some(([bulkhead, size]) => {
      const free = places.free(bulkhead)
      return free > 0 && free < size / 8
    })

  const loop = Effect.gen(function* () {
    // Closed after the loop is: whatever has begun ends by itself.
    const running = yield* FiberSet.make<void>()
    yield* Effect.addFinalizer(() => FiberSet.awaitEmpty(running))
    let present: ReadonlyArray<string> = []
    let lookedAt = Number.NEGATIVE_INFINITY

    const turn = Effect.gen(function* () {
      if (isCrowded()) yield* Effect.sleep("5 millis")
      woken.closeUnsafe()
      const now = yield* Instant.now
      if (now - lookedAt >= strangersEveryMillis || now < lookedAt) {
        present = yield* bulkheads
        lookedAt = now
      }
      const asked = wanted(now, present, strangersAfterMillis)
      if (asked.length > 0) {
        yield* Effect.uninterruptible(
          Effect.tap(claim(now, asked), (tasks) =>
            Effect.forEach(tasks.map(begun), (task) => FiberSet.run(running, task), { discard: true })
          )
        )
      }
      yield* Effect.timeoutOption(woken.await, idleMillis)
    })
    return turn.pipe(
      Effect.catchCause((cause) =>
        Effect.andThen(Effect.logWarning(`${name}: trying again`, cause), Effect.sleep("1 second"))
      ),
      Effect.forever
    )
  })
  return { runDue, wake: Effect.asVoid(woken.open), loop }
}
