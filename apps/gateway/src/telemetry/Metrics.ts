/**
 * What the gateway counts and measures, and the functions its parts call to do so. Labels are names from the config or
 * from closed lists, never an id, a person or a text of a provider, so the number of series stays small. The counters
 * are per process: Prometheus adds the nodes up, and gauges that describe the database are the same on each of them.
 */
import { Effect, Metric } from "effect"
import type { Kind, Status } from "../model/statuses.ts"
import { label } from "./label.ts"

const seconds = { boundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] }

const counter = (name: string, description: string) => Metric.counter(name, { description, incremental: true })
const gauge = (name: string, description: string) => Metric.gauge(name, { description })
const histogram = (name: string, description: string) => Metric.histogram(name, { ...seconds, description })

const providerCalls = counter("switchyard_provider_calls_total", "Calls to providers, by how they ended")
const providerSeconds = histogram("switchyard_provider_call_duration_seconds", "How long calls to providers took")
const circuitOpen = gauge("switchyard_provider_circuit_open", "1 while an instance is out of the candidates")
const transitions = counter("switchyard_transitions_total", "Moves of operations from state to state")
const anomalies = counter("switchyard_anomalies_total", "Answers, callbacks and moves that do not fit")
const callbacks = counter("switchyard_callbacks_total", "Callbacks of providers, by what became of them")
const deliveries = counter("switchyard_webhook_attempts_total", "Attempts to notify the merchant, by how they ended")
const deliverySeconds = histogram("switchyard_webhook_attempt_duration_seconds", "How long endpoints took to answer")
const requests = counter("switchyard_http_requests_total", "Requests to the gateway, by route and status")
const requestSeconds = histogram("switchyard_http_request_duration_seconds", "How long requests to the gateway took")
const notReady = gauge("switchyard_not_ready", "1 while a reason keeps new work away from this node")
const databaseUp = gauge("switchyard_database_up", "1 while the database can be used")
const clockAhead = gauge("switchyard_clock_offset_seconds", "By how much this node's clock is ahead of the database's")

/** How a call to a provider ended: the outcomes of a send, and those of a read. */
export type CallOutcomeLabel =
  | "accepted"
  | "unknown"
  | "rejected"
  | "not_executed"
  | "ok"
  | "not_found"
  | "read_failed"
  | "unsupported"

/** Counts one call to a provider. `operation` is such as `payouts.create`. */
export const providerCall = (call: {
  readonly provider: string
  readonly operation: string
  readonly outcome: CallOutcomeLabel
  readonly durationMillis: number
}): Effect.Effect<void> => {
  const { durationMillis, operation, outcome, provider } = call
  const of = { provider: label(provider), operation: label(operation) }
  return Effect.andThen(
    Metric.update(Metric.withAttributes(providerCalls, { ...of, outcome }), 1),
    Metric.update(Metric.withAttributes(providerSeconds, of), durationMillis / 1000)
  )
}

/** Sets whether the circuit of an instance is open. */
export const circuit = (provider: string, isOpen: boolean): Effect.Effect<void> =>
  Metric.update(Metric.withAttributes(circuitOpen, { provider: label(provider) }), isOpen ? 1 : 0)

/** Counts one move of an operation. */
export const transition = (move: {
  readonly kind: Kind
  readonly from: Status
  readonly to: Status
}): Effect.Effect<void> => Metric.update(Metric.withAttributes(transitions, { ...move }), 1)

/** Counts one anomaly; `kind` is one of core's, or the gateway's own such as `IllegalTransition`. */
export const anomaly = (provider: string, kind: string): Effect.Effect<void> =>
  Metric.update(Metric.withAttributes(anomalies, { provider: label(provider), kind: label(kind) }), 1)

/** Counts one callback. */
export const callback = (
  provider: string,
  outcome:
    | "stored"
    | "repeated"
    | "joined"
    | "full"
    | "refused"
    | "verified"
    | "hint"
    | "rejected"
    | "unreadable"
    | "set_aside"
    | "unknown_reference"
    | "not_ours"
    | "unverifiable"
): Effect.Effect<void> => Metric.update(Metric.withAttributes(callbacks, { provider: label(provider), outcome }), 1)

/** Counts one attempt to deliver a webhook. */
export const webhookAttempt = (
  outcome: "delivered" | "retry" | "failed",
  durationMillis: number
): Effect.Effect<void> =>
  Effect.andThen(
    Metric.update(Metric.withAttributes(deliveries, { outcome }), 1),
    Metric.update(deliverySeconds, durationMillis / 1000)
  )

/** Counts one request; `route` is the pattern, such as `/v1/payouts/:id`, never the path. */
export const request = (answered: {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly durationMillis: number
}): Effect.Effect<void> => {
  const { durationMillis, method, route, status } = answered
  const of = { method: label(method), route: label(route) }
  return Effect.andThen(
    Metric.update(Metric.withAttributes(requests, { ...of, status: String(status) }), 1),
    Metric.update(Metric.withAttributes(requestSeconds, of), durationMillis / 1000)
  )
}

/** Sets whether a reason keeps new work away from this node. */
export const unready = (reason: string, isHeld: boolean): Effect.Effect<void> =>
  Metric.update(Metric.withAttributes(notReady, { reason: label(reason) }), isHeld ? 1 : 0)

/** Sets whether the database can be used. */
export const database = (isUp: boolean): Effect.Effect<void> => Metric.update(databaseUp, isUp ? 1 : 0)

/** Sets by how much the clock of this node is ahead of the database's, negative where it is behind. */
export const clockOffset = (seconds: number): Effect.Effect<void> => Metric.update(clockAhead, seconds)
