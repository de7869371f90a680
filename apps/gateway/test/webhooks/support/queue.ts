/** A worker over the queue in memory, with a sender that answers as it is told and remembers what it was given. */
import { Clock, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Deliveries from "../../../src/webhooks/Deliveries.ts"
import * as Memory from "../../../src/webhooks/DeliveriesMemory.ts"
import type { Endpoint } from "../../../src/webhooks/Endpoint.ts"
import type { Answer } from "../../../src/webhooks/Sender.ts"
import * as Webhooks from "../../../src/webhooks/Webhooks.ts"
import * as Worker from "../../../src/webhooks/Worker.ts"

export const ok: Answer = { httpStatus: 200, error: null, retryAfterMillis: undefined }
export const bad = (httpStatus: number, retryAfterMillis?: number): Answer => ({
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

/** Adds an event for one operation at one endpoint; `eventId` is its name in the test. */
export const add = Effect.fnUntraced(function* (url: string, operation: string, eventId: string) {
  const deliveries = yield* Deliveries.Deliveries
  const createdAt = yield* Clock.currentTimeMillis
  const message = { id: `whd_${eventId}_${url.length}`, eventId, endpoint: url, type: "payout.paid", createdAt }
  yield* deliveries.add([{ ...message, operation, lane: operation, body: eventId, traceParent: null }])
})

export const start = Effect.fnUntraced(function* (
  endpoints: ReadonlyArray<Endpoint>,
  answer: (sent: Sent) => Effect.Effect<Answer>,
  options: Pick<Worker.Options, "concurrency" | "interval"> = {}
) {
  const sent: Array<Sent> = []
  const send = Effect.fnUntraced(function* ({ url }: Endpoint, { body, eventId }: { eventId: string; body: string }) {
    const one = { url, eventId, body, at: yield* Clock.currentTimeMillis }
    sent.push(one)
    return yield* answer(one)
  })
  const worker = yield* Worker.make({ ...options, endpoints, send })
  const webhooks = yield* Webhooks.make(endpoints, worker)
  const names = () => sent.map(({ eventId }) => eventId)
  const statusOf = Effect.fnUntraced(function* (eventId: string) {
    const { data } = yield* webhooks.list({ limit: 100 })
    return data.find((delivery) => delivery.eventId === eventId)?.status
  })
  /** Lets everything happen that is due now. */
  const settle = TestClock.adjust("1 second")
  return { sent, names, statusOf, settle, worker, webhooks }
})

export const queue: Layer.Layer<Deliveries.Deliveries> = Layer.fresh(Memory.layer)
