/** Amounts and currencies of a report. Amounts are exact: nothing is rounded, and what could be two numbers is none. */
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import * as Result from "effect/Result"
import { type Cell, isBlank } from "../cell.ts"
import type { Decoder } from "../decoder.ts"
import { decodeText } from "./text.ts"

const withComma = /^-?\d+(?:,\d+)?$/
// Three digits after a dot could be thousands.
const withDot = /^-?\d+\.(?:\d{1,2}|\d{4,})$/

const isDecimal = (cell: Cell, text: string): boolean =>
  typeof cell === "number" || withComma.test(text) || withDot.test(text)

/**
 * An amount that may be negative, such as a balance, in the currency that is given: a decimal with a comma or a dot, with at
 * most the currency's fraction digits and without marks between thousands, so that `1.282` and `1 282` are refused.
 */
export const signedAmount: Decoder<Money.Money, [currency: Currency.Currency]> = (cell, _, currency) =>
  decodeText(cell, (text) =>
    isDecimal(cell, text)
      ? Money.fromText(text.replace(",", "."), currency)
      : Result.fail("must be a decimal such as 282,94, without marks between thousands")
  )

/** An amount in the currency that is given, written as for `signedAmount`, that is not negative. */
export const amount: Decoder<Money.Money, [currency: Currency.Currency]> = (cell, context, currency) =>
  Result.flatMap(signedAmount(cell, context, currency), (money) =>
    money !== undefined && money.value.value < 0n ? Result.fail("must not be negative") : Result.succeed(money)
  )

const known = (
  currency: Currency.Currency | undefined,
  what: string
): Result.Result<Currency.Currency | undefined, string> =>
  currency === undefined ? Result.fail(`must be the ${what}`) : Result.succeed(currency)

/** A currency by its ISO 4217 number, with or without leading zeros: `840`, `048`. */
export const currencyNumber: Decoder<Currency.Currency> = (cell) => {
  if (cell === undefined || isBlank(cell)) return Result.succeed(undefined)
  const code = typeof cell === "number" ? cell : cell.trim()
  return known(Currency.fromNumeric(code), "number of a known currency, such as 840")
}

/** A currency by its code, in letters of either case: `USD`. */
export const currencyCode: Decoder<Currency.Currency> = (cell) =>
  decodeText(cell, (text) => {
    const code = text.toUpperCase()
    return known(Currency.isCurrency(code) ? code : undefined, "code of a known currency, such as USD")
  })
