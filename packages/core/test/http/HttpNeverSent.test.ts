/** Never sent is claimed only when no byte of the request reached the provider, and always when that is proved. */
import { assert, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { certificate } from "../support/certificate.ts"
import { answer, type Behaviour, deadPort, listen } from "../support/server.ts"
import { going, proving, ways } from "../support/transport.ts"

const pay: Http.Request = { method: "POST", path: "/pay", body: "amount=1" }

const fault = (baseUrl: string, options?: Http.CallOptions) =>
  Http.make({ baseUrl })
    .send(pay, options)
    .pipe(
      Effect.flip,
      Effect.map((error) => error.fault)
    )

/** A TLS server that holds every handshake until `release` is called. */
const held = Effect.gen(function* () {
  const greeted = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const behaviour: Behaviour = {
    secure: true,
    handshake: { greeted: greeted.resolve, release: release.promise }
  }
  const server = yield* listen(behaviour)
  return { server, greeted: Effect.promise(() => greeted.promise), release: Effect.sync(release.resolve) }
})

describe.each(ways)("%s", (way) => {
  describe("a request that never left is an error", () => {
    it.live("when the connection is refused", () =>
      Effect.gen(function* () {
        const port = yield* deadPort
        assert.strictEqual(yield* fault(`http://127.0.0.1:${port}`), "Refused")
      }).pipe(going(way))
    )

    it.live("when the name does not resolve", () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* fault("https://provider.invalid"), "Unresolved")
      }).pipe(going(way))
    )

    it.live("when the certificate is not trusted", () =>
      Effect.gen(function* () {
        const server = yield* listen({ secure: true })
        assert.strictEqual(yield* fault(server.url), "TlsFailed")
        yield* server.until((observed) => observed.closed === 1)
        assert.strictEqual(server.observed.bytes, 0)
      }).pipe(going(way))
    )

    it.live("when the deadline has already passed, and then nothing even connects", () =>
      Effect.gen(function* () {
        const server = yield* listen({ requested: (socket) => socket.end(answer("{}")) })
        const deadline = DateTime.makeUnsafe(yield* Clock.currentTimeMillis)
        assert.strictEqual(yield* fault(server.url, { deadline }), "DeadlinePassed")
        // A later call shows that the pool works and that nothing came before it.
        yield* Http.make({ baseUrl: server.url }).send(pay)
        assert.strictEqual(server.observed.connections, 1)
        assert.strictEqual(server.observed.requests.length, 1)
      }).pipe(going(way))
    )

    it.live("but the same server, trusted and not held, is reached", () =>
      Effect.gen(function* () {
        const server = yield* listen({ secure: true, requested: (socket) => socket.end("HTTP/1.1 204 Done\r\n\r\n") })
        const outcome = yield* Http.make({ baseUrl: server.url }).send(pay)
        assert.strictEqual(outcome._tag, "Answer")
        assert.strictEqual(server.observed.requests.length, 1)
      }).pipe(going(way, { ca: certificate }))
    )

    it.live("when ky or the transport refuses the request", () =>
      Effect.gen(function* () {
        const server = yield* listen()
        const client = Http.make({ baseUrl: server.url })
        const requests: ReadonlyArray<Http.Request> = [
          { method: "GET", path: "/", headers: { "x-key": "a\r\nb" } },
          { method: "GET", path: "/", headers: { "x-key": "ключ" } },
          { method: "GET", path: "/", headers: { "bad name": "a" } },
          { method: "GET", path: "/", body: "a GET has no body" },
          { method: "GET", path: "/a b" },
          { method: "GET", path: "/a/../b" },
          { method: "GET", path: "/a\\b" },
          { method: "GET", path: "/a#b" }
        ]
        const refused = { method: "POST", path: "/", headers: { expect: "100-continue" }, body: "a" } as const
        const isPool = way !== "over the runtime's fetch"
        for (const request of isPool ? [...requests, refused] : requests) {
          const error = yield* Effect.flip(client.send(request))
          assert.strictEqual(error.fault, "InvalidRequest", JSON.stringify(request))
        }
        assert.strictEqual(server.observed.connections, 0)
      }).pipe(going(way))
    )
  })
})

