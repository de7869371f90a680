/**
 * Stripe, ready to use: payments, refunds, payouts and balance transactions of one account from one set of options. What each
 * operation does is documented in `@switchyard/core`; what Stripe does differently, in the README.
 */
import type * as Callback from "@switchyard/core/Callback"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type * as Plugin from "@switchyard/core/Plugin"
import * as Provider from "@switchyard/core/Provider"
import type * as RefundProvider from "@switchyard/core/RefundProvider"
import type * as SettlementPull from "@switchyard/core/SettlementPull"
import * as Effect from "effect/Effect"
import * as StripeCallbacks from "./StripeCallbacks.ts"
import * as StripeClient from "./StripeClient.ts"
import { baseUrlOf, isRestricted, Options, secretsOf } from "./StripeOptions.ts"
import * as StripePayments from "./StripePayments.ts"
import * as StripePayouts from "./StripePayouts.ts"
import * as StripeRefunds from "./StripeRefunds.ts"
import * as StripeSettlement from "./StripeSettlement.ts"

export { Options } from "./StripeOptions.ts"

/** Payments, payouts and refunds of one account. */
export interface Stripe {
  readonly payments: PaymentProvider.Service
  readonly payouts: PayoutProvider.Service
  readonly refunds: RefundProvider.Service
  /** The transactions of the account's balance, as settlement entries. */
  readonly pull: SettlementPull.Service
  /** Verifies and decodes the events of the account's endpoint. */
  readonly parseCallback?: Callback.Parse
}

const anotherAccount = "the key leads to another account than the one that is configured"

const endpoint = (instance: string) =>
  `a webhook endpoint for the callbacks of ${instance} must be made at Stripe, with version ${StripeClient.version} and the ` +
  "events payment_intent.*, charge.*, checkout.session.*, refund.* and payout.*, and its signing secret stand in webhookSecrets"

const restricted =
  "a restricted key may not ask whose account it leads to, and then no lost answer is ever settled by a replay: use a secret key"

const stripe = Provider.define({
  name: "@switchyard/stripe",
  options: Options,
  // The same account has two worlds, and the key says which of them.
  account: (options) => `${new URL(baseUrlOf(options)).origin} ${options.account} ${options.mode}`,
  confirmAccount: ({ call, client, options }) => {
    const of = call("confirmAccount", "")
    return Effect.flatMap(client.account()(of), ({ id }) =>
      id === options.account ? Effect.succeed(`${id} ${options.mode}`) : Effect.fail(of.anotherAccount(anotherAccount))
    )
  },
  secrets: secretsOf,
  client: StripeClient.make,
  kinds: { payments: StripePayments.make, payouts: StripePayouts.make, refunds: StripeRefunds.make },
  callbacks: StripeCallbacks.make,
  notices: (options, { name }) => [
    ...(options.webhookSecrets === undefined ? [endpoint(name)] : []),
    ...(isRestricted(options) ? [restricted] : [])
  ],
  beside: (account) => ({ pull: StripeSettlement.make(account) })
})

/**
 * Builds the providers of one account. Options that break a rule fail with every problem named. `instance` is the name in
 * errors, spans and callback addresses.
 */
export const make: Provider.Make<Options, Stripe> = stripe.make

/** All of them as a layer. */
export const layer: Provider.MakeLayer<Options, "payments" | "payouts" | "refunds"> = stripe.layer

/** The same layer from configuration values, such as `Config.Redacted("STRIPE_SECRET_KEY")`. */
export const layerConfig: Provider.MakeLayerConfig<Options, "payments" | "payouts" | "refunds"> = stripe.layerConfig

/** The plugin that a config file names as `"use": "@switchyard/stripe"`. */
export const plugin: Plugin.Plugin<Options> = stripe.plugin
