/**
 * Points in time as they are stored: whole milliseconds since 1970, by their type. Clocks of tests, pauses with jitter and
 * what providers ask for have fractions or no end, and a column of the database takes neither. What is stored, or compared
 * with what is stored, comes from one source for all nodes, and `now` is the only way to it.
 */
import * as Brand from "effect/Brand"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"

/** A point in time in whole milliseconds since 1970, never further away than a date can be written. */
export type Instant = Brand.Branded<number, "Instant">

const instant = Brand.nominal<Instant>()

// The last millisecond that ECMAScript can write as a date.
const farthest = 8_640_000_000_000_000

/**
 * The instant of so many milliseconds since 1970: a fraction is dropped, so that nothing is stored as later than it was,
 * and what lies beyond any date becomes the last one. No number at all is a defect.
 */
export const of = (millis: number): Instant => {
  if (Number.isNaN(millis)) throw new RangeError("an instant must be a number")
  return instant(Math.min(Math.max(Math.floor(millis), -farthest), farthest))
}

/** The instant of a column, which may be empty. */
export const orNull = (millis: number | bigint | null): Instant | null => (millis === null ? null : of(Number(millis)))

/** Where the time that is stored comes from. */
export interface Source {
  /** Milliseconds since 1970. */
  readonly millis: Effect.Effect<number>
  /** Whether the clocks agree about it. While they do not, nothing begins, is given up or forgotten because of the time. */
  readonly isAgreed: Effect.Effect<boolean>
}

/** Where the time that is stored comes from; the Clock, unless another source is given. */
export const Source = Context.Reference<Source>("@switchyard/gateway/Instant/Source", {
  defaultValue: () => ({ millis: Clock.currentTimeMillis, isAgreed: Effect.succeed(true) })
})

/** The present instant. */
export const now: Effect.Effect<Instant> = Effect.flatMap(Source, ({ millis }) => Effect.map(millis, of))

/** Whether the clocks agree about the present instant, as `Source` says. */
export const isAgreed: Effect.Effect<boolean> = Effect.flatMap(Source, (source) => source.isAgreed)

/** So many milliseconds after an instant, or before it where they are negative. */
export const after = (from: Instant, millis: number): Instant => of(from + millis)

/** The same instant for those who know only the Clock: as far ahead of what that shows as it is ahead of now. */
export const onClock = (instant: Instant): Effect.Effect<DateTime.Utc> =>
  Effect.zipWith(now, Clock.currentTimeMillis, (here, there) => DateTime.makeUnsafe(of(there + (instant - here))))
