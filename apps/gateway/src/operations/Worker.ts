/**
 * The worker: claims what is due and carries it out, many operations at once. Every provider instance has its own places
 * for sends, for reads, for reads beside the holder and for callbacks, so that one which is slow holds up nobody else. Any
 * number of workers may run on one database. When it ends it takes nothing new and waits for what it has begun; what a
 * killed one held is due again when its lease ends.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Bulkhead from "../model/Bulkhead.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import { defaultShare, type Share } from "../model/Share.ts"
import type { StoredCallback } from "../store/Inbox.ts"
import type { Row } from "../store/Row.ts"
import * as Dispatching from "./dispatching.ts"
import { giveBack, giveCallbacksBack } from "./givingBack.ts"
import * as Inbox from "./inbox.ts"
import * as LeftReads from "./leftReads.ts"
import { OperationRunner, type Service as RunnerService } from "./OperationRunner.ts"
import type { Place } from "./places.ts"
import { leaseMillis } from "./reading.ts"
import * as SideReads from "./sideReads.ts"
import * as Steps from "./steps.ts"

/** How a worker works. */
export interface Options {
  /** The share of an instance; `defaultShare` unless given. */
  readonly shareOf?: ((instance: string) => Share) | undefined
  /** How many calls of an instance its rate has room for; any number unless given. */
  readonly room?: ((instance: string) => number) | undefined
  /** How long to wait when nothing is due and nobody wakes it. */
  readonly idleMillis?: number | undefined
  /** False: nothing runs by itself, only `runDue`. For tests and tools. */
  readonly isRunning?: boolean | undefined
}

/** The worker. */
export interface Service {
  /** Carries out everything that is due now, and what becomes due by it; gives the number of steps. */
  readonly runDue: Effect.Effect<number, StoreUnavailable>
  /** Looks for work now instead of at the next turn. */
  readonly wake: Effect.Effect<void>
}

/** The worker in the environment. */
export class Worker extends Context.Service<Worker, Service>()("@switchyard/gateway/Worker") {}

// What belongs to no instance that is configured is suspended or handed over, and calls nobody.
const ofOthers = 16

// They come on a slow schedule; a callback about one is a read like the others.
const endedAtOnce = 4

const sideReadsAtOnce = 16

// They come on a slow schedule, and none of them is waited for.
const leftReadsAtOnce = 4

const callbackBatch = 200

// One operation that fails must not stop the others; it is due again when its lease ends.
const contained = (step: Effect.Effect<void, StoreUnavailable>): Effect.Effect<void> =>
  Effect.catchCause(step, (cause) => Effect.logWarning("a step broke off", cause))

// One whose outcome the database refuses for its content would be refused again: it is set aside, where it is visible.
const runStep = (runner: RunnerService, row: Row, place: Place): Effect.Effect<void> =>
  Steps.execute(runner, row, place).pipe(
    Effect.catch((error) =>
      error.isAboutContent
        ? runner.suspend(row, "what its provider said cannot be stored", Steps.setAsideMillis)
        : Effect.andThen(giveBack(runner, row, error), Effect.fail(error))
    ),
    contained
  )

const handled = (
  runner: RunnerService,
  bulkhead: string,
  batch: ReadonlyArray<StoredCallback>,
  leaseUntil: Instant.Instant
): Effect.Effect<void, StoreUnavailable> =>
  Effect.tapError(Inbox.handle(runner, Bulkhead.instanceOf(bulkhead), batch, leaseUntil), ({ isAboutContent }) =>
    // What is refused for its content would be refused again, and at once.
    isAboutContent ? Effect.void : giveCallbacksBack(runner, batch, leaseUntil)
  )

