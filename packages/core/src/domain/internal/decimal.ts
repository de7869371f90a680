/**
 * Decimal text to exact decimals and back, for amounts and rates. Sizes are bounded before a number is built, nothing is
 * ever rounded and nothing goes through a float. Reasons are fixed sentences that never repeat the text.
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Result from "effect/Result"

/** The most digits before the decimal point. */
const maxIntegerDigits = 30

/** The most digits after the decimal point. */
export const maxFractionDigits = 18

const strictPattern = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/
const wirePattern = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,2}))?$/

const maxTextLength = 96

const notDecimal = "must be a decimal number written with digits and at most one dot"

/** The sentence for more fraction digits than allowed. */
export const tooManyFractionDigits = (digits: number): string =>
  digits === 0 ? "must have no fraction digits" : `must have at most ${digits} fraction digit${digits === 1 ? "" : "s"}`

const tooManyIntegerDigits = `must have at most ${maxIntegerDigits} digits before the decimal point`

/** Reads a plain decimal; more than `digits` fraction digits (zeros too), an exponent or a negative zero are refused. */
export const parse = (
  text: string,
  digits: number = maxFractionDigits
): Result.Result<BigDecimal.BigDecimal, string> => {
  const match = text.length > maxTextLength ? null : strictPattern.exec(text)
  if (match === null) return Result.fail(notDecimal)
  const [, sign = "", integer = "", fraction = ""] = match
  if (integer.length > maxIntegerDigits) return Result.fail(tooManyIntegerDigits)
  if (fraction.length > digits) return Result.fail(tooManyFractionDigits(digits))
  const value = BigInt(integer + fraction)
  if (sign === "-" && value === 0n) return Result.fail("must not be a negative zero")
  return Result.succeed(BigDecimal.make(sign === "-" ? -value : value, fraction.length))
}

/** Reads a decimal of a provider: as `parse`, but excess zeros, a negative zero and a two-digit exponent are accepted. */
export const parseWire = (
  text: string,
  digits: number = maxFractionDigits
): Result.Result<BigDecimal.BigDecimal, string> => {
  const match = text.length > maxTextLength ? null : wirePattern.exec(text)
  if (match === null) return Result.fail(notDecimal)
  const [, sign = "", integer = "", fraction = "", exponent = "0"] = match
  const digitsOnly = BigInt(integer + fraction)
  const stated = BigDecimal.make(sign === "-" ? -digitsOnly : digitsOnly, fraction.length - Number(exponent))
  const value = stated.scale < 0 || stated.scale > digits ? BigDecimal.normalize(stated) : stated
  const whole = value.scale < 0 ? rescale(value, 0) : value
  if (whole === undefined || !hasBoundedInteger(whole)) return Result.fail(tooManyIntegerDigits)
  if (whole.scale > digits) return Result.fail(tooManyFractionDigits(digits))
  return Result.succeed(whole)
}

/** The same number with exactly `digits` fraction digits; undefined if that would lose a non-zero digit. */
export const rescale = (value: BigDecimal.BigDecimal, digits: number): BigDecimal.BigDecimal | undefined => {
  if (value.scale === digits) return value
  if (value.value === 0n) return BigDecimal.make(0n, digits)
  if (value.scale < digits) return BigDecimal.make(value.value * 10n ** BigInt(digits - value.scale), digits)
  const normalized = BigDecimal.normalize(value)
  return normalized.scale > digits ? undefined : rescale(normalized, digits)
}

/** Whether the number has at most the allowed digits before the decimal point. */
export const hasBoundedInteger = (value: BigDecimal.BigDecimal): boolean => {
  const digits = value.value < 0n ? -value.value : value.value
  return digits.toString().length - value.scale <= maxIntegerDigits
}

/** Plain text with as many fraction digits as the number carries, never an exponent. */
export const format = (value: BigDecimal.BigDecimal): string => {
  const whole = value.scale < 0 ? (rescale(value, 0) ?? value) : value
  const digits = (whole.value < 0n ? -whole.value : whole.value).toString().padStart(whole.scale + 1, "0")
  const point = digits.length - whole.scale
  const text = whole.scale > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits
  return whole.value < 0n ? `-${text}` : text
}

/** Plain text without trailing zeros and without an exponent: `12.5`, `1`, `1500`. */
export const formatShortest = (value: BigDecimal.BigDecimal): string => format(BigDecimal.normalize(value))
