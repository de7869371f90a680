import { Clock, Stripe } from "@switchyard/sandbox"

export const stripe = Stripe.make({
  clock: Clock.manual(),
  accounts: [
    {
      id: "acct_1Shop",
      keys: ["sk_test_key"],
      balances: { usd: 1_000_000 },
      externalAccounts: [{ id: "ba_1Bank", currency: "usd" }]
    }
  ],
  endpoints: [{ url: "http://127.0.0.1:8080/webhooks", secrets: ["whsec_test_secret"] }]
})
stripe.admin.course({ decline: Stripe.declined("insufficient_funds") }, { reference: "order-1" })
stripe.admin.fault({ kind: "error", status: 500, acts: true }, { endpoint: "POST /v1/payouts" })
stripe.admin.plan("payout", [
  { status: "paid", after: 5_000 },
  { status: "failed", after: 86_400_000, rejectedReason: "account_closed" }
])
