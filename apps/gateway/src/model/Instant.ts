/**
 * Points in time as they are stored: whole milliseconds since 1970, by their type. Clocks of tests, pauses with jitter and
 * what providers ask for have fractions or no end, and a column of the database takes neither.
 */
import * as Brand from "effect/Brand"
import * as Clock from "effect/Clock"
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

/** The instant that the Clock shows. */
export const now: Effect.Effect<Instant> = Effect.map(Clock.currentTimeMillis, of)

/** So many milliseconds after an instant, or before it where they are negative. */
export const after = (from: Instant, millis: number): Instant => of(from + millis)
