/** Everything that a program says of itself: its log lines with their causes, and its spans with how they ended. */
import { inspect } from "node:util"
import { Cause, Effect, Logger, References, Tracer } from "effect"

/** Listens to whatever `around` is put around. */
export const captureTelemetry = () => {
  const lines: Array<string> = []
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const logger = Logger.make(({ cause, fiber, message }) => {
    lines.push(inspect([message, fiber.getRef(References.CurrentLogAnnotations)], { depth: 10 }), Cause.pretty(cause))
  })
  return {
    around: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      effect.pipe(
        Effect.withTracer(tracer),
        Effect.provide(Logger.layer([logger])),
        Effect.provideService(References.MinimumLogLevel, "All")
      ),
    spans,
    text: () =>
      [
        ...lines,
        ...spans.map(({ attributes, events, name, status }) =>
          inspect([name, [...attributes], events, status], { depth: 10 })
        )
      ].join("\n")
  }
}
