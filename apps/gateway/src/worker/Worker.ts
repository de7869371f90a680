/**
 * The worker: claims what is due and carries it out, many operations at once. Any number of workers may run on one
 * database. When it ends it takes nothing new and waits for what it has begun; what a killed one held is due again when
 * its lease ends.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { Carrier, type Service as CarrierService } from "./Carrier.ts"
import * as Inbox from "./inbox.ts"
import { leaseMillis } from "./reading.ts"
import * as SideReads from "./sideReads.ts"
import * as Steps from "./steps.ts"

/** How a worker works. */
export interface Options {
  /** Operations at once; 64 unless told otherwise. */
  readonly concurrency?: number | undefined
  /** How long to wait when nothing is due and nobody wakes it. */
  readonly idleMillis?: number | undefined
  /** False: nothing runs by itself, only `runDue`. For tests and tools. */
  readonly isRunning?: boolean | undefined
}

/** The worker. */
export interface Service {
  /** Carries out everything that is due now, and what becomes due by it; tells how many steps that were. */
  readonly runDue: Effect.Effect<number, StoreUnavailable>
  /** Looks for work now instead of at the next turn. */
  readonly wake: Effect.Effect<void>
}

/** The worker in the environment. */
export class Worker extends Context.Service<Worker, Service>()("@switchyard/gateway/Worker") {}

const callbackBatch = 200

const sideReadsAtOnce = 32

// One operation that fails must not stop the others; it is due again when its lease ends.
const contained = (step: Effect.Effect<void, StoreUnavailable>): Effect.Effect<void> =>
  Effect.catchCause(step, (cause) => Effect.logWarning("a step broke off", cause))

// One whose outcome the database refuses for its content would be refused again: it is set aside, where it can be seen.
const carried = (carrier: CarrierService, row: Row): Effect.Effect<void> =>
  Steps.execute(carrier, row).pipe(
    Effect.catch((error) =>
      error.isAboutContent
        ? carrier.park(row, "what its provider said cannot be stored", Steps.setAsideMillis)
        : Effect.fail(error)
    ),
    contained
  )

const claims = (carrier: CarrierService) => {
  const lease = Effect.map(Instant.now, (now) => ({ now, leaseUntil: Instant.after(now, leaseMillis) }))
  return {
    operations: (limit: number) => Effect.flatMap(lease, (options) => carrier.store.claim({ ...options, limit })),
    callbacks: Effect.flatMap(lease, (options) => carrier.store.claimCallbacks({ ...options, limit: callbackBatch })),
    sideReads: Effect.flatMap(lease, (options) => carrier.store.claimSideReads({ ...options, limit: sideReadsAtOnce }))
  }
}

const make = Effect.fnUntraced(function* ({ concurrency = 64, idleMillis = 250, isRunning = true }: Options) {
  const carrier = yield* Carrier
  const claim = claims(carrier)
  const bell = yield* Queue.sliding<void>(1)
  const wake = Effect.asVoid(Queue.offer(bell, undefined))
  const rest = Effect.raceFirst(Queue.take(bell), Effect.sleep(idleMillis))
  // A claim for one free place costs as much as one for many.
  const few = concurrency / 8

  const callbacks = Effect.gen(function* () {
    const batch = yield* claim.callbacks
    if (batch.length > 0) yield* contained(Inbox.handle(carrier, batch))
    return batch.length
  })

  const sideReads = Effect.gen(function* () {
    const due = yield* claim.sideReads
    yield* Effect.forEach(due, (each) => SideReads.run(carrier, each), { concurrency: "unbounded", discard: true })
    return due.length
  })

  const runDue = Effect.gen(function* () {
    let steps = 0
    for (;;) {
      const handled = (yield* callbacks) + (yield* sideReads)
      const rows = yield* claim.operations(concurrency)
      yield* Effect.forEach(rows, (row) => carried(carrier, row), {
        concurrency: "unbounded",
        discard: true
      })
      if (handled + rows.length === 0) return steps
      steps += handled + rows.length
    }
  })

  if (isRunning) {
    // Closed after the loops are: whatever has begun ends by itself.
    const running = yield* FiberSet.make<void>()
    yield* Effect.addFinalizer(() => Effect.andThen(carrier.drain, FiberSet.awaitEmpty(running)))

    const places = Effect.map(FiberSet.size(running), (taken) => concurrency - taken)
    const turn = Effect.gen(function* () {
      if ((yield* places) < few) yield* Effect.sleep("5 millis")
      const free = yield* places
      if (free <= 0) return yield* rest
      const rows = yield* Effect.uninterruptible(
        Effect.tap(claim.operations(free), (claimed) =>
          Effect.forEach(claimed, (row) => FiberSet.run(running, Effect.ensuring(carried(carrier, row), wake)), {
            discard: true
          })
        )
      )
      if (rows.length < free) yield* rest
    })
    const forever = (name: string, loop: Effect.Effect<unknown, StoreUnavailable>) =>
      loop.pipe(
        Effect.catchCause((cause) =>
          Effect.andThen(Effect.logWarning(`${name}: trying again`, cause), Effect.sleep("1 second"))
        ),
        Effect.forever,
        Effect.forkScoped
      )
    yield* forever("operations", turn)
    yield* forever(
      "callbacks",
      Effect.flatMap(callbacks, (count) => (count === 0 ? Effect.sleep(idleMillis) : wake))
    )
    yield* forever(
      "side reads",
      Effect.flatMap(sideReads, (count) => (count === 0 ? Effect.sleep(idleMillis) : wake))
    )
    yield* forever("old callbacks", Effect.andThen(Inbox.prune(carrier), Effect.sleep("1 minute")))
  }
  return { runDue, wake }
})

/** The worker, running unless told otherwise. */
export const layer = (options: Options = {}): Layer.Layer<Worker, never, Carrier> => Layer.effect(Worker, make(options))
