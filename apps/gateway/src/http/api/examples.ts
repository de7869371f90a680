/**
 * A request body for each endpoint that takes one, such as the bundled sandbox config answers with success as far as it can (it has no webhook endpoints, and no provider whose entries can be pulled): what the
 * documentation page shows, and sends when its button is pressed.
 */

const rub = (value: string) => ({ value, currency: "RUB" })

const card = { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" }

const period = { provider: "memory", period: { from: "2026-03-01", to: "2026-04-01" } }

/** The examples, by path. */
export const examples: Readonly<Record<string, unknown>> = {
  "/v1/payouts": {
    reference: "order-1001",
    amount: rub("1500.00"),
    destination: card,
    recipient: { type: "person", name: "Ivanov Ivan", country: "RU", email: "recipient@example.com" },
    description: "Reward payout",
    metadata: { campaign: "7" }
  },
  "/v1/payments": {
    reference: "order-2001",
    amount: rub("1500.00"),
    method: "bank_transfer",
    payerEmail: "payer@example.com"
  },
  "/v1/refunds": {
    reference: "refund-3001",
    payment: "pm_AAAAAAAAAAAAAAAAAAAAAA",
    amount: rub("500.00"),
    reason: "requested_by_payer"
  },
  "/v1/refunds/{id}/resolve": { outcome: "succeeded", note: "seen at the provider's desk" },
  "/v1/payout-quotes": { amount: rub("1500.00"), destination: { type: "card" } },
  "/v1/account-checks": { amount: rub("1500.00"), destination: card },
  "/v1/payment-quotes": { amount: rub("1500.00"), method: "bank_transfer" },
  "/v1/payouts/{id}/abandon": { note: "the draft 4711 is still there, and nobody needs it" },
  "/v1/payments/{id}/capture": { amount: rub("500.00"), final: false },
  "/v1/payments/{id}/abandon": { note: "declined, and its payer has paid in another way" },
  "/v1/payouts/{id}/resolve": { outcome: "retry", note: "asked the provider's support, ticket 4711" },
  "/v1/settlement-reports": period,
  "/v1/registers": period,
  "/v1/payments/{id}/resolve": { outcome: "paid", note: "seen in the provider's settlement report" },
  "/v1/webhook-deliveries/{id}/discard": { note: "the shop was closed on 2026-11-30" },
  "/v1/webhook-deliveries/{id}/retarget": { url: "https://shop.example/hooks", note: "the shop has moved" },
  "/v1/webhook-deliveries/discard": { endpoint: "https://old-shop.example/hooks", note: "the shop was closed" },
  "/v1/webhook-deliveries/retarget": {
    endpoint: "https://old-shop.example/hooks",
    to: "https://shop.example/hooks",
    note: "the shop has moved"
  }
}
