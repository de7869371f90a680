/**
 * The durable queue of messages to the merchant, as the delivery worker sees it. One row is one event for one endpoint.
 * The store writes rows in the transaction of the event they are about, so that nothing is announced that did not happen
 * and nothing that happened goes without a notification; who sends them, when and how often is the worker's business.
 */

import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"

/** A message that is to be stored; see `messagesFor`. All instants are whole milliseconds since 1970. */
export interface NewDelivery {
  /** `whd_…`, of this row. */
  readonly id: string
  /** `evt_…`, sent as `webhook-id`: one event keeps it at every endpoint and in every attempt. */
  readonly eventId: string
  /** The URL of the endpoint, exactly as the config has it. */
  readonly endpoint: string
  /** Such as `payout.paid`. */
  readonly type: string
  /** The operation it is about; null for a test event. */
  readonly operation: string | null
  /**
   * Order is kept within one ordering key of one endpoint, in the order the rows were added: a row is due only when every
   * earlier row of its endpoint and key is delivered or failed. Usually the operation; redeliveries and tests have
   * a key of their own.
   */
  readonly orderingKey: string
  /** The JSON text that is signed and sent. It can hold transfer instructions, so a store keeps it sealed. */
  readonly body: string
  readonly createdAt: Instant.Instant
  /** The W3C `traceparent` of what caused the event, so that one trace reaches from the request to the webhook. */
  readonly traceParent: string | null
}

/** A row that this worker may send now. */
export interface Claimed extends NewDelivery {
  /** Which attempt this is, from 1; together with `id` it names the claim. */
  readonly attempt: number
  /** Of these attempts, those at the endpoint that it is for now. */
  readonly attemptHere: number
  /** When the first attempt at this endpoint was claimed; 24 hours later the row is given up. */
  readonly firstAttemptAt: Instant.Instant
}

/** What is asked for when rows are claimed. */
export interface Claim {
  readonly endpoint: string
  readonly now: Instant.Instant
  readonly limit: number
  /** Until then nobody else gets the rows; afterwards they are due again, their worker is taken for dead. */
  readonly leaseUntil: Instant.Instant
}

/** How one attempt ended; `error` is one fixed line without anything of the answer's body. */
export interface Attempt {
  readonly at: Instant.Instant
  readonly httpStatus: number | null
  readonly error: string | null
}

/** The state of a row. */
export const State = Schema.Literals(["pending", "delivered", "failed", "discarded"])

/** What an operator has decided about a row, and why. */
export const Decision = Schema.Struct({
  action: Schema.Literals(["discarded", "retargeted"]),
  at: Schema.String,
  /** The name of the API key. */
  operator: Schema.String,
  note: Schema.String,
  /** The endpoint that it was for until then. */
  from: Schema.String,
  /** The endpoint that it is for since then; null where it is for nobody any more. */
  to: Schema.NullOr(Schema.String)
})

/** What an operator has decided about a row, and why. */
export type Decision = typeof Decision.Type

/** A row as the merchant sees it; `url` is its endpoint, `lastError` one fixed line. */
export const Delivery = Schema.Struct({
  id: Schema.String,
  object: Schema.Literal("webhook_delivery"),
  eventId: Schema.String,
  type: Schema.String,
  operation: Schema.NullOr(Schema.String),
  url: Schema.String,
  /** Whether the config has this endpoint now; what is pending for one that it has not is sent by nobody. */
  endpointConfigured: Schema.Boolean,
  status: State,
  attempts: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  lastStatus: Schema.NullOr(Schema.Int),
  lastError: Schema.NullOr(Schema.String),
  nextAttemptAt: Schema.NullOr(Schema.String),
  createdAt: Schema.String,
  deliveredAt: Schema.NullOr(Schema.String),
  decisions: Schema.Array(Decision)
})

/** A row as the merchant sees it. */
export type Delivery = typeof Delivery.Type

