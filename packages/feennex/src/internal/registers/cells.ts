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
import { type Cell, isBlank } from "../settlement/cell.ts"

/** A register's times and days are in UTC+3 ("Registers", after-payment document). */
export const utcOffsetMinutes = 180

type Read<A> = Result.Result<A, string>

const writtenTime = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/

// Days since the end of 1899, as spreadsheets count them, to milliseconds since 1970.
const fromSerial = (days: number, from1904: boolean): number =>
  Math.round((days - (from1904 ? 24_107 : 25_569)) * 24 * 60 * 60) * 1000

const notTime = "must be a time such as 2024-04-19 17:07:43"

const offsetOf = (zone: string | undefined): number => {
  if (zone === undefined) return utcOffsetMinutes
  if (zone === "Z") return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith("-") ? -minutes : minutes
}

const instant = (local: number, offsetMinutes: number): Read<number> =>
  local >= Date.UTC(2000, 0) && local < Date.UTC(2100, 0)
    ? Result.succeed(local - offsetMinutes * 60_000)
    : Result.fail(notTime)

/**
 * An instant, from a local time in UTC+3 or a spreadsheet's number for one. A zone that is written behind a text holds; a
 * date of a spreadsheet has none.
 */
export const time = (cell: Cell, from1904: boolean): Read<number> => {
  if (isBlank(cell)) return Result.fail("is missing")
  if (typeof cell === "number") return instant(fromSerial(cell, from1904), utcOffsetMinutes)
  const match = writtenTime.exec(cell?.trim() ?? "")
  if (match === null) return Result.fail(notTime)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  // A month of 13 or a minute of 60 would be carried over into the next one.
  const isReal =
    new Date(local).toISOString().slice(0, 19) ===
    `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}`
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3))
  return isReal ? instant(local + milliseconds, offsetOf(match[8])) : Result.fail(notTime)
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

/** A decimal with its currency's digits, also a negative one; blank is undefined. */
export const decimal = (cell: Cell, currency: Currency): Read<Money.Money | undefined> => {
  if (isBlank(cell) || cell === undefined) return Result.succeed(undefined)
  const text = typeof cell === "number" ? exact(cell) : cell.trim()
  if (text === undefined) return Result.fail(lossy)
  if (typeof cell === "string" && !withComma.test(text) && !withDot.test(text)) {
    return Result.fail("must be a decimal such as 282,94, without marks between thousands")
  }
  return Money.fromText(text.replace(",", "."), currency)
}

/** An amount that is not negative; blank is undefined. */
export const amount = (cell: Cell, currency: Currency): Read<Money.Money | undefined> =>
  Result.flatMap(decimal(cell, currency), (money) =>
    money !== undefined && money.value.value < 0n ? Result.fail("must not be negative") : Result.succeed(money)
  )

/** A currency by its ISO 4217 number; blank is undefined. */
export const currency = (cell: Cell): Read<Currency | undefined> => {
  if (isBlank(cell) || cell === undefined) return Result.succeed(undefined)
  const found = fromNumeric(typeof cell === "number" ? cell : cell.trim())
  return found === undefined
    ? Result.fail("must be the number of a known currency, such as 840")
    : Result.succeed(found)
}

// An id that is written so is none that a spreadsheet makes a number.
const leftAlone = /^="([^"]*)"$/

const textOf = (cell: Cell): Read<string> => {
  if (isBlank(cell) || cell === undefined) return Result.succeed("")
  const text = typeof cell === "number" ? exact(cell) : cell.trim().replace(leftAlone, "$1")
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
