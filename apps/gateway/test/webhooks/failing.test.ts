/** Endpoints that fail, on real sockets and over the real queue: everything is written down, and nobody else waits. */
import type * as http from "node:http"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, type Scope } from "effect"
import { TestClock } from "effect/testing"
import type * as Deliveries from "../../src/webhooks/Deliveries.ts"
import * as Webhooks from "../../src/webhooks/Webhooks.ts"
import { add, openQueue, pass } from "./support/queue.ts"
import { endpoint, type Receiver, type Reply, receiver, status } from "./support/receiver.ts"

let opened: Awaited<ReturnType<typeof openQueue>>
beforeAll(async () => {
  opened = await openQueue()
})
afterAll(() => opened.close())

type Needs = Webhooks.Webhooks | Deliveries.Deliveries | Scope.Scope

const over = <A, E>(receivers: ReadonlyArray<Receiver>, test: Effect.Effect<A, E, Needs>) => {
  const config = { providers: {}, webhooks: receivers.map(({ url }) => endpoint(url)) }
  return Effect.provide(test, Layer.provideMerge(Webhooks.layer(config), opened.queue))
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

// The answer of a socket takes its own time while the clock stands.
const until = (holds: string) =>
  Effect.promise(async () => {
    for (;;) {
      const [row] = await opened.sql<{ holds: boolean | null }>(`SELECT bool_and(${holds}) AS holds FROM delivery`)
      if (row?.holds === true) return
      await turn()
    }
  })

const recorded = (attempts: number) => until(`attempts = ${attempts} AND lease_until IS NULL`)

const reset: Reply = (response) => void response.socket?.destroy()
const cut: Reply = (response) => {
  response.writeHead(500, { "content-length": "100" })
  response.write("half", () => response.socket?.destroy())
}

const only = Effect.gen(function* () {
  const webhooks = yield* Webhooks.Webhooks
  const [delivery] = (yield* webhooks.list({ limit: 1 })).data
  return delivery ?? assert.fail("nothing is there")
})

describe("an endpoint that fails", () => {
  it.effect.each([
    ["answers 500", status(500), 500, "the endpoint answered 500"],
    ["answers 302, which is not followed", status(302, { location: "/elsewhere" }), 302, "the endpoint answered 302"],
    ["resets the connection", reset, null, "no answer (ECONNRESET)"],
    ["breaks its answer off", cut, 500, "the endpoint answered 500"]
  ] as const)(
    "and %s is written down each time and tried again after 5 s and 30 s, until it takes the message",
    ([, reply, lastStatus, lastError]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.now())
        const merchant = yield* receiver
        merchant.reply = reply
        const test = Effect.gen(function* () {
          const { wake } = yield* Webhooks.Webhooks
          yield* add(merchant.url, "po_1", "first")
          yield* wake
          for (const [index, seconds] of [5, 30].entries()) {
            yield* recorded(index + 1)
            const delivery = yield* only
            assert.deepInclude(delivery, { status: "pending", attempts: index + 1, lastStatus, lastError })
            const wait = Date.parse(delivery.nextAttemptAt ?? "") - (yield* Clock.currentTimeMillis)
            assert.isAtMost(wait, seconds * 1200)
            assert.isAtLeast(wait, seconds * 800 - 1_001)
            assert.strictEqual(merchant.received.length, index + 1)
            if (index === 1) merchant.reply = status(204)
            yield* TestClock.adjust(wait + 1_000)
          }
          yield* until("status = 'delivered'")
          assert.deepInclude(yield* only, { attempts: 3, lastStatus: 204, lastError: null })
          assert.isTrue(merchant.received.every(({ path }) => path === "/hooks"))
        })
        yield* over([merchant], test)
      })
  )

  it.effect("and never answers is written down after 15 seconds, and holds up no other endpoint", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const [silent, well] = [yield* receiver, yield* receiver]
      const held: Array<http.ServerResponse> = []
      silent.reply = (response) => void held.push(response)
      const test = Effect.gen(function* () {
        const { wake } = yield* Webhooks.Webhooks
        for (let n = 0; n < 20; n += 1) yield* add(silent.url, `po_${n}`, `silent-${n}`)
        for (let n = 0; n < 20; n += 1) yield* add(`${well.url}`, `po_${n}`, `well-${n}`)
        yield* wake
        yield* silent.got(16)
        yield* until(`endpoint <> '${well.url}' OR status = 'delivered'`)
        assert.strictEqual(silent.received.length, 16)
        yield* TestClock.adjust("15 seconds")
        yield* until("last_error = 'no answer within 15 seconds' OR attempts <> 1 OR lease_until IS NOT NULL")
        yield* silent.got(20)
        silent.reply = status(200)
        for (const response of held) response.end()
      })
      yield* over([silent, well], test)
    })
  )

  it.effect("for some messages holds up no others, however many those are", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const merchant = yield* receiver
      merchant.reply = (response, { body }) => void response.writeHead(body.startsWith("bad") ? 500 : 200).end()
      const test = Effect.gen(function* () {
        const { wake } = yield* Webhooks.Webhooks
        for (let n = 0; n < 40; n += 1) yield* add(merchant.url, `po_bad_${n}`, `bad-${n}`)
        for (let n = 0; n < 40; n += 1) yield* add(merchant.url, `po_good_${n}`, `good-${n}`)
        for (let n = 0; n < 40; n += 1) yield* add(merchant.url, `po_bad_${n}`, `behind-${n}`)
        yield* wake
        yield* until(
          "starts_with(event_id, 'bad') = (status = 'pending' AND attempts = 1) OR starts_with(event_id, 'behind')"
        )
        yield* until("NOT starts_with(event_id, 'good') OR status = 'delivered'")
        assert.strictEqual(merchant.received.filter(({ body }) => body.startsWith("behind")).length, 0)
        merchant.reply = status(200)
        yield* pass("7 seconds")
        yield* pass("1 second")
        yield* until("status = 'delivered'")
        const order = merchant.received.map(({ body }) => body)
        for (let n = 0; n < 40; n += 1) {
          assert.deepStrictEqual(
            order.filter((name) => name.endsWith(`-${n}`) && !name.startsWith("good")),
            [`bad-${n}`, `bad-${n}`, `behind-${n}`]
          )
        }
      })
      yield* over([merchant], test)
    })
  )
})
