/**
 * From an event to the rows of the queue: which endpoints want it, and the body they all get. The body is made once, when
 * the event happens, so every attempt sends the same; the store writes the rows in the transaction of the event.
 */

import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import type * as Instant from "../model/Instant.ts"
import type { PaymentResource, PayoutResource, RefundResource } from "../model/Resource.ts"
import type { NewDelivery } from "./Deliveries.ts"
import type { Endpoint } from "./Endpoint.ts"

// The type of a test event. It goes to every endpoint, whatever that has subscribed to.
const testType = "webhook.test"

/** Something that happened to an operation. */
export interface Event {
  readonly at: Instant.Instant
  /** Such as `payout.paid`. */
  readonly type: string
  readonly resource: PaymentResource | PayoutResource | RefundResource
  readonly traceParent: string | null
}

const random = (prefix: string): string => `${prefix}_${randomBytes(16).toString("base64url")}`

const eventId = Effect.sync(() => random("evt"))

const deliveryId = Effect.sync(() => random("whd"))

const bodyOf = (type: string, at: Instant.Instant, data: unknown): string =>
  JSON.stringify({ type, timestamp: new Date(at).toISOString(), data })

const wants = ({ events }: Endpoint, type: string): boolean => events.includes("*") || events.includes(type)

const row = Effect.fnUntraced(function* (message: Omit<NewDelivery, "id">): Effect.fn.Return<NewDelivery> {
  return { ...message, id: yield* deliveryId }
})

/** The rows for this event, one for each endpoint that wants it. */
export const messagesFor = Effect.fnUntraced(function* (
  endpoints: ReadonlyArray<Endpoint>,
  { at, resource, traceParent, type }: Event
): Effect.fn.Return<ReadonlyArray<NewDelivery>> {
  const message = {
    eventId: yield* eventId,
    type,
    operation: resource.id,
    orderingKey: resource.id,
    body: bodyOf(type, at, resource),
    createdAt: at,
    traceParent
  }
  const wanting = endpoints.filter((endpoint) => wants(endpoint, type))
  return yield* Effect.forEach(wanting, ({ url }) => row({ ...message, endpoint: url }))
})

/** The rows of a test event, one for each endpoint. */
export const testMessages = Effect.fnUntraced(function* (
  endpoints: ReadonlyArray<Endpoint>,
  at: Instant.Instant
): Effect.fn.Return<ReadonlyArray<NewDelivery>> {
  const id = yield* eventId
  const body = bodyOf(testType, at, { message: "A test of this endpoint. Nothing happened." })
  const message = {
    eventId: id,
    type: testType,
    operation: null,
    orderingKey: id,
    body,
    createdAt: at,
    traceParent: null
  }
  return yield* Effect.forEach(endpoints, ({ url }) => row({ ...message, endpoint: url }))
})

/** The row that sends a message once more: the same event, with an ordering key of its own, so it neither waits nor is waited for. */
export const again = Effect.fnUntraced(function* (
  message: NewDelivery,
  now: Instant.Instant
): Effect.fn.Return<NewDelivery> {
  const id = yield* deliveryId
  return { ...message, id, orderingKey: id, createdAt: now }
})
