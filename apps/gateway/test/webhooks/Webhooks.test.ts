/** From an event to the merchant's endpoint over a real socket, and what the HTTP face offers. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Layer, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { Webhook } from "standardwebhooks"
import * as Instant from "../../src/model/Instant.ts"
import type { PayoutResource } from "../../src/model/Resource.ts"
import * as Deliveries from "../../src/webhooks/Deliveries.ts"
import * as Message from "../../src/webhooks/Message.ts"
import * as Webhooks from "../../src/webhooks/Webhooks.ts"
import { add, bad, ok, openQueue, pass, start } from "./support/queue.ts"
import { endpoint, receiver, secret, status } from "./support/receiver.ts"

const payout: PayoutResource = {
  id: "po_1",
  object: "payout",
  reference: "order-1",
  status: "paid",
  amount: { value: "1500.00", currency: "RUB" },
  settled: null,
  fee: null,
  provider: "p2p",
  providerReference: null,
  attempts: 1,
  receipts: [],
  failure: null,
  waitingFor: null,
  metadata: {},
  context: null,
  createdBy: "shop",
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  version: 3,
  debit: null,
  debited: { value: "1530.00", currency: "RUB" },
  providerAmounts: null,
  destination: { type: "sbp", account: "*******4567" },
  recipient: null,
  source: null,
  offer: null
}
const event = {
  at: Instant.of(Date.parse("2026-01-02T03:04:05Z")),
  type: `payout.${payout.status}`,
  resource: payout,
  traceParent: null
}

let opened: Awaited<ReturnType<typeof openQueue>>
beforeAll(async () => {
  opened = await openQueue()
})
afterAll(() => opened.close())

const inDatabase = <A, E>(test: Effect.Effect<A, E, Deliveries.Deliveries | Scope.Scope>) =>
  Effect.suspend(() => Effect.provide(test, opened.queue))

describe("Webhooks", () => {
  it.effect("carries an event to the merchant, who verifies it with the reference library", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const merchant = yield* receiver
      const config = { providers: {}, webhooks: [endpoint(merchant.url)] } as const
      const layer = Layer.provideMerge(Webhooks.layer(config), opened.queue)
      yield* Effect.gen(function* () {
        const webhooks = yield* Webhooks.Webhooks
        const deliveries = yield* Deliveries.Deliveries
        yield* deliveries.add(yield* Message.messagesFor(webhooks.endpoints, event))
        yield* webhooks.wake
        yield* merchant.got(1)
        const [got] = merchant.received
        const headers = got?.headers as Record<string, string>
        assert.deepStrictEqual(new Webhook(secret).verify(got?.body ?? "", headers), {
          type: "payout.paid",
          timestamp: "2026-01-02T03:04:05.000Z",
          data: payout
        })
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("repeats a message under the same webhook-id with a new time and signature", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now() - 60_000)
      const merchant = yield* receiver
      merchant.reply = status(500)
      const layer = Layer.provideMerge(
        Webhooks.layer({ providers: {}, webhooks: [endpoint(merchant.url)] }),
        opened.queue
      )
      yield* Effect.gen(function* () {
        const webhooks = yield* Webhooks.Webhooks
        const [delivery] = yield* webhooks.test
        yield* merchant.got(1)
        merchant.reply = status(200)
        // The answer is on its way to the worker while the clock stands: redelivery makes the row due as soon as it is.
        while ((yield* webhooks.list({ limit: 1 })).data[0]?.lastStatus !== 500) yield* Effect.promise(() => tick())
        yield* pass("10 seconds")
        yield* merchant.got(2)
        const [first, second] = merchant.received
        assert.strictEqual(first?.headers["webhook-id"], delivery?.eventId)
        assert.strictEqual(second?.headers["webhook-id"], delivery?.eventId)
        assert.notStrictEqual(first?.headers["webhook-signature"], second?.headers["webhook-signature"])
        assert.strictEqual(first?.body, second?.body)
        new Webhook(secret).verify(second?.body ?? "", second?.headers as Record<string, string>)
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("tells each endpoint of the events it wants, one event under one id", () =>
    Effect.gen(function* () {
      const all = endpoint("https://all.test")
      const paid = endpoint("https://paid.test", { events: ["payout.paid", "payment.paid"] })
      const failed = endpoint("https://failed.test", { events: ["payout.failed"] })
      const rows = yield* Message.messagesFor([all, paid, failed], event)
      assert.deepStrictEqual(
        rows.map((row) => row.endpoint),
        [all.url, paid.url]
      )
      assert.strictEqual(new Set(rows.map((row) => row.eventId)).size, 1)
      assert.strictEqual(new Set(rows.map((row) => row.id)).size, 2)
    })
  )

  it.effect("sends a test event to every endpoint, whatever it wants", () =>
    Effect.gen(function* () {
      const narrow = endpoint("https://narrow.test", { events: ["payout.failed"] })
      const { sent, settle, webhooks } = yield* start([narrow], () => Effect.succeed(ok))
      const [delivery] = yield* webhooks.test
      assert.deepStrictEqual([delivery?.type, delivery?.status, delivery?.operation], ["webhook.test", "pending", null])
      yield* settle
      assert.strictEqual(JSON.parse(sent[0]?.body ?? "").type, "webhook.test")
    }).pipe(inDatabase)
  )

  it.effect("sends a delivery again under its own id without holding up what comes after", () =>
    Effect.gen(function* () {
      const one = endpoint("https://one.test")
      const { names, settle, webhooks } = yield* start([one], () => Effect.succeed(ok))
      yield* add(one.url, "po_1", "first")
      yield* settle
      const [delivered] = (yield* webhooks.list({ limit: 1 })).data
      const again = yield* webhooks.redeliver(delivered?.id ?? "")
      assert.notStrictEqual(again.id, delivered?.id)
      assert.strictEqual(again.eventId, "first")
      yield* settle
      assert.deepStrictEqual(names(), ["first", "first"])
    }).pipe(inDatabase)
  )

  it.effect("tries a pending delivery now, and never before an earlier one of its operation", () =>
    Effect.gen(function* () {
      const one = endpoint("https://one.test")
      const { names, settle, webhooks } = yield* start([one], () => Effect.succeed(bad(429, 3_600_000)))
      yield* add(one.url, "po_1", "first")
      yield* add(one.url, "po_1", "second")
      yield* settle
      const [second, first] = (yield* webhooks.list({ limit: 2 })).data
      yield* webhooks.redeliver(second?.id ?? "")
      yield* settle
      assert.deepStrictEqual(names(), ["first"])
      yield* webhooks.redeliver(first?.id ?? "")
      yield* settle
      assert.deepStrictEqual(names(), ["first", "first"])
      const error = yield* Effect.flip(webhooks.redeliver("whd_none"))
      assert.strictEqual(error._tag, "NoSuchDelivery")
    }).pipe(inDatabase)
  )

  it.effect("lists deliveries newest first, page by page, also by status", () =>
    Effect.gen(function* () {
      const one = endpoint("https://one.test")
      const { webhooks } = yield* start([], () => Effect.succeed(ok))
      for (const n of [1, 2, 3, 4, 5]) yield* add(one.url, "po_1", `event${n}`)
      const first = yield* webhooks.list({ limit: 2 })
      const second = yield* webhooks.list({ limit: 2, cursor: first.nextCursor ?? undefined })
      const third = yield* webhooks.list({ limit: 2, cursor: second.nextCursor ?? undefined })
      const names = [first, second, third].flatMap(({ data }) => data.map(({ eventId }) => eventId))
      assert.deepStrictEqual(names, ["event5", "event4", "event3", "event2", "event1"])
      assert.isNull(third.nextCursor)
      assert.deepStrictEqual((yield* webhooks.list({ limit: 9, status: "failed" })).data, [])
    }).pipe(inDatabase)
  )
})

const tick = () => new Promise<void>((resolve) => setImmediate(resolve))
