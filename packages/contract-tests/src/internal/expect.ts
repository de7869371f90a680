/** Expectations of a law: they end it with what was expected and what happened, in plain words. */
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** The finding of a check, before the law puts its name and reason to it. */
export class Broken extends Data.TaggedError("Broken")<{ readonly expected: string; readonly happened: string }> {}

/** Ends a check. */
export const broken = (expected: string, happened: string): Effect.Effect<never, Broken> =>
  Effect.fail(new Broken({ expected, happened }))

/** Ends a check unless the condition holds. */
export const expect = (condition: boolean, expected: string, happened: string): Effect.Effect<void, Broken> =>
  condition ? Effect.void : broken(expected, happened)

interface Printable {
  readonly _tag?: unknown
  readonly reason?: unknown
  readonly why?: unknown
  readonly message?: unknown
  readonly status?: unknown
}

const printed = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? String(value)
  const { _tag: tag, message, status, why, reason = why }: Printable = value
  if (tag === undefined) return status === undefined ? "a value" : `status ${status}`
  return `${tag}${reason === undefined ? "" : ` (${reason})`}${message === undefined ? "" : `: ${message}`}`
}

/** How a call ended, in words. */
export const describe = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return printed(exit.value)
  const error = exit.cause.reasons.find(Cause.isFailReason)
  if (error !== undefined) return printed(error.error)
  return Cause.hasDies(exit.cause) ? "a defect" : "interrupted"
}
