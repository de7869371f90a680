/** Everything a program prints while it runs: log lines and spans, as text. */
import { inspect } from "node:util"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Tracer from "effect/Tracer"

/** Gathers what is logged and traced. */
export const witness = () => {
  const lines: Array<string> = []
  const spans: Array<Tracer.NativeSpan> = []
  const logger = Logger.make(({ cause, message }) => {
    lines.push(inspect(message, { depth: 10 }), Cause.pretty(cause), inspect(cause, { depth: 10 }))
  })
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return {
    /** Log lines so far. */
    lines,
    /** Spans so far, with attributes, events and how they ended. */
    spans: () => spans.map((span) => inspect(span, { depth: 10, showHidden: true })),
    watch: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      effect.pipe(Effect.withTracer(tracer), Effect.provide(Logger.layer([logger])))
  }
}
