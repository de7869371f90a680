/** What the facade asks again by itself: only where the config says so, only reads and what was proven not executed. */
import { assert, describe, it } from "@effect/vitest"
import { NotFound, ReadFailed } from "@switchyard/core/ProviderError"
import { isTransient, type Reason } from "@switchyard/core/Reason"
import type { Attempt } from "@switchyard/facade/Attempt"
import { Progress } from "@switchyard/facade/Progress"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { fake, pair } from "./support/config.ts"
import { accept, lose, notExecute, reject, type Script, world } from "./support/fake.ts"
import { open, payoutRequest, reasons } from "./support/open.ts"

const again = (retry: object) => ({
  ...pair,
  providers: { ...pair.providers, a: { ...fake(), retry } }
})

/** Each call does the next of these, and the last one for ever. */
const inTurn = (...scripts: readonly [Script, ...ReadonlyArray<Script>]): Script => {
  let calls = 0
  return (sent) => (scripts[Math.min(calls++, scripts.length - 1)] ?? scripts[0])(sent)
}

const overTime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(effect))
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  })

const tell = ({ instance, outcome }: Attempt) => `${instance} ${outcome}`

describe("a create that was proven not executed", () => {
  for (const reason of reasons.filter((each) => each !== "Leftover")) {
    const isAsked = isTransient(reason) && reason !== "TimedOut"
    it.effect(`for ${reason} is ${isAsked ? "sent again to" : "not sent again to"} the same instance`, () =>
      Effect.gen(function* () {
        const { names, payouts } = yield* open({ a: notExecute(reason) }, again({ sends: 2 }))
        const result = yield* overTime(payouts.create(yield* payoutRequest()))
        assert.deepEqual(names(), isAsked ? ["a", "a", "a", "b"] : ["a", "b"])
        assert.strictEqual(result._tag === "Success" && result.success._tag, "Accepted")
      })
    )
  }

  it.effect("is not sent again where the config says nothing, by createOn, or to an instance opened with `once`", () =>
    Effect.gen(function* () {
      const plain = yield* open({ a: notExecute() })
      yield* overTime(plain.payouts.create(yield* payoutRequest()))
      assert.deepEqual(plain.names(), ["a", "b"])
      const one = yield* open({ a: notExecute() }, again({ sends: 2 }))
      yield* overTime(one.payouts.createOn("a", yield* payoutRequest()))
      assert.deepEqual(one.names(), ["a"])
      const { load, sent } = world({ a: notExecute() })
      const { payouts } = yield* Switchyard.make(again({ sends: 2 }), { load, once: true })
      yield* overTime(payouts.create(yield* payoutRequest()))
      assert.deepEqual(
        sent.map(({ instance }) => instance),
        ["a", "b"]
      )
    })
  )

  it.effect("is an attempt of its own each time, written down before, under one reference", () =>
    Effect.gen(function* () {
      const { payouts, sent } = yield* open({ a: inTurn(notExecute(), accept) }, again({ sends: 3 }))
      const planned: Array<number> = []
      const beforeAttempt = ({ attempt }: { readonly attempt: number }) => Effect.sync(() => planned.push(attempt))
      const result = yield* overTime(payouts.create(yield* payoutRequest(), { beforeAttempt }))
      assert.deepEqual(planned, [1, 2])
      assert.deepEqual(Result.merge(result).attempts.map(tell), ["a NotExecuted", "a Accepted"])
      assert.deepEqual(new Set(sent.map(({ reference }) => reference)), new Set(["order-1001"]))
    })
  )

  it.effect("is sent no more once it is unknown or rejected, and nobody else is asked after an unknown", () =>
    Effect.gen(function* () {
      const unknown = yield* open({ a: inTurn(notExecute(), lose(), accept) }, again({ sends: 5 }))
      const result = yield* overTime(unknown.payouts.create(yield* payoutRequest()))
      assert.strictEqual(result._tag === "Success" && result.success._tag, "OutcomeUnknown")
      assert.deepEqual(unknown.names(), ["a", "a"])
      const refused = yield* open(
        { a: inTurn(notExecute(), reject("DestinationInvalid"), accept) },
        again({ sends: 5 })
      )
      assert.strictEqual((yield* overTime(refused.payouts.create(yield* payoutRequest())))._tag, "Failure")
      assert.deepEqual(refused.names(), ["a", "a"])
    })
  )

  it.effect("is not waited for beyond the deadline: the next is asked at once", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ a: notExecute() }, again({ sends: 5 }))
      const deadline = DateTime.makeUnsafe(300)
      const result = yield* Effect.result(payouts.create(yield* payoutRequest(), { deadline }))
      assert.deepEqual(names(), ["a", "b"])
      assert.strictEqual(result._tag, "Success")
    })
  )

  it.effect("is sent no more after `stop` in a pause, and the last answer stands", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ a: notExecute() }, again({ sends: 5 }))
      const progress = new Progress()
      const fiber = yield* Effect.forkChild(Effect.flip(payouts.create(yield* payoutRequest(), { progress })))
      yield* TestClock.adjust("100 millis")
      progress.stop()
      yield* TestClock.adjust("1 hour")
      const error = yield* Fiber.join(fiber)
      assert.deepEqual(names(), ["a"])
      assert.strictEqual(error._tag === "CreateFailed" && error.attempts.length, 1)
    })
  )
})

describe("a read", () => {
  const failing = (error: (reason: Reason) => ReadFailed | NotFound, reason: Reason) => {
    const { load } = world()
    let reads = 0
    const get = Effect.suspend(() => {
      reads += 1
      return Effect.fail(error(reason))
    })
    return { load, get, reads: () => reads }
  }

  const asked = Effect.fnUntraced(function* (
    retry: object,
    error: (reason: Reason) => ReadFailed | NotFound,
    reason: Reason
  ) {
    const { get, load, reads } = failing(error, reason)
    const loaded = (await_: unknown) => await_ as { readonly plugin: { readonly make: (...given: never) => object } }
    const { plugin } = loaded(yield* Effect.promise(() => load("@fake/psp")))
    const wrapped = {
      ...plugin,
      make: (...given: never) =>
        Effect.map(plugin.make(...given) as Effect.Effect<{ readonly payouts: object }>, ({ payouts }) => ({
          payouts: { ...payouts, get: () => get }
        }))
    }
    const { payouts } = yield* Switchyard.make(again(retry), { load: async () => ({ plugin: wrapped }) })
    yield* overTime(payouts.get("a", { reference: "order-1001" }))
    return reads()
  })

  const common = { provider: "a", operation: "payouts.get", message: "as told" }
  const failed = (reason: Reason) => new ReadFailed({ ...common, reason })
  const absent = () => new NotFound({ ...common, reference: "order-1001" })

  it.effect.each(reasons)("that failed for %s is asked again if that can pass", (reason) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* asked({ reads: 2 }, failed, reason), isTransient(reason) ? 3 : 1)
    })
  )

  it.effect("is asked once where the config says nothing, and where it was answered", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* asked({}, failed, "ConnectionLost"), 1)
      assert.strictEqual(yield* asked({ reads: 2 }, absent, "ConnectionLost"), 1)
    })
  )
})