const make = Effect.fnUntraced(function* (options: Options) {
  const { idleMillis = 250, isRunning = true, room, shareOf = () => defaultShare } = options
  const runner = yield* OperationRunner
  const { store } = runner
  const instances = runner.switchyard.instances.map(({ name }) => name)
  const sizes = (ofInstance: (name: string) => ReadonlyArray<readonly [Bulkhead.Work, number]>, others: number) =>
    new Map([
      ...instances.flatMap((name) =>
        ofInstance(name).map(([work, size]): readonly [string, number] => [Bulkhead.of(name, work), size])
      ),
      [Bulkhead.other, others]
    ])
  const leased = (now: Instant.Instant) => ({ now, leaseUntil: Instant.after(now, leaseMillis) })
  const roomOf = room && ((bulkhead: string) => room(Bulkhead.instanceOf(bulkhead)))

  const operations = Dispatching.make(
    {
      name: "operations",
      sizes: sizes((name) => {
        const { reads, sends } = shareOf(name)
        return [
          ["send", sends],
          ["read", reads],
          ["ended", endedAtOnce]
        ]
      }, ofOthers),
      room: roomOf,
      bulkheads: store.bulkheads,
      claim: (now, bulkheads) =>
        Effect.map(store.claim({ ...leased(now), bulkheads }), (rows) =>
          rows.map((row) => ({ bulkhead: row.bulkhead, run: (place) => runStep(runner, row, place) }))
        )
    },
    idleMillis
  )
  const { wake } = operations

  const sideReads = Dispatching.make(
    {
      name: "side reads",
      sizes: sizes(() => [["side", sideReadsAtOnce]], sideReadsAtOnce),
      room: roomOf,
      bulkheads: store.sideReadBulkheads,
      claim: (now, bulkheads) =>
        Effect.map(store.claimSideReads({ ...leased(now), bulkheads }), (due) =>
          due.map((each) => ({
            bulkhead: Bulkhead.of(each.instance, "side"),
            run: () => Effect.andThen(SideReads.run(runner, each), wake)
          }))
        )
    },
    idleMillis
  )

  const leftReads = Dispatching.make(
    {
      name: "reads of what was left behind",
      sizes: sizes(() => [["left", leftReadsAtOnce]], leftReadsAtOnce),
      room: roomOf,
      bulkheads: store.leftReadBulkheads,
      claim: (now, bulkheads) =>
        Effect.map(store.claimLeftReads({ ...leased(now), bulkheads }), (due) =>
          due.map((each) => ({
            bulkhead: Bulkhead.of(each.instance, "left"),
            run: () => Effect.andThen(LeftReads.run(runner, each), wake)
          }))
        )
    },
    idleMillis
  )

  // Of each instance one batch at a time, and those that may be forged apart from the others.
  const callbacks = Dispatching.make(
    {
      name: "callbacks",
      sizes: sizes(
        () => [
          ["proven", 1],
          ["unproven", 1]
        ],
        1
      ),
      bulkheads: store.callbackBulkheads,
      claim: (now, wanted) => {
        const bulkheads = wanted.map((each) => ({ ...each, limit: callbackBatch }))
        const lease = leased(now)
        return Effect.map(store.claimCallbacks({ ...lease, bulkheads }), (all) =>
          [...Map.groupBy(all, ({ bulkhead }) => bulkhead)].map(([bulkhead, batch]) => ({
            bulkhead,
            run: () => Effect.andThen(contained(handled(runner, bulkhead, batch, lease.leaseUntil)), wake)
          }))
        )
      }
    },
    idleMillis
  )

  const runDue = Effect.gen(function* () {
    let steps = 0
    for (;;) {
      const handled = (yield* callbacks.runDue) + (yield* sideReads.runDue) + (yield* leftReads.runDue)
      const done = handled + (yield* operations.runDue)
      if (done === 0) return steps
      steps += done
    }
  })

  if (isRunning) {
    const loops = yield* Effect.forEach([operations, callbacks, sideReads, leftReads], ({ loop }) => loop)
    // Before it is waited for what has begun.
    yield* Effect.addFinalizer(() => runner.drain)
    yield* Effect.forEach(loops, (loop) => Effect.forkScoped(loop))
    const prune = Inbox.prune(runner).pipe(
      Effect.catchCause((cause) => Effect.logWarning("old callbacks: trying again", cause)),
      Effect.andThen(Effect.sleep("10 seconds"))
    )
    yield* Effect.forkScoped(Effect.forever(prune))
  }
  return { runDue, wake }
})

/** The worker, running unless it is switched off. */
export const layer = (options: Options = {}): Layer.Layer<Worker, never, OperationRunner> =>
  Layer.effect(Worker, make(options))
