/** What is asked again, how often, how late, and with which reference. */
import { assert, describe, it } from "@effect/vitest"
import { accepted, type Outcome } from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import { NotFound, type ReadError, type SendError, Unsupported } from "@switchyard/core/ProviderError"
import { isTransient, Reason } from "@switchyard/core/Reason"
import * as RetryPolicy from "@switchyard/core/RetryPolicy"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { notExecuted, payout, payoutRequest, payouts, readFailed, rejected, unknown } from "../support/stubs.ts"

/** Fails with each error in turn and then succeeds; `at` lists when it was called. */
const script = <A, E>(errors: ReadonlyArray<E>, value: A) => {
  const at: Array<number> = []
  const effect = Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<A, E> => {
    const error = errors[at.push(now) - 1]
    return error === undefined ? Effect.succeed(value) : Effect.fail(error)
  })
  return { at, effect }
}

/** Runs to its end through as much time as it takes. */
const overTime = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(effect))
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  })

const reads = (errors: ReadonlyArray<ReadError>) => script(errors, payout("po-1"))
const sends = (errors: ReadonlyArray<SendError>) => script<Outcome<Payout>, SendError>(errors, accepted(payout("po-1")))

describe("RetryPolicy.reads", () => {
  it.effect.each(Reason.literals)("a read that failed for %s is asked again if that can pass, else not", (reason) =>
    Effect.gen(function* () {
      const { at, effect } = reads([readFailed(reason)])
      const result = yield* overTime(RetryPolicy.reads()(effect))
      assert.lengthOf(at, isTransient(reason) ? 2 : 1)
      assert.strictEqual(result._tag, isTransient(reason) ? "Success" : "Failure")
    })
  )

  it.effect("a definite answer is not asked again", () =>
    Effect.gen(function* () {
      const common = { provider: "stub", operation: "payouts.get", message: "as told" }
      for (const error of [new NotFound({ ...common, reference: "po-1" }), new Unsupported(common)]) {
        const { at, effect } = reads([error])
        yield* overTime(RetryPolicy.reads()(effect))
        assert.lengthOf(at, 1)
      }
    })
  )

  it.effect("three times after the first, then the last error stands", () =>
    Effect.gen(function* () {
      const errors = Array.from({ length: 9 }, (_, index) => readFailed("ConnectionLost", index))
      const { at, effect } = reads(errors)
      const result = yield* overTime(RetryPolicy.reads()(effect))
      assert.lengthOf(at, 4)
      assert.strictEqual(result._tag === "Failure" && result.failure, errors[3])
      const twice = reads(errors)
      yield* overTime(RetryPolicy.reads({ times: 1 })(twice.effect))
      assert.lengthOf(twice.at, 2)
    })
  )

  it.effect("never before the time the provider asked for", () =>
    Effect.gen(function* () {
      const { at, effect } = reads([readFailed("RateLimited", 7_000)])
      const fiber = yield* Effect.forkChild(RetryPolicy.reads()(effect))
      yield* TestClock.adjust("6999 millis")
      assert.lengthOf(at, 1)
      yield* TestClock.adjust("1 millis")
      assert.lengthOf(at, 2)
      yield* Fiber.join(fiber)
    })
  )

  it.effect("a provider that asks for a longer pause than the longest ends the retries", () =>
    Effect.gen(function* () {
      const most = reads([readFailed("RateLimited", 30_000)])
      yield* overTime(RetryPolicy.reads()(most.effect))
      assert.deepStrictEqual(most.at, [0, 30_000])
      const more = reads([readFailed("RateLimited", 30_001)])
      yield* overTime(RetryPolicy.reads()(more.effect))
      assert.lengthOf(more.at, 1)
      const short = reads([readFailed("RateLimited", 2_000)])
      yield* overTime(RetryPolicy.reads({ longest: "1 second" })(short.effect))
      assert.lengthOf(short.at, 1)
    })
  )

  it.effect("a provider that asks for years is asked again after an hour, where so long a pause is wanted", () =>
    Effect.gen(function* () {
      const { at, effect } = reads([readFailed("RateLimited", 2 ** 31 * 1_000), readFailed("RateLimited", Number.NaN)])
      const fiber = yield* Effect.forkChild(RetryPolicy.reads({ longest: "1 day", base: "1 millis" })(effect))
      yield* TestClock.adjust("59 minutes")
      assert.lengthOf(at, 1)
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.join(fiber)
      assert.strictEqual(at[1], 3_600_000)
    })
  )

  it.effect("pauses double within a fifth, stop growing, and are not the same each time", () =>
    Effect.gen(function* () {
      const firsts = new Set<number>()
      for (let round = 0; round < 30; round++) {
        const { at, effect } = reads(Array.from({ length: 6 }, () => readFailed("ConnectionLost")))
        yield* overTime(RetryPolicy.reads({ times: 6, base: "100 millis", longest: "1 second" })(effect))
        const pauses = at.slice(1).map((moment, index) => moment - (at[index] ?? 0))
        assert.lengthOf(pauses, 6)
        pauses.forEach((pause, index) => {
          const middle = 100 * 2 ** index
          assert.isAtLeast(pause, Math.min(1000, Math.floor(middle * 0.8)))
          assert.isAtMost(pause, Math.min(1000, Math.ceil(middle * 1.2)))
        })
        firsts.add(pauses[0] ?? 0)
      }
      assert.isAbove(firsts.size, 1)
    })
  )
})

