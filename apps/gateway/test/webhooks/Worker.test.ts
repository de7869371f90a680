/** The laws of delivery: at least once, in order per operation, 24 hours, and no endpoint in the way of another. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Clock, Deferred, Effect, Exit, Scope } from "effect"
import { TestClock } from "effect/testing"
import * as Instant from "../../src/model/Instant.ts"
import { StoreUnavailable } from "../../src/model/Operations.ts"
import * as Logs from "../../src/telemetry/Logs.ts"
import * as Deliveries from "../../src/webhooks/Deliveries.ts"
import { add, bad, ok, openQueue, pass, start } from "./support/queue.ts"
import { endpoint } from "./support/receiver.ts"

const a = endpoint("https://a.test/hooks")
const b = endpoint("https://bb.test/hooks")

let opened: Awaited<ReturnType<typeof openQueue>>
beforeAll(async () => {
  opened = await openQueue()
})
afterAll(() => opened.close())

const inDatabase = <A, E>(test: Effect.Effect<A, E, Deliveries.Deliveries | Scope.Scope>) =>
  Effect.suspend(() => Effect.provide(test, opened.queue))

describe("Worker", () => {
  it.effect("delivers what is due and writes it down", () =>
    Effect.gen(function* () {
      const { names, settle, statusOf } = yield* start([a], () => Effect.succeed(ok))
      yield* add(a.url, "po_1", "first")
      yield* settle
      assert.deepStrictEqual(names(), ["first"])
      assert.strictEqual(yield* statusOf("first"), "delivered")
    }).pipe(inDatabase)
  )

  it.effect("does not wait for its next look when it is woken", () =>
    Effect.gen(function* () {
      const { names, worker } = yield* start([a], () => Effect.succeed(ok))
      yield* pass(0)
      yield* add(a.url, "po_1", "first")
      yield* worker.wake
      yield* pass(0)
      assert.deepStrictEqual(names(), ["first"])
    }).pipe(inDatabase)
  )

  it.effect(
    "writes every failed attempt down, and tries again after 5 s, 30 s, 2 min and 10 min, a fifth to either side",
    () =>
      Effect.gen(function* () {
        const { later, of, sent, settle } = yield* start([a], () => Effect.succeed(bad(503)))
        yield* add(a.url, "po_1", "first")
        yield* settle
        for (const [index, seconds] of [5, 30, 120, 600].entries()) {
          const last = sent.at(-1)?.at ?? 0
          const delivery = yield* of("first")
          assert.deepInclude(delivery, {
            status: "pending",
            attempts: index + 1,
            lastStatus: 503,
            lastError: "the endpoint answered 503"
          })
          const due = Date.parse(delivery?.nextAttemptAt ?? "")
          const pause = due - last
          assert.isAtLeast(pause, seconds * 800 - 1)
          assert.isAtMost(pause, seconds * 1200)
          yield* later(due - 1 - (yield* Clock.currentTimeMillis))
          assert.strictEqual(sent.length, index + 1)
          yield* later("1 second")
          assert.strictEqual(sent.length, index + 2)
        }
      }).pipe(inDatabase)
  )

  it.effect("writes down what happens at a fraction of a millisecond, as some clocks have them", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000.625)
      const { later, of, settle, statusOf } = yield* start([a], ({ at }) =>
        Effect.succeed(at < 1_700_000_002_000 ? bad(500) : ok)
      )
      yield* add(a.url, "po_1", "first")
      yield* settle
      assert.deepInclude(yield* of("first"), { status: "pending", attempts: 1, lastStatus: 500 })
      yield* later("10 seconds")
      assert.strictEqual(yield* statusOf("first"), "delivered")
    }).pipe(inDatabase)
  )

  it.effect("keeps the order of one operation while an earlier message is not delivered", () =>
    Effect.gen(function* () {
      let isUp = false
      const { later, names, settle, statusOf } = yield* start([a], () => Effect.sync(() => (isUp ? ok : bad(500))))
      yield* add(a.url, "po_1", "first")
      yield* add(a.url, "po_1", "second")
      yield* add(a.url, "po_2", "other")
      yield* settle
      assert.sameMembers(names(), ["first", "other"])
      yield* later("10 minutes")
      assert.notInclude(names(), "second")
      isUp = true
      yield* later("30 minutes")
      assert.deepStrictEqual(
        names()
          .filter((name) => name !== "other")
          .slice(-2),
        ["first", "second"]
      )
      assert.strictEqual(yield* statusOf("second"), "delivered")
    }).pipe(inDatabase)
  )

  it.effect("gives a message up after 24 hours, and then sends the next one of its operation", () =>
    Effect.gen(function* () {
      const answer = (sent: { eventId: string }) => Effect.succeed(sent.eventId === "first" ? bad(500) : ok)
      const { later, names, sent, settle, statusOf } = yield* start([a], answer, { interval: "1 minute" })
      yield* add(a.url, "po_1", "first")
      yield* add(a.url, "po_1", "second")
      yield* settle
      yield* later("23 hours")
      assert.strictEqual(yield* statusOf("first"), "pending")
      assert.notInclude(names(), "second")
      yield* later("62 minutes")
      assert.strictEqual(yield* statusOf("first"), "failed")
      assert.strictEqual(yield* statusOf("second"), "delivered")
      const attempts = sent.filter(({ eventId }) => eventId === "first")
      assert.isAtLeast(attempts.length, 10)
      assert.isAtMost((attempts.at(-1)?.at ?? 0) - (attempts[0]?.at ?? 0), 24 * 3600_000 + 60_000)
    }).pipe(inDatabase)
  )

  it.effect("gives nothing up while the clocks do not agree for how long it was tried", () => {
    let isAgreed = true
    const source = { millis: Clock.currentTimeMillis, isAgreed: Effect.sync(() => isAgreed) }
    return Effect.gen(function* () {
      const { later, of, settle, statusOf } = yield* start([a], () => Effect.succeed(bad(500)), {
        interval: "1 minute"
      })
      yield* add(a.url, "po_1", "first")
      yield* settle
      isAgreed = false
      yield* later("25 hours")
      assert.strictEqual(yield* statusOf("first"), "pending")
      const due = Date.parse((yield* of("first"))?.nextAttemptAt ?? "")
      assert.isAtMost(due - (yield* Clock.currentTimeMillis), 60_000)
      isAgreed = true
      yield* later("2 minutes")
      assert.strictEqual(yield* statusOf("first"), "failed")
    }).pipe(Effect.provideService(Instant.Source, source), inDatabase)
  })

  it.effect("leaves an endpoint alone for as long as it asks", () =>
    Effect.gen(function* () {
      const { names, settle } = yield* start([a], () => Effect.succeed(bad(429, 600_000)))
      yield* add(a.url, "po_1", "first")
      yield* settle
      yield* pass("590 seconds")
      assert.strictEqual(names().length, 1)
      yield* pass("15 seconds")
      assert.strictEqual(names().length, 2)
    }).pipe(inDatabase)
  )

  it.effect("takes a 410 for a final no to this message, and goes on with the next", () =>
    Effect.gen(function* () {
      const answer = (sent: { eventId: string }) => Effect.succeed(sent.eventId === "first" ? bad(410) : ok)
      const { names, settle, statusOf } = yield* start([a], answer)
      yield* add(a.url, "po_1", "first")
      yield* add(a.url, "po_1", "second")
      yield* settle
      assert.deepStrictEqual(names(), ["first", "second"])
      assert.strictEqual(yield* statusOf("first"), "failed")
    }).pipe(inDatabase)
  )

  it.effect("is not held up at one endpoint by another that hangs", () =>
    Effect.gen(function* () {
      const answer = ({ url }: { url: string }) => (url === a.url ? Effect.never : Effect.succeed(ok))
      const scope = yield* Scope.make()
      const { settle, statusOf } = yield* Effect.provideService(
        start([a, b], answer, { concurrency: 2 }),
        Scope.Scope,
        scope
      )
      for (const n of [1, 2, 3, 4]) yield* add(a.url, `po_${n}`, `a${n}`)
      for (const n of [1, 2, 3, 4]) yield* add(b.url, `po_${n}`, `b${n}`)
      yield* settle
      yield* settle
      for (const n of [1, 2, 3, 4]) assert.strictEqual(yield* statusOf(`b${n}`), "delivered")
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* pass("20 seconds")
      assert.isDefined(closing.pollUnsafe())
    }).pipe(inDatabase)
  )

  it.effect("has no more messages to one endpoint on their way than it may", () =>
    Effect.gen(function* () {
      let running = 0
      let most = 0
      const answer = () =>
        Effect.gen(function* () {
          running++
          most = Math.max(most, running)
          yield* Effect.sleep("1 second")
          running--
          return ok
        })
      const { names } = yield* start([a], answer, { concurrency: 3 })
      for (let n = 0; n < 10; n++) yield* add(a.url, `po_${n}`, `event${n}`)
      yield* pass("30 seconds")
      assert.strictEqual(names().length, 10)
      assert.strictEqual(most, 3)
    }).pipe(inDatabase)
  )

  it.effect("sends again what a worker claimed and never finished, after the lease", () =>
    Effect.gen(function* () {
      const deliveries = yield* Deliveries.Deliveries
      yield* add(a.url, "po_1", "first")
      const [lost] = yield* deliveries.claimDue({
        endpoint: a.url,
        now: Instant.of(0),
        limit: 1,
        leaseUntil: Instant.of(90_000)
      })
      const { names, statusOf } = yield* start([a], () => Effect.succeed(ok))
      yield* pass("80 seconds")
      assert.deepStrictEqual(names(), [])
      yield* pass("15 seconds")
      assert.deepStrictEqual(names(), ["first"])
      // The first worker wakes up and believes it failed.
      yield* deliveries.retry(lost!, { at: Instant.of(0), httpStatus: null, error: "late" }, Instant.of(0))
      assert.strictEqual(yield* statusOf("first"), "delivered")
    }).pipe(inDatabase)
  )

  it.effect("finishes what is on its way before it stops, and claims nothing more", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const answered = yield* Deferred.make<void>()
      const answer = () => Effect.as(Deferred.await(answered), ok)
      const { names, settle, statusOf } = yield* Effect.provideService(start([a], answer), Scope.Scope, scope)
      yield* add(a.url, "po_1", "first")
      yield* add(a.url, "po_1", "second")
      yield* settle
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* pass("5 seconds")
      assert.isUndefined(closing.pollUnsafe())
      yield* Deferred.succeed(answered, undefined)
      yield* pass("1 second")
      assert.isDefined(closing.pollUnsafe())
      assert.strictEqual(yield* statusOf("first"), "delivered")
      assert.deepStrictEqual(names(), ["first"])
    }).pipe(inDatabase)
  )

  it.effect("goes on by itself when the database comes back", () =>
    Effect.gen(function* () {
      const real = yield* Deliveries.Deliveries
      let isAway = true
      const away = Effect.fail(new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: false }))
      const flaky = Deliveries.Deliveries.of({
        ...real,
        claimDue: (claim) => Effect.suspend(() => (isAway ? away : real.claimDue(claim))),
        delivered: (claimed, attempt) => Effect.suspend(() => (isAway ? away : real.delivered(claimed, attempt)))
      })
      const answer = () =>
        Effect.sync(() => {
          isAway = true
          return ok
        })
      const { names, settle, statusOf } = yield* Effect.provideService(start([a], answer), Deliveries.Deliveries, flaky)
      yield* add(a.url, "po_1", "first")
      yield* pass("10 seconds")
      assert.deepStrictEqual(names(), [])
      isAway = false
      yield* settle
      assert.deepStrictEqual(names(), ["first"])
      isAway = false
      yield* pass("3 seconds")
      assert.strictEqual(yield* statusOf("first"), "delivered")
      assert.deepStrictEqual(names(), ["first"])
    }).pipe(inDatabase)
  )

  it.effect("outlives a defect of the queue", () =>
    Effect.gen(function* () {
      const real = yield* Deliveries.Deliveries
      let looks = 0
      const broken = Deliveries.Deliveries.of({
        ...real,
        claimDue: (claim) =>
          Effect.suspend(() => (looks++ === 0 ? Effect.die(new Error("of Ivanov")) : real.claimDue(claim)))
      })
      const answer = () => Effect.succeed(ok)
      const { names } = yield* Effect.provideService(start([a], answer), Deliveries.Deliveries, broken)
      yield* add(a.url, "po_1", "first")
      yield* pass("10 seconds")
      assert.deepStrictEqual(names(), ["first"])
    }).pipe(inDatabase, Effect.provide(Logs.layer({ SWITCHYARD_LOG_LEVEL: "none" })))
  )
})
