/**
 * An amount that a provider states of an operation in a unit of its own, such as its unit of account, or as a rate. It is kept, shown
 * and reported when it changes, never converted and never decided by: what the recipient gets, what leaves the balance and the fee
 * have members of their own, in a currency.
 */
import * as Schema from "effect/Schema"

/**
 * One amount or rate, exactly as the provider states it.
 *
 * **Gotchas**
 *
 * The value of a rate is in two units: `100.2472` in `RUB/USDT` is roubles for one USDT.
 */
export const ProviderAmount = Schema.Struct({
  /** The name of the member in the provider's documents; no two entries of an operation have the same. */
  label: Schema.String,
  /** An exact decimal as text, without an exponent, with the fraction digits that it was stated with. */
  value: Schema.String,
  /** A currency code; two with a slash for a rate, `RUB/USDT`; for a unit that is no currency the name its adapter gives it. */
  unit: Schema.String
})

/** One amount or rate, exactly as the provider states it. */
export type ProviderAmount = typeof ProviderAmount.Type
