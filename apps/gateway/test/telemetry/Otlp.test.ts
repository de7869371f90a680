/** Traces reach a collector over a real socket, in one trace from request to webhook, with permitted attributes only. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as Otlp from "../../src/telemetry/Otlp.ts"
import * as Trace from "../../src/telemetry/Trace.ts"
import { collector } from "./support/collector.ts"

class Refused extends Schema.TaggedError<Refused>()("Refused", { message: Schema.String }) {}

// Everything is exported when the layer closes, so that nothing here waits for time.
const exported = Effect.fnUntraced(function* <A, E>(program: Effect.Effect<A, E>) {
  const { bodies, spans, url } = yield* collector
  yield* Effect.exit(Effect.provide(program, Otlp.layer({ OTEL_EXPORTER_OTLP_ENDPOINT: url })))
  return { spans: spans(), text: bodies.join("\n") }
})

describe("Otlp", () => {
  it.live("follows one payout from its request through the database to its webhook", () =>
    Effect.gen(function* () {
      const { spans } = yield* exported(
        Effect.gen(function* () {
          const stored = yield* Effect.withSpan(Trace.current, "http.request")
          assert.match(stored ?? "", /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
          yield* Effect.withSpan(Effect.void, "webhook.deliver").pipe(Trace.continued(stored))
        })
      )
      const request = spans.find(({ name }) => name === "http.request")
      const webhook = spans.find(({ name }) => name === "webhook.deliver")
      assert.isDefined(request)
      assert.strictEqual(webhook?.traceId, request?.traceId)
      assert.strictEqual(webhook?.parentSpanId, request?.spanId)
    })
  )

  it.live("lets out permitted attributes only, and of failures what logs tell", () =>
    Effect.gen(function* () {
      const attributes = {
        "switchyard.provider": "p2p",
        holder: "Ivanov",
        "http.request.header.authorization": "sk_live"
      }
      const { spans, text } = yield* exported(
        Effect.gen(function* () {
          yield* Effect.annotateCurrentSpan("phone", "79161234567")
          yield* Effect.exit(Effect.withSpan(Effect.die(new Error("of hunter2")), "dies"))
          return yield* new Refused({ message: "no to 4111111111111111" })
        }).pipe(Effect.withSpan("send", { attributes }))
      )
      assert.sameMembers(
        spans.map(({ name }) => name),
        ["dies", "send"]
      )
      const send = spans.find(({ name }) => name === "send")
      assert.deepStrictEqual(
        send?.attributes.map(({ key }) => key),
        ["switchyard.provider"]
      )
      assert.include(text, "Refused")
      for (const canary of ["Ivanov", "sk_live", "79161234567", "hunter2", "4111"]) assert.notInclude(text, canary)
    })
  )

  it.live("does nothing where no collector is named", () =>
    Effect.gen(function* () {
      yield* Effect.withSpan(Effect.void, "span").pipe(Effect.provide(Otlp.layer({})))
    })
  )

  it.effect("ignores a stored text that is no traceparent", () =>
    Effect.gen(function* () {
      for (const text of [null, "", "00-xyz", "Ivanov"]) {
        assert.isNull(yield* Trace.continued(text)(Trace.current))
      }
    })
  )
})
