/** Amounts as they are stored in JSON: what a provider stated, in its digits, with its currency. */
import { Currency, Money, ProviderAmount } from "@switchyard/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** The amount of a stored value; undefined where none was stated. */
export const moneyOf = (stored: unknown): Money.Money | undefined => {
  if (typeof stored !== "object" || stored === null || !("value" in stored) || !("currency" in stored)) return undefined
  const { currency, value } = stored
  if (!Currency.isCurrency(currency) || typeof value !== "string") return undefined
  return Result.getOrUndefined(Money.fromText(value, currency))
}

/** A sum as it is shown: with the digits of its currency, where it has no more. */
export const shown = (value: string, currency: string): { readonly value: string; readonly currency: string } => {
  const money = moneyOf({ value, currency })
  return { value: money === undefined ? value : Money.toText(money), currency }
}

const isProviderAmounts = Schema.is(Schema.Array(ProviderAmount.ProviderAmount))

/** The amounts that a provider stated in units of its own; none where what is stored is something else. */
export const providerAmountsOf = (stored: unknown): ReadonlyArray<ProviderAmount.ProviderAmount> =>
  isProviderAmounts(stored) ? stored : []