describe("RetryPolicy.pause", () => {
  const doubling = { firstMillis: 100, longestMillis: 1_000 }
  const of = (pauses: RetryPolicy.Pauses, options?: RetryPolicy.Pausing) =>
    [0, 1, 2, 3, 4, 2_000].map((earlier) => RetryPolicy.pause(pauses, earlier, options))

  it("doubles up to the longest, or goes through a list whose last one repeats", () => {
    assert.deepStrictEqual(of(doubling), [100, 200, 400, 800, 1_000, 1_000])
    assert.deepStrictEqual(of([5, 30, 60]), [5, 30, 60, 60, 60, 60])
  })

  it("is spread by a fifth to either side, and doubled never longer than the longest", () => {
    assert.deepStrictEqual(of(doubling, { random: 0 }), [80, 160, 320, 640, 1_000, 1_000])
    assert.deepStrictEqual(of(doubling, { random: 1 }), [120, 240, 480, 960, 1_000, 1_000])
    assert.deepStrictEqual(of([5, 30], { random: 1 }), [6, 36, 36, 36, 36, 36])
  })

  it("is never shorter than was asked for, of which more than an hour is an hour", () => {
    assert.deepStrictEqual(of([5, 30, 60], { askedMillis: 29.5 }), [30, 30, 60, 60, 60, 60])
    assert.strictEqual(RetryPolicy.pause(doubling, 0, { askedMillis: 1e12 }), 3_600_000)
    assert.strictEqual(RetryPolicy.pause(doubling, 0, { askedMillis: Number.NaN }), 100)
  })
})

describe("RetryPolicy, with an end", () => {
  it.effect("a pause that would last until then is not made", () =>
    Effect.gen(function* () {
      const until = DateTime.makeUnsafe(10_000)
      const { at, effect } = reads([readFailed("RateLimited", 6_000), readFailed("RateLimited", 4_000)])
      const fiber = yield* Effect.forkChild(Effect.result(RetryPolicy.reads({ until })(effect)))
      yield* TestClock.adjust("6 seconds")
      // It has ended by now and waits for nothing.
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Failure")
      assert.deepStrictEqual(at, [0, 6_000])
    })
  )
})

describe("RetryPolicy.notExecuted", () => {
  it.effect.each(Reason.literals)("a send proven not executed for %s is sent again only if that can pass", (reason) =>
    Effect.gen(function* () {
      const { at, effect } = sends([notExecuted(reason)])
      yield* overTime(RetryPolicy.notExecuted()(effect))
      // A deadline that passed before sending does not come back.
      assert.lengthOf(at, isTransient(reason) && reason !== "TimedOut" ? 2 : 1)
    })
  )

  it.effect.each(Reason.literals)("a rejection for %s is never sent again", (reason) =>
    Effect.gen(function* () {
      const { at, effect } = sends([rejected(reason)])
      yield* overTime(RetryPolicy.notExecuted()(effect))
      assert.lengthOf(at, 1)
    })
  )

  it.effect("the resend has the same reference and the same deadline, and an unknown ends it", () =>
    Effect.gen(function* () {
      const answers = [Effect.fail(notExecuted("ProviderUnavailable")), Effect.succeed(unknown("po-1"))]
      const { provider, calls } = payouts({ create: () => answers.shift() ?? Effect.succeed(accepted(payout("x"))) })
      const deadline = DateTime.makeUnsafe(30_000)
      const result = yield* overTime(RetryPolicy.notExecuted()(provider.create(payoutRequest, { deadline })))
      assert.strictEqual(result._tag === "Success" && result.success._tag, "OutcomeUnknown")
      const sent = { operation: "create", reference: "po-1", deadline: 30_000 }
      assert.deepStrictEqual(calls, [sent, sent])
    })
  )

  it.effect("after the deadline nothing more is sent", () =>
    Effect.gen(function* () {
      const create = () => Effect.fail(notExecuted("ProviderUnavailable", 4_000))
      const { provider, calls } = payouts({ create })
      const deadline = DateTime.makeUnsafe(10_000)
      const sending = RetryPolicy.notExecuted({ times: 50 })(provider.create(payoutRequest, { deadline }))
      const result = yield* overTime(sending)
      assert.lengthOf(calls, 3)
      const error = result._tag === "Failure" ? result.failure : undefined
      assert.strictEqual(error?._tag, "NotExecuted")
      assert.strictEqual(error?.reason, "TimedOut")
    })
  )
})
