/**
 * Exact decimal arithmetic on BigInt units and a scale: enough for fees, rates and balances. Floats never touch an
 * amount. Rounding happens only where a caller names it.
 */

/** `units` times ten to the power of minus `scale`. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

/** Zero. */
export const zero: Decimal = { units: 0n, scale: 0 }

const pattern = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/

/** Reads decimal text, also with a small exponent; undefined when the text is no such number. */
export const parse = (text: string): Decimal | undefined => {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match
  const units = BigInt(`${sign}${whole}${fraction}`)
  const scale = fraction.length - Number(exponent)
  return trim(scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale })
}

/** Reads decimal text a programmer wrote; throws when it is none. */
export const of = (text: string): Decimal => {
  const value = parse(text)
  if (value === undefined) throw new TypeError(`not a decimal: ${JSON.stringify(text)}`)
  return value
}

const trim = (value: Decimal): Decimal => {
  let { units, scale } = value
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n
    scale -= 1
  }
  return { units, scale }
}

const unitsAt = (value: Decimal, scale: number): bigint => value.units * 10n ** BigInt(scale - value.scale)

/** The exact sum. */
export const add = (left: Decimal, right: Decimal): Decimal => {
  const scale = Math.max(left.scale, right.scale)
  return trim({ units: unitsAt(left, scale) + unitsAt(right, scale), scale })
}

/** The same amount with the other sign. */
export const negate = (value: Decimal): Decimal => ({ units: -value.units, scale: value.scale })

/** The exact difference. */
export const subtract = (left: Decimal, right: Decimal): Decimal => add(left, negate(right))

/** The exact product. */
export const multiply = (left: Decimal, right: Decimal): Decimal =>
  trim({ units: left.units * right.units, scale: left.scale + right.scale })

/** The quotient of two numbers that are not negative, rounded half up (or down) to `scale` digits. */
export const divide = (left: Decimal, right: Decimal, scale: number, rounding: "half-up" | "down"): Decimal => {
  const top = left.units * 10n ** BigInt(scale + right.scale)
  const bottom = right.units * 10n ** BigInt(left.scale)
  const up = rounding === "half-up" && (top % bottom) * 2n >= bottom ? 1n : 0n
  return trim({ units: top / bottom + up, scale })
}

/** A number that is not negative, rounded half up to `scale` digits. */
export const round = (value: Decimal, scale: number): Decimal =>
  divide(value, { units: 1n, scale: 0 }, scale, "half-up")

/** Negative, zero or positive, as in a sort function. */
export const compare = (left: Decimal, right: Decimal): number => {
  const scale = Math.max(left.scale, right.scale)
  const difference = unitsAt(left, scale) - unitsAt(right, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** Plain shortest text: `12.5`, `1`. */
export const toText = (value: Decimal): string => {
  const { units, scale } = trim(value)
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0")
  const whole = digits.slice(0, digits.length - scale)
  const fraction = scale === 0 ? "" : `.${digits.slice(-scale)}`
  return `${units < 0n ? "-" : ""}${whole}${fraction}`
}

/** The text a Python server prints for a float: `12.5`, `1.0`. */
export const toFloatText = (value: Decimal): string => {
  const text = toText(value)
  return text.includes(".") ? text : `${text}.0`
}

/** Text with exactly `scale` digits after the point; throws when that would drop any. */
export const toFixed = (value: Decimal, scale: number): string => {
  const [whole = "", fraction = ""] = toText(value).split(".")
  if (fraction.length > scale) throw new RangeError(`${toText(value)} has more than ${scale} decimal places`)
  return scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, "0")}`
}
