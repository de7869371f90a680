/** A merchant's money at a provider, one entry a currency, each figure exactly as the provider states it. */
import * as Schema from "effect/Schema"
import { Money } from "./Money.ts"

/** `available` can be paid out now; the rest is present only where the provider reports it. */
export const Balance = Schema.Struct({
  available: Money,
  total: Schema.optionalKey(Money),
  frozen: Schema.optionalKey(Money),
  hold: Schema.optionalKey(Money),
  reserve: Schema.optionalKey(Money)
})

/** A merchant's money at a provider, in one currency. */
export type Balance = typeof Balance.Type
