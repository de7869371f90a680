/**
 * `SWITCHYARD_RECOVER`: the instant of the last commit of the backup that was restored, or `1`. A wrong one would begin a
 * recovery from somewhere else than was meant, so whatever is no instant of the past is refused.
 */
import * as Result from "effect/Result"

/** Where a recovery begins: at an instant, in milliseconds since 1970, or at the newest record. */
export type RecoverSince = number | "newest record"

const form = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

// `Date` takes the 31st of February for the 3rd of March.
const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

// The clock of whoever made the backup may be a little ahead of this one.
const toleranceMillis = 60_000

/** Reads the variable, or says what is wrong with it; `now` is in milliseconds since 1970. */
export const read = (text: string, now: number): Result.Result<RecoverSince, string> => {
  if (text === "1") return Result.succeed("newest record")
  const [, day] = form.exec(text) ?? []
  if (day === undefined) {
    return Result.fail(
      "must be the instant of the backup's last commit with its time zone, such as 2026-11-29T08:30:00Z, or 1"
    )
  }
  const millis = isDay(day) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(millis)) return Result.fail("must be an instant that exists: its day or its time does not")
  return millis > now + toleranceMillis
    ? Result.fail("must be in the past: no backup has a commit of the future")
    : Result.succeed(millis)
}
