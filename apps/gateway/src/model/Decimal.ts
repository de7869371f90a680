/** Exact decimal texts, as sums are stored: added, taken off and compared, in one currency that whoever calls knows. */
import { Money } from "@switchyard/core"
import * as BigDecimal from "effect/BigDecimal"

const parse = (text: string): BigDecimal.BigDecimal => BigDecimal.fromStringUnsafe(text)

// In digits alone: effect's own format writes 1e16.
const format = (value: BigDecimal.BigDecimal): string => Money.toShortest({ value })

/** The sum of these. */
export const sum = (texts: ReadonlyArray<string>): string =>
  format(texts.map(parse).reduce((total, each) => BigDecimal.sum(total, each), parse("0")))

/** The first less all the others. */
export const minus = (text: string, ...others: ReadonlyArray<string>): string =>
  format(others.map(parse).reduce((rest, each) => BigDecimal.subtract(rest, each), parse(text)))

/** Whether the first is less than the second. */
export const isLess = (text: string, other: string): boolean => BigDecimal.isLessThan(parse(text), parse(other))

/** Whether it is neither zero nor less. */
export const isPositive = (text: string): boolean => isLess("0", text)

/** Whether both are the same number. */
export const isSame = (text: string, other: string): boolean => BigDecimal.equals(parse(text), parse(other))

/** The greatest of these. */
export const greatest = (text: string, ...others: ReadonlyArray<string>): string =>
  others.reduce((most, each) => (isLess(most, each) ? each : most), text)
