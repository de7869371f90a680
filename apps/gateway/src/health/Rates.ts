/**
 * Keeps to the rates of instances, which are those of all nodes together: a request waits for its slot before it leaves.
 * A node leases slots from the records, a few ahead of what waits, so that most requests ask nobody; what is left of them
 * after a quiet second is given back. While the database is away nobody gets a slot, and nothing is sent.
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
  /** How many calls would hardly wait: one more than there are slots, so that somebody asks for more. */
  readonly room: (instance: string) => number
}

/** Turns of requests; in the environment. */
export class Rates extends Context.Service<Rates, Service>()("@switchyard/gateway/Rates") {}

interface SlotQueue extends Rate {
  /** When requests may leave, the earliest first. */
  readonly slots: Array<number>
  /** Whoever waits for one, in the order in which they came. */
  readonly waiting: Array<() => void>
  /** Requests that have left without a slot. */
  owed: number
  /** Somebody has come since the last look. */
  isWanted: boolean
  readonly woken: Latch.Latch
}

const quietMillis = 1_000

// As many as are needed until about a quarter of a second from now, and no more at once than leave within a second.
const aheadOf = ({ perSecond }: Rate): number => Math.ceil(perSecond / 4)
const mostOf = ({ burst, perSecond }: Rate): number => Math.ceil(perSecond) + burst

const takeSlot = ({ slots }: SlotQueue, now: number): boolean => {
  const [first] = slots
  if (first === undefined || first > now) return false
  slots.shift()
  return true
}

const serve = (queue: SlotQueue, now: number) => {
  while (queue.waiting.length > 0 && takeSlot(queue, now)) queue.waiting.shift()?.()
}

// Leases for one instance until the scope is closed.
const drive = Effect.fnUntraced(function* (instance: string, queue: SlotQueue) {
  const store = yield* Store
  const { burst, perSecond, slots, waiting, woken } = queue
  const lease = Effect.fnUntraced(function* (wanted: number, returned: number) {
    return yield* store.leaseSlots({ instance, perSecond, burst, wanted, returned }, yield* Instant.now)
  })

  const turn = Effect.gen(function* () {
    woken.closeUnsafe()
    queue.isWanted = false
    serve(queue, yield* Instant.now)
    if (waiting.length > slots.length) {
      const wanted = Math.min(waiting.length - slots.length + aheadOf(queue), mostOf(queue))
      const leased = yield* lease(wanted + queue.owed, 0)
      slots.push(...leased.slice(queue.owed))
      queue.owed = 0
      serve(queue, yield* Instant.now)
    }
    const [next] = slots
    if (waiting.length > 0) {
      const wait = next === undefined ? quietMillis : Math.max(next - (yield* Instant.now), 1)
      return yield* Effect.timeoutOption(woken.await, wait)
    }
    yield* Effect.timeoutOption(woken.await, quietMillis)
    if (queue.isWanted || slots.length === 0) return
    // Taken away first: whoever comes meanwhile leases anew.
    yield* lease(0, slots.splice(0).length)
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
  const queues = new Map<string, SlotQueue>()
  for (const [instance, rate] of rateOf) {
    const queue = { ...rate, slots: [], waiting: [], owed: 0, isWanted: false, woken: Latch.makeUnsafe(false) }
    yield* drive(instance, queue)
    queues.set(instance, queue)
  }

  // Nobody goes before those who came earlier.
  const enqueue = (queue: SlotQueue, now: number) =>
    Effect.callback<void>((resume) => {
      queue.isWanted = true
      if (queue.waiting.length === 0 && takeSlot(queue, now)) return resume(Effect.void)
      const go = () => resume(Effect.void)
      queue.waiting.push(go)
      queue.woken.openUnsafe()
      return Effect.sync(() => {
        const index = queue.waiting.indexOf(go)
        if (index >= 0) queue.waiting.splice(index, 1)
      })
    })

  const service: Service = {
    turn: (instance) => {
      const queue = queues.get(instance)
      return queue === undefined ? Effect.void : Effect.flatMap(Instant.now, (now) => enqueue(queue, now))
    },
    spent: (instance) =>
      Effect.sync(() => {
        const queue = queues.get(instance)
        // No more than a burst is owed, however much has left another way.
        if (queue !== undefined) queue.owed = Math.min(queue.owed + 1, queue.burst)
      }),
    room: (instance) => {
      const queue = queues.get(instance)
      if (queue === undefined) return Number.MAX_SAFE_INTEGER
      return Math.max(0, queue.slots.length + 1 - queue.waiting.length)
    }
  }
  return service
})

/** Keeps to these rates, by instance. */
export const layer = (rateOf: ReadonlyMap<string, Rate>): Layer.Layer<Rates, never, Store> =>
  Layer.effect(Rates, make(rateOf))
