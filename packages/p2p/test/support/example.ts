import { Payout, PayoutProvider } from "@switchyard/core"
import { P2p } from "@switchyard/p2p"
import { Config, Effect } from "effect"

const program = Effect.gen(function* () {
  const payouts = yield* PayoutProvider.PayoutProvider
  const request = yield* Payout.decodeRequest({
    reference: "order-1001",
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "sbp", phone: "79161234567", bank: "Sberbank" }
  })
  const outcome = yield* payouts.create(request)
  // Unknown is a value: look the payout up, never send it again.
  return outcome._tag === "Accepted" ? outcome.value.status : yield* payouts.get({ reference: outcome.reference })
})

export const main = Effect.provide(
  program,
  P2p.layerConfig({
    baseUrl: Config.String("P2P_BASE_URL"),
    merchant: Config.String("P2P_MERCHANT"),
    apiKey: Config.Redacted("P2P_API_KEY"),
    signKey: Config.Redacted("P2P_SIGN_KEY"),
    callbackBaseUrl: Config.String("CALLBACK_BASE_URL")
  })
)
