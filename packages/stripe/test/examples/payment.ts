import { Payment, PaymentProvider } from "@switchyard/core"
import { Stripe } from "@switchyard/stripe"
import { Effect, Redacted } from "effect"

export const program = Effect.gen(function* () {
  const payments = yield* PaymentProvider.PaymentProvider
  const request = yield* Payment.decodeRequest({
    reference: "order-1001",
    amount: { value: "12.50", currency: "USD" },
    method: "page",
    successUrl: "https://shop.example/thanks"
  })
  const outcome = yield* payments.create(request)
  // Unknown is a value: look the payment up, never send it again by yourself.
  return outcome._tag === "Accepted"
    ? outcome.value
    : yield* payments.get({ reference: outcome.reference }, { request })
})

export const shop = (secretKey: string, account: string, baseUrl = "https://api.stripe.com") =>
  Stripe.layer({ baseUrl, account, mode: "test", secretKey: Redacted.make(secretKey), currencies: ["USD", "EUR"] })

// await Effect.runPromise(Effect.provide(program, shop(secretKey, "acct_…")))
