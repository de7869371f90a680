/** Collects spans and log lines as an exporter would see them. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Tracer from "effect/Tracer"

export const recorder = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const lines: Array<string> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const logger = Logger.layer([
    Logger.map(Logger.formatJson, (line) => void lines.push(line)),
    Logger.map(Logger.formatLogFmt, (line) => void lines.push(line))
  ])
  const record = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    self.pipe(Effect.withTracer(tracer), Effect.provide(logger))

  /** Everything that was recorded, as one text. */
  const text = () =>
    [
      ...lines,
      ...spans.map((span) => {
        const ended =
          span.status._tag === "Ended" && Exit.isFailure(span.status.exit) ? span.status.exit.cause : undefined
        return JSON.stringify([span.name, [...span.attributes], span.events, ended && Cause.pretty(ended)])
      })
    ].join("\n")

  return { spans, lines, record, text }
}
