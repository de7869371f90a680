/** Circuits by the test's clock: who is let through when, what counts, and that reads always go. */
import { assert, describe, it } from "@effect/vitest"
import { ProviderError, type Reason } from "@switchyard/core"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as Health from "../../src/health/Health.ts"
import type { CallOutcome } from "../../src/health/verdict.ts"
import * as Alone from "./alone.ts"

const refused: CallOutcome = { _tag: "NotExecuted", reason: "ConnectionLost" }

const about = { provider: "p2p", operation: "payouts.get", message: "no" } as const
const readFailed = new ProviderError.ReadFailed({ ...about, reason: "ProviderUnavailable" })
// The operation is locked while its provider is asked: an answer, whatever its reason.
const busy = new ProviderError.ReadFailed({ ...about, reason: "ProviderUnavailable", providerCode: "8" })
const unreadable = new ProviderError.ReadFailed({ ...about, reason: "UnreadableAnswer" })

const watching = <A, E>(
  program: (
    health: Health.Service,
    attempt: (ending: CallOutcome | undefined) => Effect.Effect<boolean>
  ) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    const health = yield* Health.Health
    return yield* program(health, (outcome) => health.attempt("p2p", Effect.succeed(outcome)))
  }).pipe(Effect.provide(Alone.layer))

const breakDown = (attempt: (ending: CallOutcome) => Effect.Effect<boolean>) =>
  Effect.all(Array.from({ length: 5 }, () => attempt(refused)))

