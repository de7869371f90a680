import { Payment, PaymentProvider } from "@switchyard/core"
import { Feennex } from "@switchyard/feennex"
import { Effect, Redacted } from "effect"

export const program = Effect.gen(function* () {
  const payments = yield* PaymentProvider.PaymentProvider
  const request = yield* Payment.decodeRequest({
    reference: "invoice-1001",
    amount: { value: "12.50", currency: "USD" },
    method: "card",
    payerEmail: "payer@shop.example"
  })
  const outcome = yield* payments.create(request)
  // Unknown is a value: look the payment up, never send it again.
  return outcome._tag === "Accepted" ? outcome.value : yield* payments.get({ reference: outcome.reference })
})

export const shop = (secretKey: string, baseUrl = "https://core.feennex.com") =>
  Feennex.layer({
    baseUrl,
    shopId: 112,
    shopCurrency: "USD",
    secretKey: Redacted.make(secretKey),
    payways: { payouts: { card: { USD: "card_usd" } }, payments: { card: { USD: "card_usd" } } }
  })

// await Effect.runPromise(Effect.provide(program, shop(secretKey)))
