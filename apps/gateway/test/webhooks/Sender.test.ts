/** One attempt over real sockets on loopback. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { Webhook } from "standardwebhooks"
import * as Sender from "../../src/webhooks/Sender.ts"
import { endpoint, receiver, secret, status } from "./support/receiver.ts"

const message = { eventId: "evt_1", body: '{"type":"payout.paid"}' }
const today = TestClock.setTime(Date.now())

describe("Sender", () => {
  it.effect("sends what the reference library verifies, with all secrets", () =>
    Effect.gen(function* () {
      yield* today
      const merchant = yield* receiver
      const send = yield* Sender.make()
      const older = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
      const answer = yield* send(
        endpoint(`${merchant.url}?shop=1`, { secrets: [Redacted.make(secret), Redacted.make(older)] }),
        message
      )
      assert.deepStrictEqual(answer, { httpStatus: 200, error: null, retryAfterMillis: undefined })
      const [got] = merchant.received
      assert.strictEqual(got?.path, "/hooks?shop=1")
      assert.strictEqual(got?.headers["content-type"], "application/json")
      for (const each of [secret, older]) {
        const headers = got?.headers as Record<string, string>
        assert.deepStrictEqual(new Webhook(each).verify(got?.body ?? "", headers), JSON.parse(message.body))
      }
    })
  )

  it.effect("takes every 2xx for delivered and nothing else", () =>
    Effect.gen(function* () {
      const merchant = yield* receiver
      const send = yield* Sender.make()
      for (const code of [200, 201, 202, 204, 299]) {
        merchant.reply = status(code)
        assert.isNull((yield* send(endpoint(merchant.url), message)).error)
      }
      for (const code of [400, 401, 404, 410, 500, 503]) {
        merchant.reply = status(code)
        const answer = yield* send(endpoint(merchant.url), message)
        assert.deepStrictEqual([answer.httpStatus, answer.error], [code, `the endpoint answered ${code}`])
      }
    })
  )

  it.effect("follows no redirect", () =>
    Effect.gen(function* () {
      const elsewhere = yield* receiver
      const merchant = yield* receiver
      const send = yield* Sender.make()
      for (const code of [301, 302, 307, 308]) {
        merchant.reply = status(code, { location: elsewhere.url })
        assert.strictEqual((yield* send(endpoint(merchant.url), message)).httpStatus, code)
      }
      assert.strictEqual(elsewhere.received.length, 0)
    })
  )

  it.effect("reads Retry-After of a 429 and a 503 only, as seconds or as a date", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-01-01T00:00:00Z"))
      const merchant = yield* receiver
      const send = yield* Sender.make()
      const wait = Effect.fnUntraced(function* (code: number, header: string) {
        merchant.reply = status(code, { "retry-after": header })
        return (yield* send(endpoint(merchant.url), message)).retryAfterMillis
      })
      assert.strictEqual(yield* wait(429, "120"), 120_000)
      assert.strictEqual(yield* wait(503, "Thu, 01 Jan 2026 00:01:00 GMT"), 60_000)
      assert.strictEqual(yield* wait(429, "2147483648"), 3_600_000)
      assert.strictEqual(yield* wait(503, "Fri, 31 Dec 9999 23:59:59 GMT"), 3_600_000)
      assert.isUndefined(yield* wait(503, "soon"))
      assert.isUndefined(yield* wait(500, "120"))
    })
  )

  it.effect("gives up after 15 seconds of the Clock, without an answer or with one that never ends", () =>
    Effect.gen(function* () {
      const merchant = yield* receiver
      const send = yield* Sender.make()
      merchant.reply = () => undefined
      const silent = yield* Effect.forkChild(send(endpoint(merchant.url), message))
      yield* merchant.got(1)
      yield* TestClock.adjust("15 seconds")
      assert.deepStrictEqual((yield* Fiber.join(silent)).error, "no answer within 15 seconds")

      const headersSent = Promise.withResolvers<void>()
      merchant.reply = (response) => {
        response.writeHead(200).write("and so on", () => headersSent.resolve())
      }
      const endless = yield* Effect.forkChild(send(endpoint(merchant.url), message))
      yield* Effect.promise(() => headersSent.promise)
      // Another exchange of the same process comes after the headers were read.
      merchant.reply = status(200)
      yield* send(endpoint(merchant.url), message)
      yield* TestClock.adjust("15 seconds")
      assert.strictEqual((yield* Fiber.join(endless)).error, null)
    })
  )

  it.effect("does not read a large answer to its end, and keeps nothing of it", () =>
    Effect.gen(function* () {
      const merchant = yield* receiver
      const send = yield* Sender.make()
      merchant.reply = (response) => {
        response.writeHead(500)
        const more = (): void => {
          while (!response.destroyed && response.write("Ivanov ".repeat(10_000)));
          if (!response.destroyed) response.once("drain", more)
        }
        more()
      }
      const answer = yield* send(endpoint(merchant.url), message)
      assert.strictEqual(answer.httpStatus, 500)
      assert.notInclude(JSON.stringify(answer), "Ivanov")
    })
  )

  it.effect("sends again at once when the server closed a kept connection", () =>
    Effect.gen(function* () {
      const merchant = yield* receiver
      const send = yield* Sender.make()
      yield* send(endpoint(merchant.url), message)
      merchant.reply = (response) => {
        merchant.reply = status(200)
        response.socket?.destroy()
      }
      assert.isNull((yield* send(endpoint(merchant.url), message)).error)
      assert.strictEqual(merchant.received.length, 3)
    })
  )

  it.effect("tells of an endpoint that cannot be reached by a code only", () =>
    Effect.gen(function* () {
      const send = yield* Sender.make()
      const answer = yield* send(endpoint("http://127.0.0.1:1/hooks"), message)
      assert.deepStrictEqual([answer.httpStatus, answer.error], [null, "no answer (ECONNREFUSED)"])
    })
  )
})
