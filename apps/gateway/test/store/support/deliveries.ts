/** Laws of the queue of messages to the merchant that only its SQL can keep, for whichever database. */
import { randomBytes } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { firstFacts } from "../../../src/lifecycle/Facts.ts"
import * as Instant from "../../../src/model/Instant.ts"
import * as DeliveriesSql from "../../../src/store/deliveries.ts"
import { Store } from "../../../src/store/Store.ts"
import * as Vault from "../../../src/vault.ts"
import * as Deliveries from "../../../src/webhooks/Deliveries.ts"
import type { keepOpen } from "../../operations/support/databases.ts"

type Database = Pick<Awaited<ReturnType<typeof keepOpen>>, "layer" | "sql" | "empty">

const vault = Vault.layer({ current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] })

const start = Instant.of(1_700_000_000_000)
const at = (seconds: number) => Instant.after(start, seconds * 1000)

const old = "https://old.example/hooks"
const other = "https://new.example/hooks"

const by = (seconds: number) => ({ operator: "anna", note: "the shop has moved", now: at(seconds) })

const message = (endpoint: string, operation: string, eventId: string): Deliveries.NewDelivery => ({
  id: `whd_${eventId}_${endpoint === old ? "old" : "new"}`,
  eventId,
  endpoint,
  type: "payout.paid",
  operation,
  orderingKey: operation,
  body: eventId,
  createdAt: start,
  traceParent: null
})

const events = (claimed: ReadonlyArray<Deliveries.Claimed>) => claimed.map(({ eventId }) => eventId)

