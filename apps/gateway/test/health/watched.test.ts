/** Every call of a provider through the facade is counted and timed, whoever makes it, and nothing of it is changed. */
import { assert, describe, it } from "@effect/vitest"
import { Money, ProviderError } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { DateTime, Effect, Metric, Redacted, Stream } from "effect"
import { PrometheusMetrics } from "effect/observability"
import type * as Health from "../../src/health/Health.ts"
import { watched } from "../../src/health/watched.ts"
import { payoutRequest } from "../operations/support/app.ts"
import * as MemoryBank from "../operations/support/memoryBank.ts"
import { configOf } from "../operations/support/simulators.ts"

const about = { provider: "feennex", operation: "payouts.quote", message: "no" } as const
const unavailable = new ProviderError.ReadFailed({ ...about, reason: "ProviderUnavailable" })
const rejected = new ProviderError.Rejected({ ...about, reason: "AmountOutOfRange" })

describe("the watched facade", () => {
  it.effect("counts calls by provider, operation and outcome, and times them", () =>
    Effect.gen(function* () {
      const real = yield* Switchyard.make(configOf("p2p"), { load: (name) => import(name) })
      const noted: Array<Health.Call> = []
      const note = (call: Health.Call) => Effect.sync(() => void noted.push(call))
      const { payments, payouts, refunds } = watched(
        {
          ...real,
          refunds: { ...real.refunds, createOn: () => Effect.fail(rejected) },
          payments: { ...real.payments, cardForm: () => Effect.fail(unavailable) },
          payouts: {
            ...real.payouts,
            createOn: () => Effect.fail(rejected),
            abandonOn: () => Effect.succeed({ _tag: "Accepted", value: {} }),
            prepareOn: () => Effect.fail(rejected),
            quote: () => Effect.fail(unavailable),
            balance: () => Effect.succeed([])
          }
        },
        { note }
      )
      const request = yield* Effect.promise(() => payoutRequest("watched-1"))
      const sendUntil = DateTime.makeUnsafe(30_000)
      assert.strictEqual(yield* Effect.flip(payouts.createOn("p2p", request, { sendUntil })), rejected)
      assert.strictEqual(yield* Effect.flip(payouts.quote({ ...request, destinationType: "card" })), unavailable)
      assert.deepStrictEqual(yield* payouts.balance("p2p"), [])
      const left = { providerReference: "d-1", generation: 0 }
      assert.strictEqual((yield* payouts.abandonOn("p2p", request, left))._tag, "Accepted")
      assert.strictEqual(yield* Effect.flip(payouts.prepareOn("p2p", request, { generation: 0 })), rejected)
      assert.strictEqual(
        yield* Effect.flip(payments.cardForm("feennex", { session: Redacted.make("session") })),
        unavailable
      )

      const paidBack = {
        reference: "watched-2",
        payment: { reference: "watched-3", method: "card" },
        amount: Money.unsafe("1", "RUB")
      }
      assert.strictEqual(yield* Effect.flip(refunds.createOn("p2p", paidBack)), rejected)

      assert.deepStrictEqual(
        noted.map(({ outcome, instance }) => [instance, outcome._tag]),
        [
          ["p2p", "Rejected"],
          ["feennex", "ReadFailed"],
          ["p2p", "Read"],
          ["p2p", "Accepted"],
          ["p2p", "Rejected"],
          ["feennex", "ReadFailed"],
          ["p2p", "Rejected"]
        ]
      )
      const text = yield* PrometheusMetrics.format()
      for (const line of [
        'switchyard_provider_calls_total{provider="p2p",operation="payouts.create",outcome="rejected"} 1',
        'switchyard_provider_calls_total{provider="feennex",operation="payouts.quote",outcome="read_failed"} 1',
        'switchyard_provider_calls_total{provider="p2p",operation="payouts.balance",outcome="ok"} 1',
        'switchyard_provider_calls_total{provider="p2p",operation="payouts.abandon",outcome="accepted"} 1',
        'switchyard_provider_calls_total{provider="p2p",operation="payouts.prepare",outcome="rejected"} 1',
        'switchyard_provider_calls_total{provider="feennex",operation="payments.cardForm",outcome="read_failed"} 1',
        'switchyard_provider_calls_total{provider="p2p",operation="refunds.create",outcome="rejected"} 1',
        'switchyard_provider_call_duration_seconds_count{provider="p2p",operation="payouts.create"} 1'
      ]) {
        assert.include(text, line)
      }
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("counts each page of a statement that is pulled, also one that fails, under its instance", () =>
    Effect.gen(function* () {
      const bank = MemoryBank.make()
      const real = yield* Switchyard.make(MemoryBank.configOf({}), { load: bank.load })
      const noted: Array<Health.Call> = []
      const note = (call: Health.Call) => Effect.sync(() => void noted.push(call))
      const [instance] = watched(real, { note }).instances
      bank.simulator().fault({ kind: "error", code: "bad_signature" }, { path: "/settlement/rows" })
      const pull = instance!.pull!.pull({ from: 0, to: 10 })
      assert.strictEqual((yield* Effect.flip(Stream.runDrain(pull))).reason, "AuthenticationFailed")
      assert.strictEqual((yield* Stream.runCollect(pull)).length, 1)
      assert.deepStrictEqual(
        noted.map(({ instance: of, outcome }) => [of, outcome._tag]),
        [
          ["bank", "ReadFailed"],
          ["bank", "Read"]
        ]
      )
      const text = yield* PrometheusMetrics.format()
      assert.include(
        text,
        'switchyard_provider_calls_total{provider="bank",operation="settlement.pull",outcome="ok"} 1'
      )
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
