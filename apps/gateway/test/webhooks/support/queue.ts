/**
 * A worker over the queue in a real database, with a sender that answers as it is told and remembers what it was given.
 * Time is the test's; the database takes its own, and every step of time waits until nothing is on its way to it.
 */
import { randomBytes } from "node:crypto"
import { Clock, Duration, Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as Instant from "../../../src/model/Instant.ts"
import * as DeliveriesSql from "../../../src/store/deliveries.ts"
import * as Vault from "../../../src/vault.ts"
import * as Deliveries from "../../../src/webhooks/Deliveries.ts"
import type { Endpoint } from "../../../src/webhooks/Endpoint.ts"
import type { HttpAnswer } from "../../../src/webhooks/Sender.ts"
import * as Webhooks from "../../../src/webhooks/Webhooks.ts"
import * as Worker from "../../../src/webhooks/Worker.ts"
import { type Database, openEmbedded } from "../../operations/support/databases.ts"

export const ok: HttpAnswer = { httpStatus: 200, error: null, retryAfterMillis: undefined }
export const bad = (httpStatus: number, retryAfterMillis?: number): HttpAnswer => ({
  httpStatus,
  error: `the endpoint answered ${httpStatus}`,
  retryAfterMillis
})

export interface Sent {
  readonly url: string
  readonly eventId: string
  readonly body: string
  readonly at: number
}

const key = Redacted.make(new Uint8Array(randomBytes(32)))

let underWay = 0

const counted =
  <A extends ReadonlyArray<unknown>, B, E>(ask: (...asked: A) => Effect.Effect<B, E>) =>
  (...asked: A) =>
    Effect.suspend(() => {
      underWay += 1
      return Effect.ensuring(
        ask(...asked),
        Effect.sync(() => {
          underWay -= 1
        })
      )
    })

const watched = (queue: Deliveries.Service): Deliveries.Service => ({
  ...queue,
  add: counted(queue.add),
  claimDue: counted(queue.claimDue),
  delivered: counted(queue.delivered),
  retry: counted(queue.retry),
  failed: counted(queue.failed),
  list: counted(queue.list),
  find: counted(queue.find),
  expedite: counted(queue.expedite)
})

const stillTurns = 20

// By turns of the loop and not by time: a busy machine takes longer, and nothing is missed.
const quiet = Effect.promise(async () => {
  for (let still = 0; still < stillTurns; still = underWay === 0 ? still + 1 : 0) {
    await new Promise((resolve) => setImmediate(resolve))
  }
})

/** Moves time on, and lets everything happen that is due then. */
export const pass = Effect.fnUntraced(function* (duration: Duration.Input) {
  yield* TestClock.adjust(duration)
  yield* quiet
})

/** Adds an event for one operation at one endpoint; `eventId` is its name in the test. */
export const add = Effect.fnUntraced(function* (url: string, operation: string, eventId: string) {
  const deliveries = yield* Deliveries.Deliveries
  const createdAt = yield* Instant.now
  const message = { id: `whd_${eventId}_${url.length}`, eventId, endpoint: url, type: "payout.paid", createdAt }
  yield* deliveries.add([{ ...message, operation, orderingKey: operation, body: eventId, traceParent: null }])
})

export const start = Effect.fnUntraced(function* (
  endpoints: ReadonlyArray<Endpoint>,
  answer: (sent: Sent) => Effect.Effect<HttpAnswer>,
  { concurrency, interval = "1 second" }: Pick<Worker.Options, "concurrency" | "interval"> = {}
) {
  const deliveries = yield* Deliveries.Deliveries
  const sent: Array<Sent> = []
  const send = Effect.fnUntraced(function* ({ url }: Endpoint, { body, eventId }: { eventId: string; body: string }) {
    const one = { url, eventId, body, at: yield* Clock.currentTimeMillis }
    sent.push(one)
    return yield* answer(one)
  })
  const worker = yield* Worker.make({ concurrency, interval, endpoints, send })
  const webhooks = yield* Webhooks.make(endpoints, worker)
  const names = () => sent.map(({ eventId }) => eventId)
  const of = Effect.fnUntraced(function* (eventId: string) {
    const { data } = yield* webhooks.list({ limit: 100 })
    return data.find((delivery) => delivery.eventId === eventId)
  })
  const statusOf = (eventId: string) => Effect.map(of(eventId), (delivery) => delivery?.status)
  /** Lets everything happen that is due now. */
  const settle = pass("1 second")
  /** Moves on from one due time to the next, as long as nobody would have anything to do in between. */
  const later = Effect.fnUntraced(function* (duration: Duration.Input) {
    const end = (yield* Clock.currentTimeMillis) + Duration.toMillis(duration)
    for (;;) {
      const now = yield* Clock.currentTimeMillis
      if (now >= end) return
      const { data } = yield* deliveries.list({ status: "pending", limit: 100 })
      const due = data.map(({ nextAttemptAt }) => Date.parse(nextAttemptAt ?? "")).filter((at) => at > now)
      yield* pass(Math.min(...due, end) - now)
      yield* pass(Math.min(Duration.toMillis(interval), Math.max(0, end - (yield* Clock.currentTimeMillis))))
    }
  })
  return { sent, names, of, statusOf, settle, later, worker, webhooks }
})

/** A queue for each test, all in one database. */
export const openQueue = async () => {
  const database: Database = await openEmbedded()
  const queue = Layer.unwrap(
    Effect.map(Effect.promise(database.empty), () =>
      Layer.effect(Deliveries.Deliveries, Effect.map(Deliveries.Deliveries, watched)).pipe(
        Layer.provide(DeliveriesSql.layer),
        Layer.provide(database.layer),
        Layer.provide(Vault.layer({ current: key, previous: [] }))
      )
    )
  )
  return { queue: Layer.fresh(queue), sql: database.sql, close: database.close }
}
