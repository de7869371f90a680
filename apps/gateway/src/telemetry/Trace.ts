/**
 * Carries a trace through the database: whoever writes a row that is worked on later stores the `traceparent` of now,
 * and whoever works on it goes on in the same trace, so that one trace reaches from a request to its webhook. A text
 * that is no `traceparent` is ignored. https://www.w3.org/TR/trace-context/
 */
import { Clock, Effect, Option, Tracer } from "effect"

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

const parentOf = (text: string | null): Tracer.ExternalSpan | undefined => {
  const [, traceId, spanId, flags] = pattern.exec(text ?? "") ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  return Tracer.externalSpan({ traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 })
}

/** The `traceparent` of the current span, or null where there is none. */
export const current: Effect.Effect<string | null> = Effect.map(
  Effect.option(Effect.currentParentSpan),
  Option.match({
    onNone: () => null,
    onSome: ({ sampled, spanId, traceId }) => {
      const text = `00-${traceId.padStart(32, "0")}-${spanId}-${sampled ? "01" : "00"}`
      return pattern.test(text) ? text : null
    }
  })
)

/** Notes on the current span that something happened; nothing where there is none. */
export const event = (name: string, attributes: Readonly<Record<string, string>>): Effect.Effect<void> =>
  Effect.flatMap(Effect.option(Effect.currentSpan), (span) =>
    Option.isNone(span)
      ? Effect.void
      : Effect.map(Clock.currentTimeNanos, (now) => span.value.event(name, now, { ...attributes }))
  )

/** Goes on in the trace of a stored `traceparent`. */
export const continued =
  (traceParent: string | null) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> => {
    const parent = parentOf(traceParent)
    return parent === undefined ? effect : Effect.withParentSpan(effect, parent)
  }
