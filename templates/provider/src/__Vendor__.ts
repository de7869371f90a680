/**
 * __Vendor__, ready to use: the providers of one account from one set of options. What each operation does is documented in
 * `@switchyard/core`; what __Vendor__ does differently, in the README.
 */
import type * as Plugin from "@switchyard/core/Plugin"
import * as Provider from "@switchyard/core/Provider"
import * as __Vendor__Callbacks from "./__Vendor__Callbacks.ts"
import * as __Vendor__Client from "./__Vendor__Client.ts"
import { Options } from "./__Vendor__Options.ts"
// if payments
import * as __Vendor__Payments from "./__Vendor__Payments.ts"
// end
// if payouts
import * as __Vendor__Payouts from "./__Vendor__Payouts.ts"
// end

export { Options } from "./__Vendor__Options.ts"

const provider = Provider.define({
  name: "@switchyard/__vendor__",
  options: Options,
  // Two configs of one account must give the same text, and of two accounts never.
  account: ({ account, baseUrl }) => `${new URL(baseUrl).origin} ${account}`,
  secrets: ({ callbackKey, secretKey }) => [secretKey, callbackKey],
  client: __Vendor__Client.make,
  kinds: {
    // if payments
    payments: __Vendor__Payments.make,
    // end
    // if payouts
    payouts: __Vendor__Payouts.make
    // end
  },
  callbacks: __Vendor__Callbacks.make
})

type Kinds =
  // if payments
  | "payments"
  // end
  // if payouts
  | "payouts"
// end

/** Builds the providers of one account; `instance` is the name in errors, spans and callback addresses. */
export const make: Provider.Make<Options, Provider.Providers<Kinds>> = provider.make

/** The providers of one account as a layer. */
export const layer: Provider.MakeLayer<Options, Kinds> = provider.layer

/** The same layer from configuration values, such as `Config.Redacted("__VENDOR___SECRET_KEY")`. */
export const layerConfig: Provider.MakeLayerConfig<Options, Kinds> = provider.layerConfig

/** The plugin that a config file names as `"use": "@switchyard/__vendor__"`. */
export const plugin: Plugin.Plugin<Options> = provider.plugin
