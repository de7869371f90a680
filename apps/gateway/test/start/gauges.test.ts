/** The gauges by the test's clock: taken every ten seconds whoever reads them, and honest while the database is away. */
import { assert, describe, it } from "@effect/vitest"
import { Switchyard } from "@switchyard/facade"
import { Effect, Layer, Metric } from "effect"
import { PrometheusMetrics } from "effect/observability"
import { TestClock } from "effect/testing"
import { Health } from "../../src/health/Health.ts"
import { StoreUnavailable } from "../../src/model/Operations.ts"
import * as Gauges from "../../src/start/gauges.ts"
import { type Recovery, type Service, Store } from "../../src/store/Store.ts"
import { layer as healthLayer } from "../health/alone.ts"
import { configOf } from "../operations/support/simulators.ts"

const database = () => {
  const state: { asked: number; isAway: boolean; recovery: Recovery | undefined } = {
    asked: 0,
    isAway: false,
    recovery: undefined
  }
  const picture: Service["snapshot"] = (now) =>
    Effect.suspend(() => {
      state.asked += 1
      return state.isAway
        ? Effect.fail(new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: false }))
        : Effect.succeed({
            open: [{ kind: "payout" as const, state: "processing", age: "10m" as const, count: 3 }],
            queues: [{ queue: "operations" as const, due: 2, oldestDueAt: now - 4000 }],
            bulkheads: [{ provider: "p2p", work: "send", due: 2, oldestDueAt: now - 4000 }],
            orphanedWebhooks: 3
          })
    })
  return { state, layer: Layer.mock(Store, { snapshot: picture, recovery: Effect.sync(() => state.recovery) }) }
}

describe("the gauges", () => {
  it.effect("are taken every ten seconds, whoever reads them", () => {
    const { layer, state } = database()
    return Effect.gen(function* () {
      yield* Layer.build(Gauges.layer)
      yield* TestClock.adjust("0 millis")
      const shows = Effect.fnUntraced(function* (...lines: ReadonlyArray<string>) {
        const text = yield* PrometheusMetrics.format()
        for (const line of lines) assert.include(text, line)
      })
      yield* shows(
        'switchyard_operations_open{kind="payout",state="processing",age="10m"} 3',
        'switchyard_queue_due{queue="operations"} 2',
        'switchyard_queue_lag_seconds{queue="operations"} 4',
        "switchyard_webhooks_orphaned 3",
        'switchyard_provider_circuit_open{provider="p2p"} 0',
        "switchyard_database_up 1",
        "switchyard_recovery_active 0",
        "switchyard_recovery_since_timestamp_seconds 0"
      )
      for (let reads = 0; reads < 20; reads += 1) yield* shows("switchyard_database_up 1")
      assert.strictEqual(state.asked, 1)

      state.isAway = true
      const health = yield* Health
      for (let n = 0; n < 5; n += 1) {
        yield* health.attempt("p2p", Effect.succeed({ _tag: "NotExecuted", reason: "ConnectionLost" }))
      }
      yield* TestClock.adjust("9999 millis")
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(state.asked, 2)
      yield* shows(
        "switchyard_database_up 0",
        'switchyard_operations_open{kind="payout",state="processing",age="10m"} 3',
        'switchyard_provider_circuit_open{provider="p2p"} 1'
      )
      state.isAway = false
      // Another node has begun a recovery; then somebody ends it.
      state.recovery = { id: 3, since: 1_764_405_000_500, startedAt: 1_764_500_000_000, endedAt: null }
      yield* TestClock.adjust("10 seconds")
      yield* shows(
        "switchyard_database_up 1",
        "switchyard_recovery_active 1",
        "switchyard_recovery_since_timestamp_seconds 1764405000.5"
      )
      state.recovery = undefined
      yield* TestClock.adjust("10 seconds")
      yield* shows("switchyard_recovery_active 0", "switchyard_recovery_since_timestamp_seconds 0")
    }).pipe(
      Effect.provide([
        layer,
        healthLayer,
        Layer.orDie(Switchyard.layer(configOf("p2p"), { load: (name) => import(name) }))
      ]),
      Effect.provideService(Metric.MetricRegistry, new Map())
    )
  })
})
