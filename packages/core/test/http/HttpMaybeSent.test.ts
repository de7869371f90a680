/** After the first byte everything but a whole answer is a value that says "maybe", and the server saw one request. */
import { assert, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import { platform, Transport } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/testing/TestClock"
import { answer, type Behaviour, listen } from "../support/server.ts"
import { going, transportOf, watched, ways } from "../support/transport.ts"

const pay: Http.Request = { method: "POST", path: "/pay", body: "amount=1" }

const faultOf = (outcome: Http.Answer | Http.MaybeSent) =>
  outcome._tag === "MaybeSent" ? outcome.fault : `Answer ${outcome.status}`

const total = 10 * 1_048_576

describe.each(ways)("%s", (way) => {
  /** Sends one request to a server that behaves so, and gives what came of it. */
  const against = (behaviour: Behaviour, options?: Partial<Http.Options>) =>
    Effect.gen(function* () {
      const server = yield* listen(behaviour)
      const outcome = yield* Http.make({ baseUrl: server.url, ...options }).send(pay)
      return { fault: faultOf(outcome), observed: server.observed }
    }).pipe(going(way))

  describe("a request that may have left is a value", () => {
    it.live("when the connection is reset before the request was read", () =>
      Effect.gen(function* () {
        const opened = Promise.withResolvers<void>()
        const server = yield* listen({
          deaf: true,
          connected: (socket) => void opened.promise.then(() => setImmediate(() => socket.resetAndDestroy()))
        })
        const transport = watched(yield* transportOf(way), opened.resolve)
        const outcome = yield* Http.make({ baseUrl: server.url })
          .send(pay)
          .pipe(Effect.provideService(Transport, transport))
        assert.strictEqual(faultOf(outcome), "ConnectionLost")
        assert.strictEqual(server.observed.connections, 1)
      })
    )

    it.live("when the connection is reset after the request was read", () =>
      Effect.gen(function* () {
        const { fault, observed } = yield* against({ requested: (socket) => socket.resetAndDestroy() })
        assert.strictEqual(fault, "ConnectionLost")
        assert.strictEqual(observed.requests.length, 1)
      })
    )

    it.live("when the provider closes without a word", () =>
      Effect.gen(function* () {
        const { fault, observed } = yield* against({ requested: (socket) => socket.end() })
        assert.strictEqual(fault, "ConnectionLost")
        assert.strictEqual(observed.requests.length, 1)
      })
    )

    it.effect("when there is silence until the deadline, and then we hang up", () =>
      Effect.gen(function* () {
        const server = yield* listen()
        const fiber = yield* Effect.forkChild(Http.make({ baseUrl: server.url, timeout: "5 seconds" }).send(pay))
        yield* server.until((observed) => observed.requests.length === 1)
        yield* TestClock.adjust("4999 millis")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(faultOf(yield* Fiber.join(fiber)), "TimedOut")
        yield* server.until((observed) => observed.closed === 1)
        assert.strictEqual(server.observed.requests.length, 1)
      }).pipe(going(way))
    )

    it.effect("when the answer stops in the middle until the deadline", () =>
      Effect.gen(function* () {
        const server = yield* listen({
          requested: (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
        })
        const fiber = yield* Effect.forkChild(Http.make({ baseUrl: server.url }).send(pay))
        yield* server.until((observed) => observed.requests.length === 1)
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual(faultOf(yield* Fiber.join(fiber)), "TimedOut")
        yield* server.until((observed) => observed.closed === 1)
        assert.strictEqual(server.observed.requests.length, 1)
      }).pipe(going(way))
    )

    it.live("when the answer has less than its content-length", () =>
      Effect.gen(function* () {
        const { fault, observed } = yield* against({
          requested: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status":"paid"}')
        })
        assert.strictEqual(fault, "ConnectionLost")
        assert.strictEqual(observed.requests.length, 1)
      })
    )

    it.live("when a chunked answer is cut off", () =>
      Effect.gen(function* () {
        const { fault, observed } = yield* against({
          requested: (socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n")
        })
        assert.strictEqual(fault, "ConnectionLost")
        assert.strictEqual(observed.requests.length, 1)
      })
    )

    it.live("when the answer is not HTTP", () =>
      Effect.gen(function* () {
        const { fault, observed } = yield* against({ requested: (socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n") })
        assert.strictEqual(fault, "ConnectionLost")
        assert.strictEqual(observed.requests.length, 1)
      })
    )

    it.live("when the status cannot be", () =>
      Effect.gen(function* () {
        const { fault, observed } = yield* against({ requested: (socket) => socket.end(answer("", "999 What")) })
        assert.strictEqual(fault, "ConnectionLost")
        assert.strictEqual(observed.requests.length, 1)
      })
    )

    it.live("when the provider wants to switch protocols or asks to continue", () =>
      Effect.gen(function* () {
        for (const status of ["100 Continue", "101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade"]) {
          const { fault, observed } = yield* against({
            requested: (socket) => socket.write(`HTTP/1.1 ${status}\r\n\r\n`)
          })
          assert.strictEqual(fault, "ConnectionLost", status)
          assert.strictEqual(observed.requests.length, 1)
        }
      })
    )

    it.live("when a keep-alive socket dies under the second request, which is not sent again", () =>
      Effect.gen(function* () {
        const server = yield* listen({
          requested: (socket, nth) => (nth === 1 ? socket.write(answer("{}")) : socket.resetAndDestroy())
        })
        const client = Http.make({ baseUrl: server.url })
        assert.strictEqual(faultOf(yield* client.send(pay)), "Answer 200")
        // A connection is free again a little after its answer was read.
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        assert.strictEqual(faultOf(yield* client.send(pay)), "ConnectionLost")
        assert.strictEqual(server.observed.connections, 1)
        assert.strictEqual(server.observed.requests.length, 2)
        // The pool is still usable, and nothing was queued to go out again.
        assert.strictEqual(faultOf(yield* client.send({ method: "GET", path: "/status" })), "ConnectionLost")
        assert.strictEqual(server.observed.connections, 2)
        assert.strictEqual(server.observed.requests.length, 3)
      }).pipe(going(way, { connections: 1 }))
    )

    it.live("and Effect.retry does not send it again", () =>
      Effect.gen(function* () {
        const server = yield* listen({ requested: (socket) => socket.resetAndDestroy() })
        const outcome = yield* Http.make({ baseUrl: server.url })
          .send(pay)
          .pipe(Effect.retry(Schedule.recurs(5)))
        assert.strictEqual(faultOf(outcome), "ConnectionLost")
        assert.strictEqual(server.observed.requests.length, 1)
      }).pipe(going(way))
    )
  })

  describe("an answer that is too large is given up early", () => {
    it.live("when it says so beforehand, without waiting for any of it", () =>
      Effect.gen(function* () {
        const { fault, observed } = yield* against({
          requested: (socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${total}\r\n\r\n`)
        })
        assert.strictEqual(fault, "AnswerTooLarge")
        assert.strictEqual(observed.requests.length, 1)
      })
    )

    it.live("when it only turns out", () =>
      Effect.gen(function* () {
        let written = 0
        const chunk = `4000\r\n${"x".repeat(16_384)}\r\n`
        const { fault, observed } = yield* against({
          requested: (socket) => {
            socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            const more = () => {
              if (socket.destroyed || written >= total) return
              written += chunk.length
              if (socket.write(chunk)) setImmediate(more)
              else socket.once("drain", more)
            }
            more()
          }
        })
        assert.strictEqual(fault, "AnswerTooLarge")
        assert.strictEqual(observed.requests.length, 1)
        assert.isBelow(written, total)
      })
    )

    it.live("but exactly the limit is an answer", () =>
      Effect.gen(function* () {
        const reply = { requested: (socket: { end: (text: string) => void }) => socket.end(answer("12345678")) }
        assert.strictEqual((yield* against(reply, { maxAnswerBytes: 8 })).fault, "Answer 200")
        assert.strictEqual((yield* against(reply, { maxAnswerBytes: 7 })).fault, "AnswerTooLarge")
      })
    )
  })
})

describe("a fetch that was put in the place of the runtime's own", () => {
  it.live("proves nothing by a connection that is refused: an earlier try of it may have sent everything", () =>
    Effect.gen(function* () {
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          const own = globalThis.fetch
          globalThis.fetch = () =>
            Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } }))
          return own
        }),
        (own) =>
          Effect.sync(() => {
            globalThis.fetch = own
          })
      )
      const client = Http.make({ baseUrl: "https://api.provider.example" })
      const outcome = yield* client.send(pay).pipe(Effect.provideService(Transport, platform))
      assert.strictEqual(faultOf(outcome), "ConnectionLost")
    })
  )
})
