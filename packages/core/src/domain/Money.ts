/**
 * An exact decimal amount in one currency, and its text forms on the wire. Amounts are never rounded, converted or held
 * as a float: text that does not fit the currency is refused. Compare with `equals`, not with a deep comparison.
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import { invalid } from "../outcome/internal/issues.ts"
import * as Currency from "./Currency.ts"
import * as decimal from "./internal/decimal.ts"

const digitsOf = (currency: Currency.Currency): number => Currency.scale(currency) ?? decimal.maxFractionDigits

const fits = (money: { readonly value: BigDecimal.BigDecimal; readonly currency: Currency.Currency }): boolean =>
  money.value.scale >= 0 && money.value.scale <= digitsOf(money.currency) && decimal.hasBoundedInteger(money.value)

const Amount = Schema.Struct({ value: Schema.BigDecimal, currency: Currency.Currency }).check(
  Schema.makeFilter(fits, { message: "must be an amount with the digits its currency allows" })
)

/** An exact amount in one currency; `value` carries at most the fraction digits of `currency`. */
export interface Money {
  /** In whole units of the currency (1500.00 roubles, not kopecks), exact. */
  readonly value: BigDecimal.BigDecimal
  readonly currency: Currency.Currency
}

const AmountJson = Schema.Struct({
  value: Schema.String.annotate({
    description: "A decimal text with at most the fraction digits of the currency",
    examples: ["1500.00"],
    message: 'must be a decimal written as text, such as "1500.00"'
  }),
  currency: Currency.Currency
}).annotate({ identifier: "Money", message: "must be an object with value and currency" })

/**
 * The schema of `Money`, in JSON `{ "value": "1500.00", "currency": "RUB" }`; decoding is as strict as `fromText`.
 *
 * **Gotchas**
 *
 * A JSON number as `value` is refused, because a reader may already have made it a float.
 */
export const Money: Schema.Codec<Money, typeof AmountJson.Encoded> = AmountJson.pipe(
  Schema.decodeTo(Amount, {
    decode: SchemaGetter.transformEffect(({ value, currency }) =>
      Result.match(fromText(value, currency), {
        onSuccess: (money) => Effect.succeed(money),
        onFailure: (reason) => Effect.fail(new SchemaIssue.Pointer(["value"], invalid(reason)))
      })
    ),
    encode: SchemaGetter.transform((money) => ({ value: toText(money), currency: money.currency }))
  })
)

/** `Money` greater than zero, for what a request asks to move. */
export const PositiveMoney: Schema.Codec<Money, typeof AmountJson.Encoded> = Money.check(
  Schema.makeFilter(isPositive, { message: "must be greater than zero" })
)

/** Reads the strict text form: digits, one dot, an optional `-`, at most the currency's digits; or a reason. */
export function fromText(text: string, currency: Currency.Currency): Result.Result<Money, string> {
  return Result.flatMap(decimal.parse(text, digitsOf(currency)), (value) => atScale(value, currency))
}

/** Reads a provider's text: as `fromText`, but zeros beyond the currency's digits and a small exponent are accepted. */
export const fromWire = (text: string, currency: Currency.Currency): Result.Result<Money, string> =>
  Result.flatMap(decimal.parseWire(text, digitsOf(currency)), (value) => atScale(value, currency))

/** Reads the strict text form and throws if it is refused: for constants and tests, never for input. */
export const unsafe = (text: string, currency: Currency.Currency): Money =>
  Result.getOrThrowWith(fromText(text, currency), (reason) => new RangeError(`Money ${reason}`))

function atScale(value: BigDecimal.BigDecimal, currency: Currency.Currency): Result.Result<Money, string> {
  const scale = Currency.scale(currency) ?? value.scale
  const scaled = decimal.rescale(value, scale)
  return scaled === undefined
    ? Result.fail(decimal.tooManyFractionDigits(scale))
    : Result.succeed({ value: scaled, currency })
}

