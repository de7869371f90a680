/**
 * Keeps to the rates of instances, which are those of all nodes together: a request waits for its turn before it leaves.
 * A node leases tokens from a bucket in the records, a few ahead of what waits, so that most turns ask nobody; what is
 * left of a lease after a quiet second is given back. While the database is away nobody gets a turn, and nothing is sent.
 */
import { Context, Effect, Latch, Layer } from "effect"
import * as Instant from "../model/Instant.ts"
import { Store } from "../store/Store.ts"

/** Requests a second, and at once after a quiet time. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** Turns of requests. */
export interface Service {
  /** Ends when a request may leave; at once where the instance has no rate. */
  readonly turn: (instance: string) => Effect.Effect<void>
  /** Counts a request that has left without one. */
  readonly spent: (instance: string) => Effect.Effect<void>
  /** How many calls would hardly wait: one more than there are tokens, so that somebody asks for more. */
  readonly room: (instance: string) => number
}

/** Turns of requests; in the environment. */
export class Rates extends Context.Service<Rates, Service>()("@switchyard/gateway/Rates") {}

interface Bucket extends Rate {
  tokens: number
  /** In the order in which they came. */
  readonly waiting: Array<() => void>
  /** Somebody has asked for a turn since the last look. */
  isWanted: boolean
}

const quietMillis = 1_000

const leastPauseMillis = 50

// As many as are needed until about a quarter of a second from now.
const aheadOf = ({ burst, perSecond }: Rate): number => Math.min(Math.ceil(perSecond / 4), burst)

const serve = (bucket: Bucket) => {
  while (bucket.tokens >= 1) {
    const next = bucket.waiting.shift()
    if (next === undefined) return
    bucket.tokens -= 1
    next()
  }
}

// Leases for one instance until the scope is closed.
const drive = Effect.fnUntraced(function* (instance: string, bucket: Bucket, woken: Latch.Latch) {
  const store = yield* Store
  const lease = (wanted: number, returned: number) =>
    Effect.flatMap(Instant.now, (now) =>
      store.leaseTokens({ instance, perSecond: bucket.perSecond, burst: bucket.burst, wanted, returned }, now)
    )

  const turn = Effect.gen(function* () {
    woken.closeUnsafe()
    bucket.isWanted = false
    serve(bucket)
    if (bucket.waiting.length > 0) {
      bucket.tokens += yield* lease(Math.max(bucket.waiting.length + aheadOf(bucket) - bucket.tokens, 1), 0)
      serve(bucket)
    }
    // Somebody waits still: the next token comes with time.
    if (bucket.waiting.length > 0) {
      return yield* Effect.sleep(Math.max(1000 / bucket.perSecond, leastPauseMillis))
    }
    yield* Effect.timeoutOption(woken.await, quietMillis)
    const left = Math.floor(bucket.tokens)
    if (bucket.isWanted || left <= 0) return
    // Taken away first: whoever comes meanwhile leases anew.
    bucket.tokens -= left
    yield* lease(0, left)
    yield* woken.await
  })
  yield* turn.pipe(
    Effect.catchCause((cause) =>
      Effect.andThen(Effect.logWarning(`the rate of ${instance}: trying again`, cause), Effect.sleep("1 second"))
    ),
    Effect.forever,
    Effect.forkScoped
  )
})

const make = Effect.fnUntraced(function* (rateOf: ReadonlyMap<string, Rate>) {
  const drivers = new Map<string, { readonly bucket: Bucket; readonly woken: Latch.Latch }>()
  for (const [instance, rate] of rateOf) {
    const bucket: Bucket = { ...rate, tokens: 0, waiting: [], isWanted: false }
    const woken = Latch.makeUnsafe(false)
    yield* drive(instance, bucket, woken)
    drivers.set(instance, { bucket, woken })
  }
  const service: Service = {
    turn: (instance) => {
      const driver = drivers.get(instance)
      if (driver === undefined) return Effect.void
      const { bucket, woken } = driver
      return Effect.callback<void>((resume) => {
        bucket.isWanted = true
        if (bucket.waiting.length === 0 && bucket.tokens >= 1) {
          bucket.tokens -= 1
          return resume(Effect.void)
        }
        const go = () => resume(Effect.void)
        bucket.waiting.push(go)
        woken.openUnsafe()
        return Effect.sync(() => {
          const index = bucket.waiting.indexOf(go)
          if (index >= 0) bucket.waiting.splice(index, 1)
        })
      })
    },
    spent: (instance) =>
      Effect.sync(() => {
        const bucket = drivers.get(instance)?.bucket
        // No more than a burst is owed, however much has left another way.
        if (bucket !== undefined) bucket.tokens = Math.max(bucket.tokens - 1, -bucket.burst)
      }),
    room: (instance) => {
      const bucket = drivers.get(instance)?.bucket
      if (bucket === undefined) return Number.MAX_SAFE_INTEGER
      return Math.max(0, Math.floor(bucket.tokens) + 1 - bucket.waiting.length)
    }
  }
  return service
})

/** Keeps to these rates, by instance. */
export const layer = (rateOf: ReadonlyMap<string, Rate>): Layer.Layer<Rates, never, Store> =>
  Layer.effect(Rates, make(rateOf))
