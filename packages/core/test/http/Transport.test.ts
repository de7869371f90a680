/** A transport acquires its permit before its first byte and obeys a refusal; a permit is acquired at most once. */
import { assert, describe, it } from "@effect/vitest"
import * as Body from "@switchyard/core/Body"
import * as Http from "@switchyard/core/Http"
import { fromFetch, type SendPermit, Transport } from "@switchyard/core/Transport"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { answer, listen } from "../support/server.ts"
import { going, proving, transportOf, ways } from "../support/transport.ts"

const client = Http.make({ baseUrl: "https://provider.example", maxAnswerBytes: 10 })
const pay: Http.Request = { method: "POST", path: "/pay", body: "amount=1" }

const over = (transport: Transport) => client.send(pay).pipe(Effect.provideService(Transport, transport))

const refusing: SendPermit = {
  acquire: () => false,
  signal: new AbortController().signal,
  body: undefined,
  maxAnswerBytes: 10
}

const binary = { contentType: "application/octet-stream", content: new Uint8Array([0, 255, 13, 10, 45, 45]) }

describe("every transport", () => {
  const requests: ReadonlyArray<Http.Request> = [
    pay,
    {
      method: "POST",
      path: "/json",
      headers: { "Content-Type": "application/json", "X-Shop": "7" },
      body: '{"a":"\u00e9"}'
    },
    { method: "POST", path: "/empty" },
    { method: "PUT", path: "/put", body: Body.form({ amount: "1.00", name: "\u00e9 &" }) },
    { method: "PATCH", path: "/patch", body: Body.json({ a: "\u00e9" }) },
    {
      method: "PATCH",
      path: "/merge",
      headers: { "content-type": "application/merge-patch+json" },
      body: Body.json({})
    },
    { method: "DELETE", path: "/one" },
    { method: "DELETE", path: "/why", body: Body.json({ reason: "x" }) },
    { method: "POST", path: "/file", body: Body.multipart([{ name: "file", fileName: "a.bin", ...binary }]) },
    { method: "GET", path: "/read?x=1", headers: { accept: "application/json" } }
  ]
  // What a fetch adds of itself: of a DELETE without a body also that it has none.
  const added =
    /^(content-length: 0$|host:|connection:)|^(accept|accept-language|accept-encoding|sec-fetch-mode|user-agent):/
  const lines = (request: string) =>
    request
      .split("\r\n")
      .filter((line) => !added.test(line))
      .sort()

  it.live("sends and hears the same", () =>
    Effect.gen(function* () {
      const server = yield* listen({
        requested: (socket) => socket.end(answer("\ufeff\u00e9{}", "200 OK", ["X-Id: 1", "X-Id: 2"]))
      })
      const client = Http.make({ baseUrl: server.url })
      for (const request of requests) {
        const answers: Array<unknown> = []
        for (const way of ways) {
          const answer = yield* client.send(request).pipe(going(way))
          assert.strictEqual(answer._tag, "Answer")
          answers.push({ ...answer })
        }
        const [first, ...others] = answers
        const [one = "", ...rest] = server.observed.requests.slice(-ways.length)
        for (const other of others) assert.deepStrictEqual(other, first)
        for (const other of rest) assert.deepStrictEqual(lines(other), lines(one))
      }
    })
  )

  it.live("sends once what is answered with words that invite to send again", () =>
    Effect.gen(function* () {
      for (const way of ways) {
        for (const status of [
          "401 No",
          "407 Proxy",
          "408 Late",
          "413 Large",
          "421 Elsewhere",
          "425 Early",
          "429 Slow",
          "503 Busy"
        ]) {
          const headers = ["retry-after: 0", "www-authenticate: Basic"]
          const server = yield* listen({ requested: (socket) => socket.end(answer("", status, headers)) })
          const sends: ReadonlyArray<Http.Request> = (["POST", "PUT", "PATCH", "DELETE"] as const).flatMap((method) => [
            { ...pay, method },
            { ...pay, method, body: undefined }
          ])
          for (const request of sends) {
            const before = server.observed.requests.length
            yield* Http.make({ baseUrl: server.url }).send(request).pipe(going(way))
            assert.strictEqual(server.observed.requests.length, before + 1, `${way} ${request.method} ${status}`)
          }
        }
      }
    })
  )
})

describe("a permit", () => {
  it.effect("is acquired at most once", () =>
    Effect.gen(function* () {
      const allowed: Array<boolean> = []
      yield* over(async (_request, permit) => {
        allowed.push(permit.acquire(), permit.acquire())
        return new Response("{}")
      })
      assert.deepStrictEqual(allowed, [true, false])
    })
  )

  it.effect("is refused after the deadline, and after the caller has left", () =>
    Effect.gen(function* () {
      const permits: Array<SendPermit> = []
      const waiting: Transport = (_request, permit) => {
        permits.push(permit)
        return new Promise(() => {})
      }
      const late = yield* Effect.forkChild(Effect.flip(over(waiting)))
      const gone = yield* Effect.forkChild(over(waiting))
      yield* Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
      yield* Fiber.interrupt(gone)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* Fiber.join(late)).fault, "DeadlinePassed")
      assert.deepStrictEqual(
        permits.map((permit) => [permit.acquire(), permit.signal.aborted]),
        [
          [false, true],
          [false, true]
        ]
      )
    })
  )

  it.effect("that was acquired makes a throwing transport a MaybeSent, and one that was not a NeverSent", () =>
    Effect.gen(function* () {
      const opened = yield* over((_request, permit) => {
        permit.acquire()
        throw Object.assign(new Error("refused"), { code: "ECONNREFUSED" })
      })
      assert.strictEqual(opened._tag, "MaybeSent")
      const unopened = yield* Effect.flip(
        over(() => {
          throw "not even an error"
        })
      )
      assert.strictEqual(unopened.fault, "Unreachable")
    })
  )

  it.effect("carries the text of the body", () =>
    Effect.gen(function* () {
      let body: string | undefined
      yield* over(async (_request, permit) => {
        body = permit.body
        permit.acquire()
        return new Response("{}")
      })
      assert.strictEqual(body, "amount=1")
    })
  )
})

