/** Once a byte may have left, the exchange runs to its own end whatever becomes of its caller. */
import { assert, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import { Transport } from "@switchyard/core/Transport"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import * as TestClock from "effect/testing/TestClock"
import { answer, listen } from "../support/server.ts"
import { going, proving, ways } from "../support/transport.ts"

const pay: Http.Request = { method: "POST", path: "/pay", body: "amount=1" }

/** A server that answers each request when told to. */
const patient = Effect.gen(function* () {
  const replies: Array<() => void> = []
  const server = yield* listen({ requested: (socket) => void replies.push(() => socket.end(answer("{}"))) })
  return { server, reply: Effect.sync(() => replies.shift()?.()) }
})

/** Makes the running fiber yield between its present step and the next one. */
class YieldsOnce extends Scheduler.MixedScheduler {
  armed = false

  override shouldYield(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    if (!this.armed) return super.shouldYield(fiber)
    this.armed = false
    return true
  }
}

/** Lets every pending callback of the event loop run once. */
const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

describe.each(ways)("after the first byte, %s,", (way) => {
  it.effect("an outer timeout waits for the answer and then is still a timeout", () =>
    Effect.gen(function* () {
      const { reply, server } = yield* patient
      const fiber = yield* Effect.forkChild(
        Http.make({ baseUrl: server.url }).send(pay).pipe(Effect.timeout("1 second"), Effect.flip)
      )
      yield* server.until((observed) => observed.requests.length === 1)
      yield* TestClock.adjust("1 second")
      yield* turn
      assert.isUndefined(fiber.pollUnsafe())
      assert.strictEqual(server.observed.closed, 0)
      yield* reply
      assert.isTrue(Cause.isTimeoutError(yield* Fiber.join(fiber)))
      assert.strictEqual(server.observed.requests.length, 1)
    }).pipe(going(way))
  )

  it.effect("an outer timeout waits for the deadline when there is no answer", () =>
    Effect.gen(function* () {
      const { server } = yield* patient
      const fiber = yield* Effect.forkChild(
        Http.make({ baseUrl: server.url }).send(pay).pipe(Effect.timeout("1 second"), Effect.flip)
      )
      yield* server.until((observed) => observed.requests.length === 1)
      yield* TestClock.adjust("29 seconds")
      yield* turn
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.isTrue(Cause.isTimeoutError(yield* Fiber.join(fiber)))
      yield* server.until((observed) => observed.closed === 1)
      assert.strictEqual(server.observed.requests.length, 1)
    }).pipe(going(way))
  )

  it.live("an interrupt ends the fiber only after the answer", () =>
    Effect.gen(function* () {
      const { reply, server } = yield* patient
      const fiber = yield* Effect.forkChild(Http.make({ baseUrl: server.url }).send(pay))
      yield* server.until((observed) => observed.requests.length === 1)
      fiber.interruptUnsafe()
      yield* turn
      assert.isUndefined(fiber.pollUnsafe())
      assert.strictEqual(server.observed.closed, 0)
      yield* reply
      const exit = yield* Fiber.await(fiber)
      assert.isTrue(Exit.hasInterrupts(exit))
      assert.strictEqual(server.observed.requests.length, 1)
    }).pipe(going(way))
  )

  it.live("an abort signal ends the promise only after the answer", () =>
    Effect.gen(function* () {
      const { reply, server } = yield* patient
      const abort = new AbortController()
      let isOver = false
      const effect = Http.make({ baseUrl: server.url }).send(pay)
      const context = yield* Effect.context<never>()
      const promise = Effect.runPromiseExitWith(context)(effect, { signal: abort.signal }).then((exit) => {
        isOver = true
        return exit
      })
      yield* server.until((observed) => observed.requests.length === 1)
      abort.abort()
      yield* turn
      assert.isFalse(isOver)
      yield* reply
      assert.isTrue(Exit.hasInterrupts(yield* Effect.promise(() => promise)))
      assert.strictEqual(server.observed.requests.length, 1)
    }).pipe(going(way))
  )

  it.live("a caller that is itself uninterruptible gets the answer", () =>
    Effect.gen(function* () {
      const { reply, server } = yield* patient
      let outcome: Http.Answer | Http.MaybeSent | undefined
      const fiber = yield* Http.make({ baseUrl: server.url })
        .send(pay)
        .pipe(
          Effect.tap((value) => {
            outcome = value
            return Effect.void
          }),
          Effect.uninterruptible,
          Effect.forkChild
        )
      yield* server.until((observed) => observed.requests.length === 1)
      fiber.interruptUnsafe()
      yield* reply
      yield* Fiber.await(fiber)
      assert.strictEqual(outcome?._tag, "Answer")
    }).pipe(going(way))
  )

  it.effect("the deadline of the call counts, not the timeout of the client", () =>
    Effect.gen(function* () {
      const { server } = yield* patient
      const deadline = DateTime.makeUnsafe(45_000)
      const fiber = yield* Effect.forkChild(Http.make({ baseUrl: server.url }).send(pay, { deadline }))
      yield* server.until((observed) => observed.requests.length === 1)
      yield* TestClock.adjust("44 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      const outcome = yield* Fiber.join(fiber)
      assert.strictEqual(outcome._tag === "MaybeSent" && outcome.fault, "TimedOut")
    }).pipe(going(way))
  )
})

describe.each(ways)("before the first byte, %s,", (way) => {
  it.effect("an interrupted fiber starts nothing", () =>
    Effect.gen(function* () {
      const { server } = yield* patient
      const exit = yield* Effect.interrupt.pipe(
        Effect.onInterrupt(() => Effect.void),
        Effect.andThen(Http.make({ baseUrl: server.url }).send(pay)),
        Effect.exit
      )
      assert.isTrue(Exit.hasInterrupts(exit))
      assert.strictEqual(server.observed.connections, 0)
    }).pipe(going(way))
  )
})

describe.each(proving)("in the queue of a busy pool, %s,", (way) => {
  it.live("a caller who leaves takes its request with it", () =>
    Effect.gen(function* () {
      const { reply, server } = yield* patient
      const client = Http.make({ baseUrl: server.url })
      const first = yield* Effect.forkChild(client.send(pay))
      yield* server.until((observed) => observed.requests.length === 1)
      const second = yield* Effect.forkChild(client.send({ ...pay, path: "/second" }))
      yield* turn
      yield* Fiber.interrupt(second)
      const third = yield* Effect.forkChild(client.send({ ...pay, path: "/third" }))
      yield* reply
      yield* Fiber.join(first)
      yield* server.until((observed) => observed.requests.length === 2)
      yield* reply
      yield* Fiber.join(third)
      assert.deepStrictEqual(
        server.observed.requests.map((text) => text.split(" ")[1]),
        ["/pay", "/third"]
      )
    }).pipe(going(way, { connections: 1 }))
  )
})

describe("the permit", () => {
  it.live("is not taken back by an interrupt in the very moment that it is acquired", () =>
    Effect.gen(function* () {
      const scheduler = new YieldsOnce()
      const reply = Promise.withResolvers<Response>()
      const opened = Promise.withResolvers<void>()
      const caller: { fiber?: Fiber.Fiber<unknown, unknown> } = {}
      const transport: Transport = (_request, permit) => {
        scheduler.armed = true
        permit.acquire()
        caller.fiber?.interruptUnsafe()
        opened.resolve()
        return reply.promise
      }
      const fiber = yield* Http.make({ baseUrl: "https://provider.example" })
        .send(pay)
        .pipe(
          Effect.provideService(Transport, transport),
          Effect.provideService(Scheduler.Scheduler, scheduler),
          Effect.forkChild
        )
      caller.fiber = fiber
      yield* Effect.promise(() => opened.promise)
      yield* turn
      assert.isFalse(scheduler.armed)
      assert.isUndefined(fiber.pollUnsafe())
      reply.resolve(new Response("{}"))
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
    })
  )
})
