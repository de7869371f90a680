/** Log lines hold ids, and neither a person nor a secret, whatever was handed to the logger. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import { TestClock, TestConsole } from "effect/testing"
import * as Logs from "../../src/telemetry/Logs.ts"

class Refused extends Schema.TaggedError<Refused>()("Refused", { message: Schema.String, phone: Schema.String }) {}

const canaries = ["4111111111111111", "79161234567", "ivan@example.com", "Ivanov", "hunter2", "sk_live", "DE89"]

const logged = Effect.map(TestConsole.logLines, (lines) => lines.map(String))

const quiet = <A, E>(effect: Effect.Effect<A, E>) => Effect.provide(effect, Logs.layer())

describe("Logs", () => {
  it.effect("are one JSON object a line, with time, level, message and ids", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-01-02T03:04:05Z"))
      const id = "po_018f3a5b6c7d8e9f0a1b2c3d4e5f6071"
      yield* quiet(
        Effect.logWarning("a payout waits").pipe(
          Effect.annotateLogs({ operationId: id, kind: "payout", provider: "p2p" })
        )
      )
      const [line] = yield* logged
      assert.deepStrictEqual(JSON.parse(line ?? ""), {
        time: "2026-01-02T03:04:05.000Z",
        level: "warn",
        message: "a payout waits",
        operationId: id,
        kind: "payout",
        provider: "p2p"
      })
    })
  )

  it.effect("name the trace they belong to", () =>
    Effect.gen(function* () {
      yield* quiet(Effect.withSpan(Effect.log("within"), "span"))
      const { spanId, traceId } = JSON.parse((yield* logged)[0] ?? "")
      assert.match(`${traceId} ${spanId}`, /^[0-9a-f]{32} [0-9a-f]{16}$/)
    })
  )

  it.effect("leave out every annotation that is not on the list", () =>
    Effect.gen(function* () {
      const annotations = {
        holder: "Ivanov",
        phone: "79161234567",
        authorization: "Bearer sk_live",
        destination: { number: "4111111111111111" },
        operationId: "4111111111111111",
        provider: { name: "Ivanov" },
        reason: "refused for Ivanov",
        code: "ivan@example.com",
        reference: "order-79161234567",
        secret: Redacted.make("hunter2")
      }
      yield* quiet(Effect.log("a message").pipe(Effect.annotateLogs(annotations)))
      const [line] = yield* logged
      for (const canary of canaries) assert.notInclude(line, canary)
      const { level, message, time, ...rest } = JSON.parse(line ?? "")
      assert.deepStrictEqual(rest, { code: "***", reference: "order-***" })
    })
  )

  it.effect("leave out objects among the arguments, and numbers of people in the text", () =>
    Effect.gen(function* () {
      yield* quiet(Effect.log("called 79161234567, ivan@example.com", { holder: "Ivanov" }, 3))
      const [line] = yield* logged
      for (const canary of canaries) assert.notInclude(line, canary)
      assert.strictEqual(JSON.parse(line ?? "").message, "called ***, *** 3")
    })
  )

  it.effect("tell of our own errors by tag and message, and of defects by name and place only", () =>
    Effect.gen(function* () {
      const defect = new TypeError("cannot read Ivanov of hunter2", { cause: { number: "4111111111111111" } })
      const failing = Effect.fail(new Refused({ message: "the provider said no to 79161234567", phone: "79161234567" }))
      yield* quiet(Effect.catchCause(failing, (cause) => Effect.logError("failed", cause)))
      yield* quiet(Effect.catchCause(Effect.die(defect), (cause) => Effect.logError("died", cause)))
      const [failed, died] = yield* logged
      for (const canary of canaries) {
        assert.notInclude(failed, canary)
        assert.notInclude(died, canary)
      }
      const [told] = JSON.parse(failed ?? "").failures
      assert.deepStrictEqual([told.error, told.message], ["Refused", "the provider said no to ***"])
      const [place] = JSON.parse(died ?? "").failures
      assert.strictEqual(place.error, "TypeError")
      assert.include(place.at.join(" "), "telemetry/Logs.test.ts")
    })
  )

  it.effect("begin at the level that is asked for", () =>
    Effect.gen(function* () {
      const both = Effect.andThen(Effect.logInfo("info"), Effect.logError("error"))
      yield* Effect.provide(both, Logs.layer({ SWITCHYARD_LOG_LEVEL: "error" }))
      assert.strictEqual((yield* logged).length, 1)
    })
  )
})
