/** Takes all the money of an account at the repeating provider, as another system of its merchant would. */
import { createHmac } from "node:crypto"
import * as Money from "@switchyard/core/Money"
import type { Options } from "@switchyard/memory/MemoryOptions"
import type { Simulator } from "@switchyard/memory/Simulator"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** What every account of this provider begins with, in each currency. */
const start = BigDecimal.fromStringUnsafe("1000000000000000000000")

const prefix = "emptied-"

/** Whether a payout is of this kind, and of no shop of ours. */
export const isEmptying = (reference: string): boolean => reference.startsWith(prefix)

/** Takes all that is left. Nobody gives it back: who is refused for it stays refused. */
export const empty = ({ account, secretKey }: Options, simulator: Simulator): void => {
  for (const currency of ["RUB", "USD"] as const) {
    const held = simulator.operations("payout")
    const value = held.reduce(
      (rest, { amount }) => (amount.currency === currency ? BigDecimal.subtract(rest, amount.value) : rest),
      start
    )
    const fields = { account, reference: `${prefix}${held.length}`, currency, of: "amount", method: "card" }
    const body = `{"amount":${Money.toText({ currency, value })},${JSON.stringify({ ...fields, destination: "1" }).slice(1)}`
    const signature = createHmac("sha256", Redacted.value(secretKey)).update(body).digest("hex")
    const request = { path: "/payouts/create", headers: { "x-memory-signature": signature }, body }
    Effect.runSync(Effect.orDie(simulator.exchange(request)))
  }
}