describe("a circuit", () => {
  it.effect("opens after five failures in a row, and lets one through after ten seconds", () =>
    watching((health, attempt) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* breakDown(attempt), [true, true, true, true, true])
        assert.strictEqual((yield* health.of("p2p")).circuit, "open")
        assert.isTrue(yield* health.isUnhealthy("p2p"))
        let runs = 0
        const counted = Effect.sync((): CallOutcome => {
          runs += 1
          return { _tag: "Accepted" }
        })
        assert.isFalse(yield* health.attempt("p2p", counted))
        yield* TestClock.adjust("9999 millis")
        assert.isFalse(yield* health.attempt("p2p", counted))
        assert.strictEqual(runs, 0)
        yield* TestClock.adjust("1 millis")
        assert.isTrue(yield* health.attempt("p2p", counted))
        assert.strictEqual(runs, 1)
        assert.isFalse(yield* health.isUnhealthy("p2p"))
        assert.strictEqual((yield* health.of("p2p")).circuit, "closed")
      })
    )
  )

  it.effect("lets only one through to try, and stays open longer each time that fails, up to a minute", () =>
    watching((health, attempt) =>
      Effect.gen(function* () {
        yield* breakDown(attempt)
        yield* TestClock.adjust("10 seconds")
        const probe = yield* Effect.forkChild(health.attempt("p2p", Effect.delay(Effect.succeed(refused), "5 seconds")))
        yield* Effect.yieldNow
        assert.strictEqual((yield* health.of("p2p")).circuit, "half_open")
        assert.isFalse(yield* attempt({ _tag: "Accepted" }))
        yield* TestClock.adjust("5 seconds")
        assert.isTrue(yield* Fiber.join(probe))
        const waits: Array<number> = []
        for (let round = 0; round < 6; round += 1) {
          let waited = 0
          while (!(yield* attempt(refused))) {
            yield* TestClock.adjust("10 seconds")
            waited += 10
          }
          waits.push(waited)
        }
        assert.deepStrictEqual(waits, [20, 40, 60, 60, 60, 60])
      })
    )
  )

  it.effect("is one for each instance, and is broken by no refusal", () =>
    watching((health, attempt) =>
      Effect.gen(function* () {
        const refusals: ReadonlyArray<CallOutcome | undefined> = [
          { _tag: "Rejected", reason: "InsufficientFunds" },
          { _tag: "NotExecuted", reason: "InvalidRequest" },
          { _tag: "NotExecuted", reason: "RateLimited" },
          { _tag: "OutcomeUnknown", reason: "DuplicateReference" },
          undefined
        ]
        for (const outcome of refusals) {
          for (let times = 0; times < 6; times += 1) assert.isTrue(yield* attempt(outcome))
        }
        assert.isFalse(yield* health.isUnhealthy("p2p"))
        yield* breakDown(attempt)
        assert.isTrue(yield* health.isUnhealthy("p2p"))
        assert.isFalse(yield* health.isUnhealthy("feennex"))
      })
    )
  )

  it.effect("opens after outcomes that are not known, and counts only failures in a row", () =>
    watching((health, attempt) =>
      Effect.gen(function* () {
        const unknown: CallOutcome = { _tag: "OutcomeUnknown", reason: "TimedOut" }
        for (const outcome of [unknown, unknown, unknown, unknown, { _tag: "Accepted" } as const, unknown]) {
          yield* attempt(outcome)
        }
        assert.isFalse(yield* health.isUnhealthy("p2p"))
        for (let more = 0; more < 4; more += 1) yield* attempt(unknown)
        assert.isTrue(yield* health.isUnhealthy("p2p"))
      })
    )
  )

  it.effect("never keeps a read away, and is closed by the first that succeeds, before its time is up", () =>
    watching((health) =>
      Effect.gen(function* () {
        let reads = 0
        const failing = Effect.suspend(() => {
          reads += 1
          return Effect.fail(readFailed)
        })
        for (let n = 0; n < 8; n += 1) assert.strictEqual(yield* Effect.flip(health.read("p2p", failing)), readFailed)
        assert.strictEqual(reads, 8)
        assert.isTrue(yield* health.isUnhealthy("p2p"))
        assert.strictEqual(yield* health.read("p2p", Effect.succeed("paid")), "paid")
        assert.isFalse(yield* health.isUnhealthy("p2p"))
        assert.isTrue(yield* health.attempt("p2p", Effect.succeed({ _tag: "Accepted" } as const)))
      })
    )
  )

  it.effect("is closed by a read that finds nothing, and by none that began before it opened", () =>
    watching((health, attempt) =>
      Effect.gen(function* () {
        const slow = yield* Effect.forkChild(health.read("p2p", Effect.delay(Effect.succeed("paid"), "3 seconds")), {
          startImmediately: true
        })
        yield* TestClock.adjust("1 seconds")
        yield* breakDown(attempt)
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(yield* Fiber.join(slow), "paid")
        assert.isTrue(yield* health.isUnhealthy("p2p"))
        const none = new ProviderError.NotFound({ ...about, reference: "po-1" })
        yield* Effect.flip(health.read("p2p", Effect.fail(none)))
        assert.isFalse(yield* health.isUnhealthy("p2p"))
      })
    )
  )

  it.effect("is not opened by answers that are odd for one request, nor closed by them", () =>
    watching((health, attempt) =>
      Effect.gen(function* () {
        const odd: ReadonlyArray<CallOutcome> = [
          { _tag: "OutcomeUnknown", reason: "UnrecognisedAnswer" },
          { _tag: "OutcomeUnknown", reason: "UnreadableAnswer" },
          { _tag: "OutcomeUnknown", reason: "AnswerLost" },
          { _tag: "OutcomeUnknown", reason: "RateLimited" },
          { _tag: "OutcomeUnknown", reason: "AuthenticationFailed" }
        ]
        const both = Effect.gen(function* () {
          for (const outcome of odd) {
            for (let n = 0; n < 6; n += 1) yield* attempt(outcome)
          }
          for (const error of [unreadable, busy]) {
            for (let n = 0; n < 6; n += 1) yield* Effect.flip(health.read("p2p", Effect.fail(error)))
          }
        })
        yield* both
        assert.isFalse(yield* health.isUnhealthy("p2p"))
        yield* breakDown(attempt)
        yield* both
        assert.isTrue(yield* health.isUnhealthy("p2p"))
      })
    )
  )

  it.effect.each<Reason.Reason>(["ProviderUnavailable", "ConnectionLost", "TimedOut"])(
    "is opened by sends and reads that end with %s",
    (reason) =>
      watching((health, attempt) =>
        Effect.gen(function* () {
          yield* attempt({ _tag: "NotExecuted", reason })
          yield* attempt({ _tag: "OutcomeUnknown", reason })
          yield* Effect.flip(health.read("p2p", Effect.fail(new ProviderError.ReadFailed({ ...about, reason }))))
          yield* attempt({ _tag: "OutcomeUnknown", reason })
          assert.isFalse(yield* health.isUnhealthy("p2p"))
          yield* attempt({ _tag: "NotExecuted", reason })
          assert.isTrue(yield* health.isUnhealthy("p2p"))
        })
      )
  )

  it.effect("is freed by a trial that is interrupted", () =>
    watching((health, attempt) =>
      Effect.gen(function* () {
        yield* breakDown(attempt)
        yield* TestClock.adjust("10 seconds")
        const trial = yield* Effect.forkChild(health.attempt("p2p", Effect.never), { startImmediately: true })
        assert.isFalse(yield* attempt({ _tag: "Accepted" }))
        yield* Fiber.interrupt(trial)
        assert.isTrue(yield* attempt({ _tag: "Accepted" }))
        assert.isFalse(yield* health.isUnhealthy("p2p"))
      })
    )
  )
})

describe("the figures", () => {
  it.effect("tell the error rate and latencies of the latest calls, and of nothing older than five minutes", () =>
    watching((health) =>
      Effect.gen(function* () {
        const none = { circuit: "closed", errorRate: null, latencyMillis: null }
        assert.deepStrictEqual(yield* health.of("p2p"), none as Health.State)
        for (let millis = 1; millis <= 100; millis += 1) {
          const outcome: CallOutcome = millis % 4 === 0 ? refused : { _tag: "Read" }
          yield* health.note({ instance: "p2p", outcome, millis })
        }
        yield* health.note({ instance: "p2p", outcome: { _tag: "Unsupported" }, millis: 9999 })
        const seen = yield* health.of("p2p")
        assert.deepStrictEqual(seen, { circuit: "closed", errorRate: 0.25, latencyMillis: { p50: 50, p99: 99 } })
        // Only so many are kept: these push the others out.
        for (let n = 0; n < 200; n += 1) yield* health.note({ instance: "p2p", outcome: { _tag: "Read" }, millis: 7 })
        assert.deepInclude(yield* health.of("p2p"), { errorRate: 0, latencyMillis: { p50: 7, p99: 7 } })
        yield* TestClock.adjust("5 minutes")
        assert.deepStrictEqual(yield* health.of("p2p"), none as Health.State)
      })
    )
  )
})
