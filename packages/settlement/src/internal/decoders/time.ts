/** Times of a report: local ones, ones with a zone, and days as spreadsheets count them. */
import * as Result from "effect/Result"
import { isBlank } from "../cell.ts"
import type { Decoder } from "../decoder.ts"

const writtenTime = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/

// Days since the end of 1899, as spreadsheets count them, to milliseconds since 1970.
const fromSerial = (days: number, from1904: boolean): number =>
  Math.round((days - (from1904 ? 24_107 : 25_569)) * 24 * 60 * 60) * 1000

const notTime = "must be a time such as 2024-04-19 17:07:43"

const offsetOf = (zone: string | undefined, utcOffsetMinutes: number): number => {
  if (zone === undefined) return utcOffsetMinutes
  if (zone === "Z") return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith("-") ? -minutes : minutes
}

const instant = (local: number, offsetMinutes: number): Result.Result<number, string> =>
  local >= Date.UTC(2000, 0) && local < Date.UTC(2100, 0)
    ? Result.succeed(local - offsetMinutes * 60_000)
    : Result.fail(notTime)

/**
 * An instant, in milliseconds since 1970, from a text such as `2024-04-19 17:07:43` or a spreadsheet's number for one; of
 * the years 2000 to 2099. The text may have a fraction of the second, a `T`, and a zone, which then holds; where none is
 * written, and in a spreadsheet, the time is local at the `utcOffsetMinutes` of the report.
 */
export const time: Decoder<number> = (cell, { from1904, utcOffsetMinutes }) => {
  if (isBlank(cell)) return Result.succeed(undefined)
  if (typeof cell === "number") return instant(fromSerial(cell, from1904), utcOffsetMinutes)
  const match = writtenTime.exec(cell?.trim() ?? "")
  if (match === null) return Result.fail(notTime)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  // A month of 13 or a minute of 60 would run over into the next one.
  const isReal =
    new Date(local).toISOString().slice(0, 19) ===
    `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}`
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3))
  return isReal ? instant(local + milliseconds, offsetOf(match[8], utcOffsetMinutes)) : Result.fail(notTime)
}
