/**
 * Reads single cells: times, decimals, ids. Each gives the value or a sentence saying why not, which never repeats what
 * stood in the cell. A number of a spreadsheet is a double: it is read only where that lost nothing.
 */
import type { Currency } from "@switchyard/core/Currency"
import { fromNumeric } from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { Reference } from "@switchyard/core/Reference"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Cell, isBlank } from "./table.ts"

/** A register's times and days are in UTC+3 ("Registers", after-payment document). */
export const utcOffsetMinutes = 180

type Read<A> = Result.Result<A, string>

const localTime = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)$/

// Days since the end of 1899, as spreadsheets count them, to milliseconds since 1970.
const fromSerial = (days: number, from1904: boolean): number =>
  Math.round((days - (from1904 ? 24_107 : 25_569)) * 24 * 60 * 60) * 1000

const notTime = "must be a time such as 2024-04-19 17:07:43"

/** An instant, from a local time in UTC+3 or a spreadsheet's number for one. */
export const time = (cell: Cell, from1904: boolean): Read<number> => {
  if (isBlank(cell)) return Result.fail("is missing")
  if (typeof cell === "number") {
    const local = fromSerial(cell, from1904)
    const isLikely = local >= Date.UTC(2000, 0) && local < Date.UTC(2100, 0)
    return isLikely ? Result.succeed(local - utcOffsetMinutes * 60_000) : Result.fail(notTime)
  }
  const match = localTime.exec(cell?.trim() ?? "")
  if (match === null) return Result.fail(notTime)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(local)
  // A month of 13 or a minute of 60 would be carried over into the next one.
  const isReal =
    date.toISOString().slice(0, 19) === `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}`
  return isReal ? Result.succeed(local - utcOffsetMinutes * 60_000) : Result.fail(notTime)
}

const lossy = "is a number with more digits than a spreadsheet can keep"

// A double keeps 15 digits; with no more than that its shortest text is what was typed.
const exact = (value: number): string | undefined => {
  const text = String(value)
  return /^-?\d+(\.\d+)?$/.test(text) && text.replace(/[-.]|^-?0\./g, "").length <= 15 ? text : undefined
}

const withComma = /^-?\d+(?:,\d+)?$/
// Three digits after a dot could be thousands.
const withDot = /^-?\d+\.(?:\d{1,2}|\d{4,})$/

/** An amount with its currency's digits; blank is undefined. */
export const amount = (cell: Cell, currency: Currency): Read<Money.Money | undefined> => {
  if (isBlank(cell) || cell === undefined) return Result.succeed(undefined)
  const text = typeof cell === "number" ? exact(cell) : cell.trim()
  if (text === undefined) return Result.fail(lossy)
  if (typeof cell === "string" && !withComma.test(text) && !withDot.test(text)) {
    return Result.fail("must be a decimal such as 282,94, without marks between thousands")
  }
  const read = Money.fromText(text.replace(",", "."), currency)
  return Result.isSuccess(read) && read.success.value.value < 0n ? Result.fail("must not be negative") : read
}

/** A currency by its ISO 4217 number; blank is undefined. */
export const currency = (cell: Cell): Read<Currency | undefined> => {
  if (isBlank(cell) || cell === undefined) return Result.succeed(undefined)
  const found = fromNumeric(typeof cell === "number" ? cell : cell.trim())
  return found === undefined
    ? Result.fail("must be the number of a known currency, such as 840")
    : Result.succeed(found)
}

const textOf = (cell: Cell): Read<string> => {
  if (isBlank(cell) || cell === undefined) return Result.succeed("")
  const text = typeof cell === "number" ? exact(cell) : cell.trim()
  return text === undefined ? Result.fail(lossy) : Result.succeed(text)
}

/** An id that Feennex has given: digits. */
export const providerId = (cell: Cell): Read<string> =>
  Result.flatMap(textOf(cell), (text) => {
    if (text === "") return Result.fail("is missing")
    return /^\d{1,30}$/.test(text) ? Result.succeed(text) : Result.fail("must be digits")
  })

const isReference = Schema.is(Reference)

/** The merchant's own id; undefined where there is none, or one that no operation of ours can have. */
export const reference = (cell: Cell): Read<string | undefined> =>
  Result.map(textOf(cell), (text) => (isReference(text) ? text : undefined))
