/** What `/metrics` shows of what the parts of the gateway count and measure. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Metric } from "effect"
import * as Gauges from "../../src/telemetry/Gauges.ts"
import * as Metrics from "../../src/telemetry/Metrics.ts"
import * as Prometheus from "../../src/telemetry/Prometheus.ts"

const fresh = Effect.provideService(Metric.MetricRegistry, new Map())

const lines = Effect.map(Prometheus.text, (text) => text.split("\n"))

describe("Metrics", () => {
  it.effect("count calls by provider, operation and outcome, with their time", () =>
    Effect.gen(function* () {
      const call = { provider: "p2p", operation: "payouts.create", durationMillis: 30 } as const
      yield* Metrics.providerCall({ ...call, outcome: "accepted" })
      yield* Metrics.providerCall({ ...call, outcome: "accepted" })
      yield* Metrics.providerCall({ ...call, outcome: "unknown", durationMillis: 20_000 })
      const found = yield* lines
      const of = 'provider="p2p",operation="payouts.create"'
      assert.include(found, "# TYPE switchyard_provider_calls_total counter")
      assert.include(found, `switchyard_provider_calls_total{${of},outcome="accepted"} 2`)
      assert.include(found, `switchyard_provider_calls_total{${of},outcome="unknown"} 1`)
      assert.include(found, `switchyard_provider_call_duration_seconds_bucket{${of},le="0.05"} 2`)
      assert.include(found, `switchyard_provider_call_duration_seconds_bucket{${of},le="+Inf"} 3`)
      assert.include(found, `switchyard_provider_call_duration_seconds_count{${of}} 3`)
    }).pipe(fresh)
  )

  it.effect("show open operations by state and age, and zero for what emptied", () =>
    Effect.gen(function* () {
      const set = Gauges.openOperations()
      const row = { kind: "payout", state: "processing" } as const
      yield* set([{ ...row, age: "1m", count: 7 }])
      yield* set([{ ...row, age: "10m", count: 6 }])
      const found = yield* lines
      assert.include(found, 'switchyard_operations_open{kind="payout",state="processing",age="1m"} 0')
      assert.include(found, 'switchyard_operations_open{kind="payout",state="processing",age="10m"} 6')
    }).pipe(fresh)
  )

  it.effect("show how late a queue is, and zero when nothing is due", () =>
    Effect.gen(function* () {
      yield* Gauges.queue({ queue: "operations", due: 3, oldestDueAt: 1000 }, 4500)
      yield* Gauges.queue({ queue: "webhooks", due: 0, oldestDueAt: null }, 4500)
      const found = yield* lines
      assert.include(found, 'switchyard_queue_lag_seconds{queue="operations"} 3.5')
      assert.include(found, 'switchyard_queue_due{queue="operations"} 3')
      assert.include(found, 'switchyard_queue_lag_seconds{queue="webhooks"} 0')
    }).pipe(fresh)
  )

  it.effect("count transitions, anomalies, callbacks, webhooks and requests", () =>
    Effect.gen(function* () {
      yield* Metrics.transition({ kind: "payout", from: "processing", to: "paid" })
      yield* Metrics.anomaly("feennex", "AmountDiffers")
      yield* Metrics.callback("feennex", "verified")
      yield* Metrics.webhookAttempt("delivered", 12)
      yield* Metrics.request({ method: "GET", route: "/v1/payouts/:id", status: 200, durationMillis: 4 })
      yield* Metrics.circuit("p2p", true)
      yield* Metrics.database(true)
      const found = yield* lines
      assert.include(found, 'switchyard_transitions_total{kind="payout",from="processing",to="paid"} 1')
      assert.include(found, 'switchyard_anomalies_total{provider="feennex",kind="AmountDiffers"} 1')
      assert.include(found, 'switchyard_callbacks_total{provider="feennex",outcome="verified"} 1')
      assert.include(found, 'switchyard_webhook_attempts_total{outcome="delivered"} 1')
      assert.include(found, 'switchyard_http_requests_total{method="GET",route="/v1/payouts/:id",status="200"} 1')
      assert.include(found, 'switchyard_provider_circuit_open{provider="p2p"} 1')
      assert.include(found, "switchyard_database_up 1")
    }).pipe(fresh)
  )

  it.effect("take no person and no id for a label", () =>
    Effect.gen(function* () {
      for (const text of ["Ivanov Ivan", "79161234567", "4111111111111111", "a@b.example\n", "x".repeat(65)]) {
        yield* Metrics.anomaly(text, text)
      }
      const text = yield* Prometheus.text
      assert.include(text, 'switchyard_anomalies_total{provider="other",kind="other"} 5')
      for (const canary of ["Ivanov", "7916", "4111", "b.example", "xxx"]) assert.notInclude(text, canary)
    }).pipe(fresh)
  )
})
