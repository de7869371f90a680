/**
 * Traces and metrics to a collector, as soon as `OTEL_EXPORTER_OTLP_ENDPOINT` names one; the other variables of the
 * OpenTelemetry standard apply (`OTEL_SERVICE_NAME`, `OTEL_EXPORTER_OTLP_HEADERS`, …). Spans pass the same list of names
 * as logs, and of failures what logs show of them. Logs go to standard output only.
 */
import type { Config } from "@switchyard/facade"
import { Cause, ConfigProvider, Effect, Exit, Layer, Tracer } from "effect"
import { FetchHttpClient } from "effect/http"
import { OtlpMetrics, OtlpSerialization, OtlpTracer } from "effect/observability"
import { allowed } from "./allowed.ts"
import { describeCause } from "./failure.ts"

const permitted = (attributes: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      const safe = allowed(name, value)
      return safe === undefined ? [] : [[name, safe]]
    })
  )

const cleaned = (exit: Exit.Exit<unknown, unknown>): Exit.Exit<unknown, unknown> => {
  if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return exit
  const [failure] = describeCause(exit.cause)
  const error = new Error(failure?.message ?? "")
  error.name = failure?.error ?? "Error"
  error.stack = failure?.at?.join("\n") ?? ""
  return Exit.die(error)
}

// A tracer whose spans hold permitted attributes only.
const permittedOnly = (tracer: Tracer.Tracer): Tracer.Tracer =>
  Tracer.make({
    ...(tracer.context === undefined ? {} : { context: tracer.context }),
    span: (options) => {
      const span = tracer.span({ ...options, links: options.links.map((link) => ({ ...link, attributes: {} })) })
      const { addLinks, attribute, end, event } = span
      return Object.assign(span, {
        attribute: (name: string, value: unknown) => {
          const safe = allowed(name, value)
          if (safe !== undefined) attribute.call(span, name, safe)
        },
        event: (name: string, startTime: bigint, attributes?: Record<string, unknown>) =>
          event.call(span, name, startTime, permitted(attributes ?? {})),
        addLinks: (links: ReadonlyArray<Tracer.SpanLink>) =>
          addLinks.call(
            span,
            links.map((link) => ({ ...link, attributes: {} }))
          ),
        end: (endTime: bigint, exit: Exit.Exit<unknown, unknown>) => end.call(span, endTime, cleaned(exit))
      })
    }
  })

// Each with the values that are known here; the metrics' and the traces' own names stand before the common one.
const known: ReadonlyArray<readonly [path: string, values: ReadonlyArray<string>]> = [
  ["OTEL_TRACES_EXPORTER", ["otlp", "none"]],
  ["OTEL_METRICS_EXPORTER", ["otlp", "none"]],
  // What is sent is JSON over HTTP; a collector that takes protobuf over HTTP takes that too.
  ["OTEL_EXPORTER_OTLP_PROTOCOL", ["http/json", "http/protobuf"]],
  ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", ["http/json", "http/protobuf"]],
  ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", ["http/json", "http/protobuf"]]
]

const isUrl = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? "")

/** What is wrong with the variables of the standard, as far as they would be taken for something else without a word. */
export const problems = (env: Config.Environment): ReadonlyArray<Config.Problem> => {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT ?? ""
  if (endpoint === "") return []
  const unknown = known.filter(([path, values]) => (env[path] ?? "") !== "" && !values.includes(env[path] ?? ""))
  return [
    ...(isUrl(endpoint) ? [] : [{ path: "OTEL_EXPORTER_OTLP_ENDPOINT", reason: "must be an http or https URL" }]),
    ...unknown.map(([path, values]) => ({ path, reason: `must be ${values.join(" or ")}` }))
  ]
}

const resource = { serviceName: "switchyard-gateway" }

/** Exports traces and metrics where the environment names a collector, and does nothing where it does not. */
export const layer = (env: Config.Environment): Layer.Layer<never> => {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined || env.OTEL_EXPORTER_OTLP_ENDPOINT === "") return Layer.empty
  const named = env.OTEL_SERVICE_NAME === undefined ? { resource } : {}
  // The standard's default, which Effect leaves empty.
  const exporters = { OTEL_TRACES_EXPORTER: "otlp", OTEL_METRICS_EXPORTER: "otlp" }
  const given: Record<string, string> = { ...exporters }
  for (const [name, value] of Object.entries(env)) if (value !== undefined) given[name] = value
  const tracer = Layer.effect(Tracer.Tracer, Effect.map(Tracer.Tracer, permittedOnly)).pipe(
    Layer.provideMerge(OtlpTracer.layerFromConfig(named))
  )
  return Layer.merge(tracer, OtlpMetrics.layerFromConfig(named)).pipe(
    Layer.provide(OtlpSerialization.layerJson),
    Layer.provide(FetchHttpClient.layer),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: given })))
  )
}
