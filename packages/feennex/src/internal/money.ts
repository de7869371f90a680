/**
 * Amounts and currencies as Feennex writes them. Amounts are decimal text; as a JSON number the shortest form is used,
 * because a server may print `12.50` as `12.5` before it checks the signature. Currencies are ISO 4217 numbers.
 */
import * as Currency from "@switchyard/core/Currency"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Asked } from "@switchyard/core/Payout"
import type { Field } from "./signing.ts"

/** How amounts are written: as a JSON number (documented type) or as a JSON string. */
export type AmountAs = "number" | "string"

/** An amount as a signed field. */
export const amountField = (money: Money.Money, as: AmountAs): Field =>
  as === "number" ? Json.number(Money.toShortest(money)) : Money.toText(money)

/** The two measures of a payout: `ps_amount` is what the recipient gets, `shop_amount` what leaves the shop's balance. */
export const amountFields = ({ amount, debit }: Asked, as: AmountAs): Readonly<Record<string, Field>> => ({
  ...(amount === undefined ? {} : { amount: amountField(amount, as), amount_type: "ps_amount" }),
  ...(debit === undefined ? {} : { amount: amountField(debit, as), amount_type: "shop_amount" })
})

/** A currency as a signed field, or undefined for one without an ISO number. */
export const currencyField = (currency: Currency.Currency): Field | undefined => {
  const code = Currency.numberCode(currency)
  return code === undefined ? undefined : Json.number(code)
}
