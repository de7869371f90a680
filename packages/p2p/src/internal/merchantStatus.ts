/**
 * From status/ to the merchant's balance and to what is open at the moment. Amounts are JSON doubles: they keep the text
 * they were written with. The methods stand in for the "regions list", which could not be read.
 */
import type { Balance } from "@switchyard/core/Balance"
import type { Route } from "@switchyard/core/Capabilities"
import { isCurrency } from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type MerchantStatus, PaymentMethods } from "../P2pSchema.ts"
import { destinationTypes, methods } from "./methods.ts"
import { unitOfAccount } from "./unitOfAccount.ts"

const amount = (text: string) => Result.getOrUndefined(Money.fromWire(text, unitOfAccount))

/** The one balance, in USDT; undefined when what is available cannot be read exactly. */
export const toBalance = (data: MerchantStatus): Balance | undefined => {
  const available = amount(data.available)
  return available === undefined
    ? undefined
    : compact({ available, hold: amount(data.hold), total: amount(data.balance) })
}

const decode = Schema.decodeUnknownOption(PaymentMethods)

/** The destination types that are open, with their currencies; what cannot be read is left out. */
export const toRoutes = ({ payment_methods: listed }: MerchantStatus): ReadonlyArray<Route> => {
  const entries = Array.isArray(listed) ? listed.flatMap((entry) => Option.toArray(decode(entry))) : []
  return destinationTypes.flatMap((method) => {
    const open = entries.filter(({ statuses }) => statuses[`pay_out_${methods[method]}`] === true)
    const currencies = [...new Set(open.map(({ currency }) => currency.toUpperCase()))].filter(isCurrency)
    return currencies.length === 0 ? [] : [{ method, currencies }]
  })
}
