/** The memory provider as if its requests did not name their account: then it is asked for, and no key is taken before. */
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"

export const confirming = (spi: PayoutProvider.Spi): PayoutProvider.Spi => {
  if (spi.repeating === undefined) throw new TypeError("there are no replays")
  let known: string | undefined
  const confirm = Effect.sync(() => {
    known = "memory-account"
    return known
  })
  return { ...spi, repeating: { ...spi.repeating, account: { known: () => known, confirm } } }
}