describe("fromFetch", () => {
  it.effect("gives the handler the whole request and takes its answer", () =>
    Effect.gen(function* () {
      let observed = ""
      const outcome = yield* over(
        fromFetch(async (request) => {
          observed = `${request.method} ${request.url} ${request.redirect} ${await request.text()}`
          return new Response("{}", { status: 422, headers: { "X-Id": "1" } })
        })
      )
      assert.strictEqual(observed, "POST https://provider.example/pay manual amount=1")
      assert.isTrue(outcome._tag === "Answer" && outcome.status === 422 && outcome.headers["x-id"] === "1")
    })
  )

  it.effect("gives the handler a body that can be read once, so that a fetch cannot send it again", () =>
    Effect.gen(function* () {
      const twice = fromFetch(async (request) => {
        const [first, second] = [await request.text(), await request.text().catch(() => "gone")]
        return new Response(`${first} ${second} ${request.headers.get("content-length")}`.slice(0, 10))
      })
      const roomy = Http.make({ baseUrl: "https://provider.example" })
      const outcome = yield* roomy.send({ ...pay, body: "a" }).pipe(Effect.provideService(Transport, twice))
      assert.strictEqual(outcome._tag === "Answer" && outcome.text, "a gone 1")
    })
  )

  it.effect("is a NeverSent where the failure of the call proves it, and nothing later does", () =>
    Effect.gen(function* () {
      const refused = Object.assign(new Error("no"), { code: "ECONNREFUSED" })
      const proven = (fetch: () => Promise<Response>) => over(fromFetch(fetch, () => "ECONNREFUSED"))
      assert.strictEqual((yield* Effect.flip(proven(() => Promise.reject(refused)))).fault, "Refused")
      const body = new ReadableStream({ pull: (controller) => controller.error(refused) })
      assert.strictEqual((yield* proven(async () => new Response(body)))._tag, "MaybeSent")
      assert.strictEqual((yield* over(fromFetch(() => Promise.reject(refused))))._tag, "MaybeSent")
    })
  )

  it.effect("does not call the handler when the permit is refused", () =>
    Effect.gen(function* () {
      let calls = 0
      const transport = fromFetch(async () => {
        calls += 1
        return new Response("{}")
      })
      const request = new Request("https://provider.example")
      const failed = yield* Effect.promise(() =>
        transport(request, refusing).then(
          () => false,
          () => true
        )
      )
      assert.isTrue(failed)
      const deadline = DateTime.makeUnsafe(0)
      const error = yield* Effect.flip(client.send(pay, { deadline })).pipe(Effect.provideService(Transport, transport))
      assert.strictEqual(error.fault, "DeadlinePassed")
      assert.strictEqual(calls, 0)
    })
  )

  it.effect("is a MaybeSent when the handler rejects, is silent, or answers too much", () =>
    Effect.gen(function* () {
      const faultOf = (outcome: Http.Answer | Http.MaybeSent) => (outcome._tag === "MaybeSent" ? outcome.fault : "")
      const rejected = yield* over(fromFetch(() => Promise.reject(new TypeError("fetch failed"))))
      assert.strictEqual(faultOf(rejected), "ConnectionLost")
      const large = yield* over(fromFetch(async () => new Response("12345678901")))
      assert.strictEqual(faultOf(large), "AnswerTooLarge")
      const called = Promise.withResolvers<AbortSignal>()
      const silent = yield* Effect.forkChild(
        over(
          fromFetch((request) => {
            called.resolve(request.signal)
            return new Promise(() => {})
          })
        )
      )
      const signal = yield* Effect.promise(() => called.promise)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(faultOf(yield* Fiber.join(silent)), "TimedOut")
      assert.isTrue(signal.aborted)
    })
  )
})

describe.each(proving)("the pool, %s,", (way) => {
  it.live("reuses a connection and sends one request at a time on each", () =>
    Effect.gen(function* () {
      const server = yield* listen({ requested: (socket) => socket.write(answer("{}")) })
      const { send } = Http.make({ baseUrl: server.url })
      yield* Effect.all(
        Array.from({ length: 20 }, () => send(pay)),
        { concurrency: 20 }
      )
      assert.strictEqual(server.observed.requests.length, 20)
      assert.isAtMost(server.observed.connections, 2)
    }).pipe(going(way, { connections: 2 }))
  )

  it.live("acquires its permit only after the connection stands, and writes nothing when refused", () =>
    Effect.gen(function* () {
      const transport = yield* transportOf(way)
      const server = yield* listen()
      let connectionsWhenAsked = -1
      const permit: SendPermit = {
        ...refusing,
        body: "amount=1",
        acquire: () => {
          connectionsWhenAsked = server.observed.connections
          return false
        }
      }
      const request = new Request(`${server.url}/pay`, { method: "POST", body: "amount=1" })
      const head = { method: "POST", origin: server.url, path: "/pay", headers: {} } as const
      const direct = { ...permit, content: permit.body, onHangUp: () => {} }
      const failed = yield* Effect.promise(() =>
        (transport.exchange?.(head, direct) ?? transport(request, permit)).then(
          () => false,
          () => true
        )
      )
      assert.isTrue(failed)
      assert.isAtLeast(connectionsWhenAsked, 0)
      yield* server.until((observed) => observed.closed === 1)
      assert.strictEqual(server.observed.bytes, 0)
    })
  )
})
