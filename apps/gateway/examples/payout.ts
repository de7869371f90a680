import { Payout, PayoutProvider } from "@switchyard/core"
import { Feennex } from "@switchyard/feennex"
import { Effect, Redacted } from "effect"

export const pay = Effect.gen(function* () {
  const payouts = yield* PayoutProvider.PayoutProvider
  const request = yield* Payout.decodeRequest({
    reference: "payout-2001",
    amount: { value: "10.50", currency: "USD" },
    destination: { type: "card", number: "4111111111111111" },
    recipientEmail: "recipient@shop.example"
  })
  const outcome = yield* payouts.create(request)
  return outcome._tag === "Accepted"
    ? `accepted as ${outcome.value.providerReference}`
    : `unknown (${outcome.reason}): look up ${outcome.reference}, never send it again`
})

export const feennex = (baseUrl: string, secretKey: string) =>
  Feennex.layer({
    baseUrl,
    shopId: 112,
    shopCurrency: "USD",
    secretKey: Redacted.make(secretKey),
    payways: { payouts: { card: { USD: "card_usd" } } }
  })

// await Effect.runPromise(Effect.provide(pay, feennex("https://core.feennex.com", secretKey)))
