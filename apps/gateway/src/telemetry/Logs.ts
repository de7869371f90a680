/**
 * Logs as one JSON object a line on standard output: when, how bad, what happened, and ids from a closed list of names.
 * Messages are written by us and scrubbed all the same; objects among the arguments of a log call are left out.
 */
import { Redaction } from "@switchyard/core"
import { Layer, Logger, References } from "effect"
import { allowed } from "./allowed.ts"
import { describeCause } from "./failure.ts"

const messageOf = (message: unknown): string =>
  Redaction.scrub(
    [message]
      .flat()
      .filter((part) => typeof part === "string" || typeof part === "number" || typeof part === "boolean")
      .join(" ")
  )

const annotationsOf = (annotations: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> =>
  Object.fromEntries(
    Object.entries(annotations).flatMap(([name, value]) => {
      const safe = allowed(name, value)
      return safe === undefined ? [] : [[name, safe]]
    })
  )

const line: Logger.Logger<unknown, string> = Logger.make(({ cause, date, fiber, logLevel, message }) => {
  const span = fiber.cache.span
  const failures = describeCause(cause)
  return JSON.stringify({
    time: date.toISOString(),
    level: logLevel.toLowerCase(),
    message: messageOf(message),
    ...annotationsOf(fiber.getRef(References.CurrentLogAnnotations)),
    ...(span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId }),
    ...(failures.length === 0 ? {} : { failures })
  })
})

const levels = { debug: "Debug", info: "Info", warn: "Warn", error: "Error", none: "None" } as const

const isLevel = (text: string): text is keyof typeof levels => Object.hasOwn(levels, text)

/** What is wrong with a level, if it is not one of those that are known. */
export const problem = (level: string | undefined): string | undefined =>
  level === undefined || isLevel(level) ? undefined : `must be one of ${Object.keys(levels).join(", ")}`

/**
 * Puts this logger in the place of all others; `SWITCHYARD_LOG_LEVEL` (debug, info, warn, error, none) is the least, info
 * when it is not set. Any other level has a `problem`, with which the gateway does not start.
 */
export const layer = (env: { readonly SWITCHYARD_LOG_LEVEL?: string | undefined } = {}): Layer.Layer<never> => {
  const level = env.SWITCHYARD_LOG_LEVEL ?? "info"
  return Layer.mergeAll(
    Logger.layer([Logger.withConsoleLog(line)]),
    Layer.succeed(References.MinimumLogLevel, isLevel(level) ? levels[level] : "Info")
  )
}
