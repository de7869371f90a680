/**
 * What the HTTP API offers about webhooks: the list of deliveries, sending one again, what an operator decides about those
 * that nobody can send, and a test event. It only writes rows; the worker sends them. `layer` is the whole of this folder
 * over a queue: service, worker and connections.
 */
import type { Config } from "@switchyard/facade"
import { Context, Effect, Layer, Schema } from "effect"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type * as Target from "../security/Target.ts"
import * as Deliveries from "./Deliveries.ts"
import { type Endpoint, endpointsOf } from "./Endpoint.ts"
import * as Message from "./Message.ts"
import * as Sender from "./Sender.ts"
import * as Worker from "./Worker.ts"

/** Who decides, and why. */
export type By = Omit<Deliveries.Deciding, "now">

/** The endpoint to send to is not one of the config's; `path` is the field to blame. */
export class NoSuchEndpoint extends Schema.TaggedError<NoSuchEndpoint>()("NoSuchEndpoint", { path: Schema.String }) {}

type Undecided = Deliveries.NoSuchDelivery | Deliveries.DeliveryConflict | StoreUnavailable

/** Webhooks to the merchant. */
export interface Service {
  /** For `Message.messagesFor`, in the transaction of an event. */
  readonly endpoints: ReadonlyArray<Endpoint>
  /** To be called after such a transaction. */
  readonly wake: Effect.Effect<void>
  readonly list: (
    query: Deliveries.ListQuery
  ) => Effect.Effect<Deliveries.DeliveryPage<Deliveries.Delivery>, StoreUnavailable>
  /**
   * Sends a delivery again. One that is pending is tried now, in its order; one that is over is sent as a new row under
   * the same `webhook-id`. Answers the row that will be sent. Refused where the config does not have its endpoint.
   */
  readonly redeliver: (id: string) => Effect.Effect<Deliveries.Delivery, Undecided>
  /** Nobody is to be sent a pending delivery any more. */
  readonly discard: (id: string, by: By) => Effect.Effect<Deliveries.Delivery, Undecided>
  /** A delivery that did not arrive goes to another configured endpoint. */
  readonly retarget: (id: string, url: string, by: By) => Effect.Effect<Deliveries.Delivery, NoSuchEndpoint | Undecided>
  /** Discards whatever is pending for an endpoint that the config does not have any more. */
  readonly discardAll: (
    endpoint: string,
    by: By
  ) => Effect.Effect<Deliveries.Decided, Deliveries.DeliveryConflict | StoreUnavailable>
  /** Gives whatever is pending for an endpoint that the config does not have any more to one that it has. */
  readonly retargetAll: (
    endpoint: string,
    to: string,
    by: By
  ) => Effect.Effect<Deliveries.Decided, NoSuchEndpoint | Deliveries.DeliveryConflict | StoreUnavailable>
  /** Sends a `webhook.test` event to every endpoint, whatever it has subscribed to. */
  readonly test: Effect.Effect<ReadonlyArray<Deliveries.Delivery>, StoreUnavailable>
}

/** Webhooks to the merchant in the environment. */
export class Webhooks extends Context.Service<Webhooks, Service>()("@switchyard/gateway/Webhooks") {}

const nobodySends = new Deliveries.DeliveryConflict({
  code: "endpoint_not_configured",
  message:
    "its endpoint is not configured any more, so nobody sends it: configure it again, retarget the delivery, or discard it"
})

const stillConfigured = new Deliveries.DeliveryConflict({
  code: "endpoint_configured",
  message:
    "this endpoint is configured and is being sent to: take it out of the config first, or decide about one delivery"
})

interface Done {
  readonly action: Deliveries.Decision["action"]
  readonly by: By
  readonly count: number
}

/** Builds the service over a queue and a worker. */
export const make = Effect.fnUntraced(function* (
  endpoints: ReadonlyArray<Endpoint>,
  { wake }: Worker.Worker
): Effect.fn.Return<Service, never, Deliveries.Deliveries> {
  const deliveries = yield* Deliveries.Deliveries
  const urls = new Set(endpoints.map(({ url }) => url))
  const toView = (row: Deliveries.Stored): Deliveries.Delivery => ({ ...row, endpointConfigured: urls.has(row.url) })
  const find = (id: string) => Effect.map(deliveries.find(id), ({ delivery }) => toView(delivery))
  const at = (by: By) => Effect.map(Instant.now, (now) => ({ ...by, now }))
  const configured = (url: string, path: string) =>
    urls.has(url) ? Effect.void : Effect.fail(new NoSuchEndpoint({ path }))
  const orphaned = (endpoint: string) => (urls.has(endpoint) ? Effect.fail(stillConfigured) : Effect.void)
  const logged = ({ action, by, count }: Done) =>
    Effect.annotateLogs(Effect.logInfo(`webhooks were ${action} by an operator`), { keyName: by.operator, count })

  const redeliver = Effect.fnUntraced(function* (id: string) {
    const now = yield* Instant.now
    const { delivery, message } = yield* deliveries.find(id)
    if (!urls.has(delivery.url)) return yield* nobodySends
    if (delivery.status === "pending") {
      yield* deliveries.expedite(id, now)
      yield* wake
      return yield* find(id)
    }
    const row = yield* Message.again(message, now)
    yield* deliveries.add([row])
    yield* wake
    return yield* find(row.id)
  })

  const test = Effect.gen(function* () {
    const rows = yield* Message.testMessages(endpoints, yield* Instant.now)
    yield* deliveries.add(rows)
    yield* wake
    // A row that was written a moment ago is there.
    return yield* Effect.forEach(rows, ({ id }) => Effect.catchTag(find(id), "NoSuchDelivery", Effect.die))
  })

  return {
    endpoints,
    wake,
    list: (query) =>
      Effect.map(deliveries.list(query), ({ data, nextCursor }) => ({ data: data.map(toView), nextCursor })),
    redeliver,
    discard: Effect.fnUntraced(function* (id, by) {
      const row = yield* deliveries.discard(id, yield* at(by))
      yield* logged({ action: "discarded", by, count: 1 })
      // Whatever waited behind it with its ordering key may go.
      yield* wake
      return toView(row)
    }),
    retarget: Effect.fnUntraced(function* (id, url, by) {
      yield* configured(url, "url")
      const row = yield* deliveries.retarget(id, url, yield* at(by))
      yield* logged({ action: "retargeted", by, count: 1 })
      yield* wake
      return toView(row)
    }),
    discardAll: Effect.fnUntraced(function* (endpoint, by) {
      yield* orphaned(endpoint)
      const decided = yield* deliveries.discardAll(endpoint, yield* at(by))
      yield* logged({ action: "discarded", by, count: decided.changed })
      return decided
    }),
    retargetAll: Effect.fnUntraced(function* (endpoint, to, by) {
      yield* orphaned(endpoint)
      yield* configured(to, "to")
      const decided = yield* deliveries.retargetAll(endpoint, to, yield* at(by))
      yield* logged({ action: "retargeted", by, count: decided.changed })
      yield* wake
      return decided
    }),
    test
  }
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
