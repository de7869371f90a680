/**
 * The metrics of this process as Prometheus reads them. It renders what is registered; who may read it is for the HTTP
 * API to decide.
 */
import type { Effect } from "effect"
import { PrometheusMetrics } from "effect/observability"

/** All metrics in the text format, as `/metrics` answers them. */
export const text: Effect.Effect<string> = PrometheusMetrics.format()