/** A row as it is stored: the config alone knows whether somebody sends it. */
export type Stored = Omit<Delivery, "endpointConfigured">

/** Which rows are listed, newest first. */
export interface ListQuery {
  readonly status?: typeof State.Type | undefined
  readonly endpoint?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** One page of rows. */
export interface DeliveryPage<Row = Stored> {
  readonly data: ReadonlyArray<Row>
  readonly nextCursor: string | null
}

/** Who decides about rows, and why; it is kept with each row and in the timeline of its operation. */
export interface Deciding {
  readonly operator: string
  readonly note: string
  readonly now: Instant.Instant
}

/** How many rows of an endpoint were decided about, and how many were left alone because they are being sent. */
export interface Decided {
  readonly changed: number
  readonly inFlight: number
}

/** A row as the merchant sees it, with its message. */
export interface Found {
  readonly delivery: Stored
  readonly message: NewDelivery
}

/** There is no such row. */
export class NoSuchDelivery extends Schema.TaggedError<NoSuchDelivery>()("NoSuchDelivery", { id: Schema.String }) {}

/** A row cannot be sent again or decided about as things stand. */
export class DeliveryConflict extends Schema.TaggedError<DeliveryConflict>()("DeliveryConflict", {
  code: Schema.Literals(["endpoint_not_configured", "endpoint_configured", "delivery_over", "delivery_in_flight"]),
  message: Schema.String
}) {}

/** The queue. `delivered`, `retry` and `failed` change nothing when the row was claimed again or is final by now. */
export interface Service {
  /** Stores rows, due at once where none waits under their ordering key. (The core adds its own in the event's transaction.) */
  readonly add: (deliveries: ReadonlyArray<NewDelivery>) => Effect.Effect<void, StoreUnavailable>
  /**
   * Claims rows of one endpoint that are due at `now`, the longest due first, at most one of each ordering key. Counts the
   * attempt and sets `firstAttemptAt` with the first.
   */
  readonly claimDue: (claim: Claim) => Effect.Effect<ReadonlyArray<Claimed>, StoreUnavailable>
  readonly delivered: (claimed: Claimed, attempt: Attempt) => Effect.Effect<void, StoreUnavailable>
  /** The next attempt is due at `next`. */
  readonly retry: (claimed: Claimed, attempt: Attempt, next: Instant.Instant) => Effect.Effect<void, StoreUnavailable>
  readonly failed: (claimed: Claimed, attempt: Attempt) => Effect.Effect<void, StoreUnavailable>
  readonly list: (query: ListQuery) => Effect.Effect<DeliveryPage, StoreUnavailable>
  /** A row with its message, for redelivery. */
  readonly find: (id: string) => Effect.Effect<Found, NoSuchDelivery | StoreUnavailable>
  /** Makes a pending row due now, in its order; nothing when it is claimed or final. */
  readonly expedite: (id: string, now: Instant.Instant) => Effect.Effect<void, StoreUnavailable>
  /** Nobody is to be sent a pending row any more; those behind it in its order go on. */
  readonly discard: (
    id: string,
    deciding: Deciding
  ) => Effect.Effect<Stored, NoSuchDelivery | DeliveryConflict | StoreUnavailable>
  /** A row that is not delivered goes to another endpoint, now, in the order in which it was added there. */
  readonly retarget: (
    id: string,
    to: string,
    deciding: Deciding
  ) => Effect.Effect<Stored, NoSuchDelivery | DeliveryConflict | StoreUnavailable>
  /** The same for every pending row of an endpoint, the oldest first. */
  readonly discardAll: (endpoint: string, deciding: Deciding) => Effect.Effect<Decided, StoreUnavailable>
  readonly retargetAll: (endpoint: string, to: string, deciding: Deciding) => Effect.Effect<Decided, StoreUnavailable>
}

/** The queue in the environment. */
export class Deliveries extends Context.Service<Deliveries, Service>()("@switchyard/gateway/Deliveries") {}
