/** Reads the amount of an answer with care: what cannot be read exactly is an anomaly, never a guess. */
import * as Money from "@switchyard/core/Money"
import * as Wire from "@switchyard/core/Wire"

/** The stated amount; `wire` notes what cannot be read, and where it differs from what was asked for. */
export const amountOf = (
  wire: Wire.Reader,
  { amount, currency }: { readonly amount: string; readonly currency: string },
  asked: Money.Money | undefined
): Money.Money | undefined => {
  const stated = wire.money("amount", amount, Wire.currencyByCode(currency))
  if (stated === undefined || asked === undefined) return stated
  if (stated.currency !== asked.currency) wire.note("CurrencyDiffers", "the answer is in another currency")
  else if (!Money.equals(stated, asked)) wire.note("AmountDiffers", "the answer states another amount")
  return stated
}
