/**
 * Somebody else with the keys of our Feennex shop, another system of the merchant say, who uses one of our references
 * for a payout of another amount. What comes of it is theirs: it is neither our payout nor our create.
 */
import * as Payout from "@switchyard/core/Payout"
import * as Transport from "@switchyard/core/Transport"
import { Feennex } from "@switchyard/feennex"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Arrival, Held } from "./simulated.ts"
import { keys, type Networked } from "./simulators.ts"
import type { Time } from "./time.ts"

/** The stranger's amount: no operation of a schedule has it, so it tells theirs from ours. */
const value = "77.77"

/** Whether a payout or a create is the stranger's. */
export const isStrange = (held: Held | Arrival): boolean =>
  held.provider === "feennex" && ("body" in held ? held.body.includes(value) : held.amount === value)

/** Creates a payout under that reference, unless there is one. */
export const strange = async (
  feennex: Networked,
  { account, reference, time }: { readonly account: string; readonly reference: string; readonly time: Time }
): Promise<void> => {
  const transport = Transport.fromFetch(feennex.fetch)
  const context = Context.add(Context.make(Transport.Transport, transport), Clock.Clock, time.effect)
  const creating = Effect.gen(function* () {
    const { payouts } = yield* Feennex.make({
      baseUrl: "https://feennex.test",
      shopId: Number(account),
      shopCurrency: "USD",
      secretKey: Redacted.make(keys.secret),
      payways: { payouts: { card: { RUB: "card_rub" } } }
    })
    const destination = { type: "card", number: "5555555555554444" }
    return yield* payouts.create(
      yield* Payout.decodeRequest({
        reference,
        amount: { value, currency: "RUB" },
        destination,
        recipientEmail: "c@d.example"
      })
    )
  })
  // Its answer may be late or lost like ours.
  await Promise.race([Effect.runPromiseWith(context)(Effect.scoped(Effect.result(creating))), time.settle()])
}