describe.each(proving)("a request whose connection never stood is an error, %s,", (way) => {
  it.live("when the TLS handshake is never answered", () =>
    Effect.gen(function* () {
      const server = yield* listen()
      assert.strictEqual(yield* fault(`https://127.0.0.1:${server.port}`), "ConnectTimeout")
      assert.strictEqual(server.observed.connections, 1)
      assert.deepStrictEqual(server.observed.requests, [])
    }).pipe(going(way, { connectTimeout: "200 millis" }))
  )

  it.live("when the provider does not speak TLS", () =>
    Effect.gen(function* () {
      const server = yield* listen({
        connected: (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))
      })
      assert.strictEqual(yield* fault(`https://127.0.0.1:${server.port}`), "TlsFailed")
      assert.deepStrictEqual(server.observed.requests, [])
    }).pipe(going(way))
  )

  it.effect("when the deadline passes during the connect, and a late connect sends nothing", () =>
    Effect.gen(function* () {
      const { greeted, release, server } = yield* held
      const fiber = yield* Effect.forkChild(fault(server.url))
      yield* greeted
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), "DeadlinePassed")
      yield* release
      yield* server.until((observed) => observed.closed === 1)
      assert.strictEqual(server.observed.bytes, 0)
    }).pipe(going(way, { ca: certificate }))
  )

  const late = (set: (clock: { millis: number; nanos: bigint }) => void) => () =>
    Effect.gen(function* () {
      const { greeted, release, server } = yield* held
      const at = { millis: 0, nanos: 0n }
      const real = yield* Clock.Clock
      const clock: Clock.Clock = {
        ...real,
        currentTimeNanosUnsafe: real.currentTimeNanosUnsafe,
        currentTimeMillisUnsafe: () => at.millis,
        currentTimeMillis: Effect.sync(() => at.millis),
        monotonicTimeNanosUnsafe: () => at.nanos,
        monotonicTimeNanos: Effect.sync(() => at.nanos),
        sleep: () => Effect.never
      }
      const fiber = yield* Effect.forkChild(fault(server.url).pipe(Effect.provideService(Clock.Clock, clock)))
      yield* greeted
      set(at)
      yield* release
      assert.strictEqual(yield* Fiber.join(fiber), "DeadlinePassed")
      yield* server.until((observed) => observed.closed === 1)
      assert.strictEqual(server.observed.bytes, 0)
    }).pipe(going(way, { ca: certificate }))

  it.live(
    "when the deadline passes between the connect and the first byte, even if no timer fired",
    late((at) => {
      at.millis = 30_000
    })
  )

  it.live(
    "when so much time has passed by what is counted, although the clock was set back meanwhile",
    late((at) => {
      at.millis = -3_600_000
      at.nanos = 30_000_000_000n
    })
  )

  it.live("when the caller is interrupted before the connect completes", () =>
    Effect.gen(function* () {
      const { greeted, release, server } = yield* held
      const fiber = yield* Effect.forkChild(fault(server.url))
      yield* greeted
      yield* Fiber.interrupt(fiber)
      yield* release
      yield* server.until((observed) => observed.closed === 1)
      assert.strictEqual(server.observed.bytes, 0)
    }).pipe(going(way, { ca: certificate }))
  )
})

// Nobody says when the runtime's fetch writes: what was not proven was maybe sent.
describe("a request over the runtime's fetch may have been sent", () => {
  const faultOf = (outcome: Http.Answer | Http.MaybeSent) =>
    outcome._tag === "MaybeSent" ? outcome.fault : `Answer ${outcome.status}`
  const way = "over the runtime's fetch"

  it.effect("when its connection does not stand at the deadline", () =>
    Effect.gen(function* () {
      const { greeted, release, server } = yield* held
      const fiber = yield* Effect.forkChild(Http.make({ baseUrl: server.url }).send(pay))
      yield* greeted
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(faultOf(yield* Fiber.join(fiber)), "TimedOut")
      yield* release
      yield* server.until((observed) => observed.closed === 1)
      assert.strictEqual(server.observed.bytes, 0)
    }).pipe(going(way, { ca: certificate }))
  )

  it.live("when the provider does not speak TLS", () =>
    Effect.gen(function* () {
      const server = yield* listen({
        connected: (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))
      })
      const outcome = yield* Http.make({ baseUrl: `https://127.0.0.1:${server.port}` }).send(pay)
      assert.strictEqual(faultOf(outcome), "ConnectionLost")
    }).pipe(going(way))
  )

  it.live("when the caller is interrupted before the connect completes, and is waited for", () =>
    Effect.gen(function* () {
      const { greeted, release, server } = yield* held
      const fiber = yield* Effect.forkChild(Http.make({ baseUrl: server.url, timeout: "1 second" }).send(pay))
      yield* greeted
      fiber.interruptUnsafe()
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      assert.isUndefined(fiber.pollUnsafe())
      yield* release
      yield* server.until((observed) => observed.requests.length === 1)
      yield* Fiber.await(fiber)
    }).pipe(going(way, { ca: certificate }))
  )

  it.live("when the runtime refuses it with no code that is known", () =>
    Effect.gen(function* () {
      const server = yield* listen()
      const outcome = yield* Http.make({ baseUrl: server.url }).send({ ...pay, headers: { expect: "100-continue" } })
      assert.strictEqual(faultOf(outcome), "ConnectionLost")
      assert.deepStrictEqual(server.observed.requests, [])
    }).pipe(going(way))
  )
})
