/** Options with which the adapter must refuse to be built. */
import type { Harness } from "@switchyard/contract-tests"
import * as Stripe from "@switchyard/stripe/Stripe"
import * as Redacted from "effect/Redacted"

export const misconfigured = (options: Stripe.Options): ReadonlyArray<Harness.Misconfiguration> => [
  {
    what: "a key of the other mode",
    build: Stripe.make({ ...options, secretKey: Redacted.make("sk_live_kanareika") }),
    messageContains: ["secretKey", "mode"]
  },
  {
    what: "a publishable key of the other mode",
    build: Stripe.make({ ...options, publishableKey: "pk_live_kanareika" }),
    messageContains: ["publishableKey", "mode"]
  },
  {
    what: "a currency that Stripe does not take",
    build: Stripe.make({ ...options, currencies: ["USD", "USDT"] }),
    messageContains: ["currencies", "Stripe"]
  },
  {
    what: "an account that is none",
    build: Stripe.make({ ...options, account: "shop-17" }),
    messageContains: ["account", "acct_"]
  },
  {
    what: "money that Stripe keeps outside of the payment",
    build: Stripe.make({ ...options, methods: { transfer: { through: "intent", types: ["customer_balance"] } } }),
    messageContains: ["methods", "types"]
  }
]
