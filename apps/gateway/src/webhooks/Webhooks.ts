/**
 * What the HTTP face offers about webhooks: the list of deliveries, sending one again, and a test event. It only writes
 * rows; the worker sends them. `layer` is the whole of this folder over a queue: service, worker and connections.
 */
import type { Config } from "@switchyard/facade"
import { Context, Effect, Layer } from "effect"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type * as Target from "../security/Target.ts"
import * as Deliveries from "./Deliveries.ts"
import { type Endpoint, endpointsOf } from "./Endpoint.ts"
import * as Message from "./Message.ts"
import * as Sender from "./Sender.ts"
import * as Worker from "./Worker.ts"

/** Webhooks to the merchant. */
export interface Service {
  /** For `Message.messagesFor`, in the transaction of an event. */
  readonly endpoints: ReadonlyArray<Endpoint>
  /** To be called after such a transaction. */
  readonly wake: Effect.Effect<void>
  readonly list: (query: Deliveries.ListQuery) => Effect.Effect<Deliveries.DeliveryPage, StoreUnavailable>
  /**
   * Sends a delivery again. One that is pending is tried now, in its order; one that is delivered or failed is sent as a
   * new row under the same `webhook-id`. Answers the row that will be sent.
   */
  readonly redeliver: (id: string) => Effect.Effect<Deliveries.Delivery, Deliveries.NoSuchDelivery | StoreUnavailable>
  /** Sends a `webhook.test` event to every endpoint, whatever it has subscribed to. */
  readonly test: Effect.Effect<ReadonlyArray<Deliveries.Delivery>, StoreUnavailable>
}

/** Webhooks to the merchant in the environment. */
export class Webhooks extends Context.Service<Webhooks, Service>()("@switchyard/gateway/Webhooks") {}

/** Builds the service over a queue and a worker. */
export const make = Effect.fnUntraced(function* (
  endpoints: ReadonlyArray<Endpoint>,
  { wake }: Worker.Worker
): Effect.fn.Return<Service, never, Deliveries.Deliveries> {
  const deliveries = yield* Deliveries.Deliveries
  const shown = (id: string) => Effect.map(deliveries.find(id), ({ delivery }) => delivery)

  const redeliver = Effect.fnUntraced(function* (id: string) {
    const now = yield* Instant.now
    const { delivery, message } = yield* deliveries.find(id)
    if (delivery.status === "pending") {
      yield* deliveries.hasten(id, now)
      yield* wake
      return yield* shown(id)
    }
    const row = yield* Message.again(message, now)
    yield* deliveries.add([row])
    yield* wake
    return yield* shown(row.id)
  })

  const test = Effect.gen(function* () {
    const rows = yield* Message.testMessages(endpoints, yield* Instant.now)
    yield* deliveries.add(rows)
    yield* wake
    // A row that was written a moment ago is there.
    return yield* Effect.forEach(rows, ({ id }) => Effect.catchTag(shown(id), "NoSuchDelivery", Effect.die))
  })

  return { endpoints, wake, list: deliveries.list, redeliver, test }
})

/** The service with a running worker, over the queue in the environment. */
export const layer = (
  config: Config.Config,
  options: Pick<Worker.Options, "concurrency" | "interval"> & { readonly resolve?: Target.Resolve | undefined } = {}
): Layer.Layer<Webhooks, never, Deliveries.Deliveries> =>
  Layer.effect(
    Webhooks,
    Effect.gen(function* () {
      const endpoints = endpointsOf(config)
      const send = yield* Sender.make({ resolve: options.resolve })
      const worker = yield* Worker.make({ ...options, endpoints, send })
      return yield* make(endpoints, worker)
    })
  )
