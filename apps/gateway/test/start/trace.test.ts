/** One trace follows a payout through the whole gateway, on real sockets, from its request to the merchant's webhook. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Switchyard } from "@switchyard/facade"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import { Effect, Exit, Layer, Scope } from "effect"
import * as InstanceSecrets from "../../src/operations/instanceSecrets.ts"
import * as DataKeys from "../../src/security/dataKeys.ts"
import * as Gateway from "../../src/start/gateway.ts"
import { apiKey, environment } from "../../src/start/sandboxWorld.ts"
import * as Otlp from "../../src/telemetry/Otlp.ts"
import { layEmbedded } from "../operations/support/embedded.ts"
import { collector } from "../telemetry/support/collector.ts"
import { receiver, secret } from "../webhooks/support/receiver.ts"
import { freePorts } from "./process.ts"

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736"
const callerSpan = "00f067aa0ba902b7"

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "switchyard-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const sandbox = Effect.acquireRelease(
  Effect.promise(() =>
    Sandbox.start({ feennex: { port: 0 }, p2p: { port: 0, plan: [{ status: "successful", after: 50 }] } })
  ),
  ({ close }) => Effect.promise(close)
)

describe("a payout's trace", () => {
  it.live("covers request, attempt, transition and webhook, and goes on from the caller's own", () =>
    Effect.gen(function* () {
      const collected = yield* collector
      const merchant = yield* receiver
      const simulators = yield* sandbox
      const dataDirectory = yield* directory
      yield* Effect.promise(() => layEmbedded(dataDirectory))
      const [port = 0] = yield* Effect.promise(() => freePorts(1))
      const json = JSON.parse(readFileSync(new URL("../../sandbox.json", import.meta.url), "utf8"))
      const hook = { url: merchant.url, secrets: [secret], events: ["payout.paid"], allowPrivateTargets: true }
      const switchyard = yield* Switchyard.make(
        { ...json, webhooks: [hook] },
        {
          env: environment({ feennex: simulators.feennex, p2p: simulators.p2p, stripe: simulators.stripe }, port),
          load: (name) => import(name)
        }
      )
      const settings = {
        host: "127.0.0.1",
        port,
        dataDirectory,
        fenceDirectory: `${dataDirectory}/fence`,
        databaseUrl: undefined,
        configFile: undefined
      }
      const keys = yield* DataKeys.fromDirectory(dataDirectory)
      const sealing = { keys, secrets: InstanceSecrets.make() }
      const gateway = Gateway.layer({ ...settings, recoverSince: undefined }, switchyard, sealing).pipe(
        Layer.provide(Otlp.layer({ OTEL_EXPORTER_OTLP_ENDPOINT: collected.url }))
      )
      const running = yield* Scope.make()
      yield* Layer.buildWithScope(gateway, running)
      const answer = yield* Effect.promise(() =>
        fetch(`http://127.0.0.1:${port}/v1/payouts`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${apiKey}`,
            "content-type": "application/json",
            "idempotency-key": "traced-1",
            traceparent: `00-${traceId}-${callerSpan}-01`
          },
          body: JSON.stringify({
            reference: "traced-1",
            amount: { value: "1500.00", currency: "RUB" },
            destination: { type: "card", number: "4111111111111111" },
            recipientEmail: "a@b.example"
          })
        })
      )
      assert.strictEqual(answer.status, 201)
      yield* merchant.got(1)
      // Everything is exported when it closes.
      yield* Scope.close(running, Exit.void)

      const spans = collected.spans().filter((span) => span.traceId === traceId)
      const named = (name: string) => spans.filter((span) => span.name === name)
      const [request] = named("POST")
      assert.strictEqual(request?.parentSpanId, callerSpan)
      assert.deepInclude([...(request?.attributes ?? [])], { key: "http.route", value: { stringValue: "/v1/payouts" } })
      const steps = named("operation.step")
      assert.isAtLeast(steps.length, 2)
      for (const step of steps) assert.strictEqual(step.parentSpanId, request?.spanId)
      const [attempt] = named("payouts.create")
      assert.include(
        steps.map(({ spanId }) => spanId),
        attempt?.parentSpanId
      )
      const moves = steps.flatMap(({ events = [] }) => events.map(({ name }) => name))
      assert.include(moves, "operation.transition")
      const [webhook] = named("webhook.deliver")
      assert.include(
        steps.map(({ spanId }) => spanId),
        webhook?.parentSpanId
      )
      const text = collected.bodies.join("\n")
      for (const canary of ["4111111111111111", "a@b.example", apiKey]) assert.notInclude(text, canary)
    })
  )
})