/** The laws; the database is asked for when a test begins. */
export const laws = (name: string, database: () => Database) => {
  const fresh = <A, E>(test: Effect.Effect<A, E, Deliveries.Deliveries | Store | SqlClient.SqlClient>) =>
    Effect.suspend(() => {
      const layer = DeliveriesSql.layer.pipe(Layer.provideMerge(database().layer), Layer.provide(vault))
      return Effect.andThen(Effect.promise(database().empty), Effect.provide(test, layer))
    })

  const claim = (endpoint: string, seconds: number, limit = 100) =>
    Effect.flatMap(Deliveries.Deliveries, (queue) =>
      queue.claimDue({ endpoint, now: at(seconds), leaseUntil: at(seconds + 90), limit })
    )

  describe(`messages to the merchant, ${name}`, () => {
    it.effect("that were discarded are sent by nobody, and those behind them go on in their order", () =>
      fresh(
        Effect.gen(function* () {
          const queue = yield* Deliveries.Deliveries
          yield* queue.add([message(old, "po_1", "a"), message(old, "po_1", "b"), message(old, "po_1", "c")])
          const discarded = yield* queue.discard("whd_a_old", by(1))
          assert.deepInclude(discarded, { status: "discarded", nextAttemptAt: null, attempts: 0 })
          assert.deepStrictEqual(discarded.decisions, [
            {
              action: "discarded",
              at: new Date(at(1)).toISOString(),
              operator: "anna",
              note: "the shop has moved",
              from: old,
              to: null
            }
          ])
          const [first, ...rest] = yield* claim(old, 2)
          assert.strictEqual(first?.eventId, "b")
          assert.isEmpty(rest)
          yield* queue.delivered(first!, { at: at(3), httpStatus: 200, error: null })
          assert.deepStrictEqual(events(yield* claim(old, 4)), ["c"])
          const again = yield* Effect.flip(queue.discard("whd_a_old", by(5)))
          assert.deepInclude(again, { _tag: "DeliveryConflict", code: "delivery_over" })
          assert.strictEqual((yield* Effect.flip(queue.discard("whd_none", by(5))))._tag, "NoSuchDelivery")
        })
      )
    )

    it.effect("that go to another endpoint go before what was added there later, and have their 24 hours anew", () =>
      fresh(
        Effect.gen(function* () {
          const queue = yield* Deliveries.Deliveries
          yield* queue.add([message(old, "po_1", "a"), message(other, "po_1", "b"), message(old, "po_1", "c")])
          const [tried] = yield* claim(old, 1)
          yield* queue.retry(tried!, { at: at(2), httpStatus: 500, error: "no" }, at(7))
          const moved = yield* queue.retarget("whd_a_old", other, by(3_600))
          assert.deepInclude(moved, { url: other, status: "pending", attempts: 1, lastStatus: 500 })
          assert.deepInclude(moved.decisions[0], { action: "retargeted", from: old, to: other })
          const [claimed, ...rest] = yield* claim(other, 3_601)
          assert.isEmpty(rest)
          assert.deepInclude(claimed, { eventId: "a", attempt: 2, attemptHere: 1, firstAttemptAt: at(3_601) })
          // What it had been claimed for before counts for nothing.
          yield* queue.delivered(tried!, { at: at(3_602), httpStatus: 200, error: null })
          assert.strictEqual((yield* queue.find("whd_a_old")).delivery.status, "pending")
          yield* queue.failed(claimed!, { at: at(3_603), httpStatus: 410, error: "gone" })
          assert.deepStrictEqual(events(yield* claim(other, 3_604)), ["b"])
          assert.deepStrictEqual(events(yield* claim(old, 3_604)), ["c"])
          // One that was given up can be sent elsewhere as well.
          assert.deepInclude(yield* queue.retarget("whd_a_old", old, by(3_605)), { url: old, status: "pending" })
        })
      )
    )

    it.effect("are left alone while they are being sent, and can be decided about when that has been lost", () =>
      fresh(
        Effect.gen(function* () {
          const queue = yield* Deliveries.Deliveries
          yield* queue.add([message(old, "po_1", "a"), message(old, "po_2", "b")])
          yield* claim(old, 1, 1)
          for (const refused of [queue.discard("whd_a_old", by(2)), queue.retarget("whd_a_old", other, by(2))]) {
            assert.deepInclude(yield* Effect.flip(refused), { code: "delivery_in_flight" })
          }
          assert.deepStrictEqual(yield* queue.retargetAll(old, other, by(3)), { changed: 1, inFlight: 1 })
          assert.deepStrictEqual(yield* queue.discardAll(old, by(92)), { changed: 1, inFlight: 0 })
          assert.deepStrictEqual(yield* queue.discardAll(old, by(93)), { changed: 0, inFlight: 0 })
        })
      )
    )

    it.effect("are decided about by the thousand, each of one endpoint once, in the order in which they came", () =>
      fresh(
        Effect.gen(function* () {
          const queue = yield* Deliveries.Deliveries
          const sql = yield* SqlClient.SqlClient
          yield* queue.add([message(old, "po_1", "a"), message(other, "po_1", "z")])
          yield* sql`
            INSERT INTO delivery (id, event_id, endpoint, type, lane, body, created_at, status, next_at)
            SELECT 'whd_' || n, 'evt_' || n, ${old}, 'payout.paid', 'po_' || n % 7, decode('', 'hex'), 1, 'pending', 1
            FROM generate_series(1, 1234) AS n`
          assert.deepStrictEqual(yield* queue.retargetAll(old, other, by(1)), { changed: 1_235, inFlight: 0 })
          const counts = yield* sql`
            SELECT count(*) FILTER (WHERE status = 'pending' AND endpoint = ${other})::int AS pending,
              count(*) FILTER (WHERE jsonb_array_length(decisions) <> 1 AND event_id <> 'z')::int AS wrong
            FROM delivery`
          assert.deepEqual(counts, [{ pending: 1_236, wrong: 0 }])
          assert.deepStrictEqual(yield* queue.discardAll(other, by(2)), { changed: 1_236, inFlight: 0 })
        })
      )
    )

    it.effect("tell the timeline of their operation who decided about them and why", () =>
      fresh(
        Effect.gen(function* () {
          const queue = yield* Deliveries.Deliveries
          const store = yield* Store
          const facts = firstFacts({ amount: { value: "1.00", currency: "RUB" } }, start)
          const request = { amount: { value: "1.00", currency: "RUB" }, method: "card", metadata: {} }
          const keys = {
            reference: "r-1",
            idempotencyKey: "k-1",
            bodyDigest: "d",
            sealed: new Uint8Array([1]),
            createdBy: "shop"
          }
          const operation = { id: "po_1", kind: "payout", createdAt: start, request, facts, traceParent: null } as const
          yield* store.create({ ...keys, ...operation, bulkhead: "p2p/send" })
          yield* queue.add([message(old, "po_1", "a"), message(old, "po_none", "b")])
          yield* queue.retargetAll(old, other, by(1))
          yield* queue.discard("whd_a_old", by(2))
          const [, ...entries] = yield* store.timeline("po_1")
          const details = { operator: "anna", note: "the shop has moved", delivery: "whd_a_old" }
          const moved = { action: "retargeted", from: old, to: other, at: new Date(at(1)).toISOString() }
          const dropped = { action: "discarded", from: other, to: null, at: new Date(at(2)).toISOString() }
          assert.deepStrictEqual(
            entries.map(({ details, kind, summary }) => ({ details, kind, summary })),
            [
              {
                kind: "operator",
                summary: "anna retargeted the webhook payout.paid",
                details: { ...details, ...moved }
              },
              {
                kind: "operator",
                summary: "anna discarded the webhook payout.paid",
                details: { ...details, ...dropped }
              }
            ]
          )
        })
      )
    )

    it.effect("are due only where somebody sends them, and the others are counted by themselves", () =>
      fresh(
        Effect.gen(function* () {
          const queue = yield* Deliveries.Deliveries
          const store = yield* Store
          yield* queue.add([message(old, "po_1", "a"), message(old, "po_1", "b"), message(other, "po_1", "c")])
          const picture = (endpoints: ReadonlyArray<string>) =>
            Effect.map(store.snapshot(at(10), endpoints), ({ orphanedWebhooks, queues }) => ({
              orphanedWebhooks,
              webhooks: queues.find(({ queue }) => queue === "webhooks")
            }))
          const due = (count: number) => ({
            queue: "webhooks" as const,
            due: count,
            oldestDueAt: count === 0 ? null : start
          })
          assert.deepEqual(yield* picture([other]), { orphanedWebhooks: 2, webhooks: due(1) })
          assert.deepEqual(yield* picture([old, other]), { orphanedWebhooks: 0, webhooks: due(3) })
          assert.deepEqual(yield* picture([]), { orphanedWebhooks: 3, webhooks: due(0) })
          yield* queue.discardAll(old, by(11))
          assert.deepEqual(yield* picture([other]), { orphanedWebhooks: 0, webhooks: due(1) })
        })
      )
    )

    it.effect("are listed by their endpoint", () =>
      fresh(
        Effect.gen(function* () {
          const queue = yield* Deliveries.Deliveries
          yield* queue.add([message(old, "po_1", "a"), message(other, "po_1", "b"), message(old, "po_1", "c")])
          const list = (query: Omit<Deliveries.ListQuery, "limit">) =>
            Effect.map(queue.list({ ...query, limit: 9 }), ({ data }) => data.map(({ eventId }) => eventId))
          assert.deepStrictEqual(yield* list({ endpoint: old }), ["c", "a"])
          yield* queue.discard("whd_a_old", by(1))
          assert.deepStrictEqual(yield* list({ endpoint: old, status: "discarded" }), ["a"])
          assert.deepStrictEqual(yield* list({ endpoint: "https://none.example" }), [])
        })
      )
    )
  })
}
