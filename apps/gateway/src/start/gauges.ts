/**
 * Keeps the gauges up to date that describe the database and the circuits: every ten seconds by itself, so that their cost
 * depends neither on how often nor by how many they are read, and a collector that is sent metrics gets them as well.
 */
import { Switchyard } from "@switchyard/facade"
import { Effect, Layer } from "effect"
import { Health } from "../health/Health.ts"
import * as Instant from "../model/Instant.ts"
import * as Readiness from "../model/Readiness.ts"
import { Store } from "../store/Store.ts"
import * as Gauges from "../telemetry/Gauges.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { endpointsOf } from "../webhooks/Endpoint.ts"

const interval = "10 seconds"

const make = Effect.gen(function* () {
  const { config, instances } = yield* Switchyard.Switchyard
  const health = yield* Health
  const store = yield* Store
  const setOpen = Gauges.openOperations()
  const setBulkheads = Gauges.bulkheads()
  const urls = endpointsOf(config).map(({ url }) => url)

  const circuits = Effect.forEach(
    instances,
    ({ name }) => Effect.flatMap(health.of(name), ({ circuit }) => Metrics.circuit(name, circuit !== "closed")),
    { discard: true }
  )
  const database = Effect.gen(function* () {
    const now = yield* Instant.now
    const { bulkheads, open, orphanedWebhooks, queues } = yield* store.snapshot(now, urls)
    yield* Metrics.database(true)
    yield* setOpen(open)
    yield* Effect.forEach(queues, (queue) => Gauges.queue(queue, now), { discard: true })
    yield* setBulkheads(bulkheads, now)
    yield* Gauges.orphanedWebhooks(orphanedWebhooks)
    // From the records, so that every node shows what any of them has begun or ended.
    yield* Gauges.recovery(yield* store.recovery)
  }).pipe(
    // What was known last stays; that it is old is what the other gauge says.
    Effect.timeout(interval),
    Effect.catch(() => Metrics.database(false))
  )
  const readiness = yield* Readiness.Readiness
  const reasons = Effect.flatMap(readiness.reasons, (reported) => {
    const held = new Set(reported.map(({ name }) => name))
    return Effect.forEach(Readiness.names, (name) => Metrics.unready(name, held.has(name)), { discard: true })
  })
  yield* Effect.all([circuits, reasons, database]).pipe(
    Effect.catchDefect((defect) => Effect.logError("the gauges could not be taken", defect)),
    Effect.andThen(Effect.sleep(interval)),
    Effect.forever,
    Effect.forkScoped
  )
})

/** Keeps the gauges up to date. */
export const layer: Layer.Layer<never, never, Health | Store | Switchyard.Switchyard> = Layer.effectDiscard(make)
