/** Instants as callers without Effect give them, and as they are shown to them. */
import { InvalidInput } from "@switchyard/core/Input"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Instant } from "../Calling.ts"

/** The instant, if it is one; `name` is what the caller calls it. */
export const instant = (name: string, value: Instant): Effect.Effect<DateTime.Utc, InvalidInput> => {
  // Untyped callers may give anything.
  const isGiven = typeof value === "string" || value instanceof Date
  const parsed = isGiven ? Option.getOrUndefined(DateTime.make(value)) : undefined
  if (parsed !== undefined) return Effect.succeed(DateTime.toUtc(parsed))
  const reason = "must be a Date or an instant in ISO 8601"
  return Effect.fail(new InvalidInput({ message: `${name}: ${reason}`, issues: [{ path: name, reason }] }))
}

/** The same, where it may be left out. */
export const optional = (
  name: string,
  value: Instant | undefined
): Effect.Effect<DateTime.Utc | undefined, InvalidInput> =>
  value === undefined ? Effect.succeed(undefined) : instant(name, value)
