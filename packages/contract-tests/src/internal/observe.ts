/**
 * Everything an outsider could read of a call: its log lines and spans as an exporter would get them, what it printed
 * to the console, and its outcome printed in every usual way. The laws search it for values that must not be there.
 */
import { inspect } from "node:util"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import { ends } from "./running.ts"

/** A call's outcome and what could be read of it. */
export interface Observed<A, E> {
  readonly exit: Exit.Exit<A, E>
  /** Log lines, spans and console output. */
  readonly telemetry: string
  /** The outcome, printed. */
  readonly printed: string
}

const attempt = (print: () => unknown): string => {
  try {
    return String(print())
  } catch {
    return ""
  }
}

const inEveryWay = (value: unknown): ReadonlyArray<string> => [
  attempt(() => value),
  attempt(() => JSON.stringify(value)),
  attempt(() => inspect(value, { depth: 20, showHidden: true, maxStringLength: null })),
  value instanceof Error
    ? `${value.message}\n${value.stack}\n${attempt(() => inspect(value.cause, { depth: 20 }))}`
    : ""
]

/** An outcome printed in every usual way: text, JSON, `util.inspect` (which is `console.error`), causes. */
const print = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return inEveryWay(exit.value).join("\n")
  const errors = exit.cause.reasons.flatMap((reason) => (reason._tag === "Fail" ? inEveryWay(reason.error) : []))
  return [...errors, Cause.pretty(exit.cause), ...inEveryWay(exit.cause)].join("\n")
}

const methods = ["log", "info", "warn", "error", "debug"] as const

// Adapters may print by themselves; for the length of one call that is caught.
const listening = (lines: Array<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const originals = methods.map((method) => [method, console[method]] as const)
      for (const method of methods) {
        console[method] = (...values: ReadonlyArray<unknown>) => {
          for (const value of values) lines.push(...inEveryWay(value))
        }
      }
      return originals
    }),
    (originals) =>
      Effect.sync(() => {
        for (const [method, original] of originals) console[method] = original
      })
  )

/** Runs a call to its end in this way and records what could be read of it. */
export const observeBy = Effect.fnUntraced(function* <A, E, R, E2, R2>(
  call: Effect.Effect<A, E, R>,
  run: (call: Effect.Effect<A, E, R>) => Effect.Effect<Exit.Exit<A, E>, E2, R2>
) {
  const lines: Array<string> = []
  const spans: Array<Tracer.NativeSpan> = []
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
  const recorded = call.pipe(
    Effect.withTracer(tracer),
    Effect.provide(logger),
    Effect.provideService(References.MinimumLogLevel, "All")
  )
  const exit = yield* Effect.scoped(Effect.andThen(listening(lines), run(recorded)))
  const traced = spans.map((span) => {
    const failure =
      span.status._tag === "Ended" && Exit.isFailure(span.status.exit) ? span.status.exit.cause : undefined
    return `${span.name} ${attempt(() => inspect([[...span.attributes], span.events, failure], { depth: 20 }))}`
  })
  const observed: Observed<A, E> = { exit, telemetry: [...lines, ...traced].join("\n"), printed: print(exit) }
  return observed
})

/** Runs a call to its end and records what could be read of it. */
export const observe = <A, E, R>(call: Effect.Effect<A, E, R>) => observeBy(call, (recorded) => ends(recorded))

/** Every text that a value keeps redacted, however deep. */
export const personal = (value: unknown): ReadonlyArray<string> => {
  const visited = new Set<unknown>()
  const collect = (part: unknown): ReadonlyArray<string> => {
    if (Redacted.isRedacted(part)) {
      const inner = Redacted.value(part)
      return typeof inner === "string" ? [inner] : []
    }
    // Decimals remember their normal form, which may be themselves.
    if (typeof part !== "object" || part === null || visited.has(part)) return []
    visited.add(part)
    return Object.values(part).flatMap(collect)
  }
  return collect(value)
}

const letters = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")

const unescaped = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))

/** The first of the values that stands in a text, whatever is written between its letters, and in any case. */
export const leaked = (text: string, values: Iterable<string>): string | undefined => {
  const readings = [letters(text), letters(unescaped(text))]
  for (const value of values) {
    const orders = [value, value.split(" ").toReversed().join("")].map(letters)
    if (orders.some((order) => order !== "" && readings.some((reading) => reading.includes(order)))) return value
  }
  return undefined
}