/** The text with all fraction digits of the currency, `"1500.00"`; or the digits it was stated with where its currency has no number of them. */
export function toText(money: Money): string {
  return decimal.format(
    decimal.rescale(money.value, Currency.scale(money.currency) ?? money.value.scale) ?? money.value
  )
}

/** The text without trailing zeros and without an exponent: `"1500"`, `"12.5"`. */
export const toShortest = ({ value }: Pick<Money, "value">): string => decimal.formatShortest(value)

/** The text with exactly `digits` fraction digits; fails with a reason rather than lose a digit that is not zero. */
export const toFixedText = (money: Money, digits: number): Result.Result<string, string> => {
  const isCount = Number.isInteger(digits) && digits >= 0 && digits <= decimal.maxFractionDigits
  const scaled = isCount ? decimal.rescale(money.value, digits) : undefined
  return scaled === undefined
    ? Result.fail(isCount ? decimal.tooManyFractionDigits(digits) : "must be written with 0 to 18 fraction digits")
    : Result.succeed(decimal.format(scaled))
}

/** How many fraction digits the smallest unit of a currency has; undefined where it has none. */
export type Digits = (currency: Currency.Currency) => number | undefined

/** Amounts in smallest units, by a table of digits. */
export interface MinorUnits {
  /** Undefined where the currency has no smallest unit, and where the amount is not a whole number of them. */
  readonly toMinor: (money: Money) => bigint | undefined
  /** Undefined where the currency has no smallest unit, for what its digits cannot write, and beyond 30 integer digits. */
  readonly fromMinor: (minor: bigint, currency: Currency.Currency) => Money | undefined
}

/**
 * Amounts in a provider's own smallest units: `digits` is the table in its documents, which differs from ISO 4217
 * at some. A currency that is not in it is not converted: nothing is by exclusion.
 */
export const minorUnits = (digits: Digits): MinorUnits => ({
  toMinor: (money) => {
    const scale = digits(money.currency)
    return scale === undefined ? undefined : decimal.rescale(money.value, scale)?.value
  },
  fromMinor: (minor, currency) => {
    const scale = digits(currency)
    if (scale === undefined) return undefined
    const value = decimal.rescale(BigDecimal.make(minor, scale), Currency.scale(currency) ?? scale)
    if (value === undefined) return undefined
    const money = { value, currency }
    return fits(money) ? money : undefined
  }
})

const iso = minorUnits(Currency.scale)

/**
 * The amount in the smallest unit of ISO 4217, such as kopecks; undefined where its currency has none.
 *
 * **Gotchas**
 *
 * Some providers count otherwise: what goes over a wire is converted by the provider's own table (`minorUnits`).
 */
export const toMinor = (money: Money): bigint | undefined => iso.toMinor(money)

/**
 * The amount of so many smallest units of ISO 4217; undefined where the currency has none, and for amounts beyond 30 integer
 * digits. See `toMinor` for who counts otherwise.
 */
export const fromMinor = (minor: bigint, currency: Currency.Currency): Money | undefined =>
  iso.fromMinor(minor, currency)

/** Nothing, in the given currency. */
export const zero = (currency: Currency.Currency): Money => ({
  value: BigDecimal.make(0n, Currency.scale(currency) ?? 0),
  currency
})

/** Whether both are the same amount of the same currency; 10 and 10.00 are the same amount. */
export const equals = (self: Money, that: Money): boolean => compare(self, that) === 0

/** Whether the amount is greater than zero. */
export function isPositive(money: Money): boolean {
  return BigDecimal.isPositive(money.value)
}

/** -1, 0 or 1 as the first amount is less, equal or greater; undefined if the currencies differ. */
export function compare(self: Money, that: Money): -1 | 0 | 1 | undefined {
  return self.currency === that.currency ? BigDecimal.Order(self.value, that.value) : undefined
}
