/** Kinds of fields that the config file is made of. */
import * as Schema from "effect/Schema"

/** Text of this form. */
export const text = (pattern: RegExp, message: string) =>
  Schema.String.check(
    Schema.makeFilter((value: string) => pattern.test(value), {
      message,
      toJsonSchema: () => ({ pattern: pattern.source })
    })
  )

/** A whole number from 1 to `most`. */
export const count = (most: number) =>
  Schema.Int.check(
    Schema.makeFilter((value: number) => value >= 1 && value <= most, {
      message: `must be a whole number from 1 to ${most}`,
      toJsonSchema: () => ({ minimum: 1, maximum: most })
    })
  )

/** A list of at least one, nothing twice. */
export const nonEmpty = <S extends Schema.Constraint>(item: S) =>
  Schema.NonEmptyArray(item).check(Schema.isUnique({ message: "must not name anything twice" }))

const decimalPattern = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/

/** A decimal as text; how many digits it may have depends on the currency. */
export const Decimal = text(decimalPattern, 'must be a decimal written as text, such as "1500.00"')
