/** Domain values as plain data, so that a test can state a whole result. */
import { isCurrency } from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import * as BigDecimal from "effect/BigDecimal"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** Money as `"1.00 USD"`, hidden text as `{ hidden }`, instants as ISO text, absent members absent. */
export const plain = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return { hidden: Redacted.value(value) }
  if (DateTime.isDateTime(value)) return DateTime.formatIso(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== "object" || value === null) return value
  if ("currency" in value && "value" in value && isCurrency(value.currency) && BigDecimal.isBigDecimal(value.value)) {
    return `${Money.toText({ value: value.value, currency: value.currency })} ${value.currency}`
  }
  // The message of an error is its own, but not enumerable.
  const message = value instanceof Error ? [["message", value.message] as const] : []
  return Object.fromEntries([...message, ...Object.entries(value)].map(([name, member]) => [name, plain(member)]))
}

/** How a call ended, error or value, as plain data. */
export const outcomeOf = <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<unknown, never, R> =>
  Effect.match(call, { onFailure: plain, onSuccess: plain })

interface Ended {
  readonly _tag: string
  readonly [name: string]: unknown
}

const isEnded = (value: unknown): value is Ended => typeof value === "object" && value !== null && "_tag" in value

/** How a call ended, with its members at hand. */
export const ended = <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<Ended, never, R> =>
  Effect.flatMap(outcomeOf(call), (end) =>
    isEnded(end) ? Effect.succeed(end) : Effect.succeed({ _tag: "Value", value: end })
  )

/** A read's result, or the error that it failed with, with its members at hand. */
export const found = <A, E, R>(
  call: Effect.Effect<A, E, R>
): Effect.Effect<{ readonly [name: string]: unknown }, never, R> =>
  Effect.map(outcomeOf(call), (end) => end as { readonly [name: string]: unknown })
