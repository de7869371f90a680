/**
 * Feennex, ready to use: payments, payouts and registers of one shop from one set of options. What each operation does is
 * documented in `@switchyard/core`; what Feennex does differently, in the README.
 */
import type * as Callback from "@switchyard/core/Callback"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type * as Plugin from "@switchyard/core/Plugin"
import * as Provider from "@switchyard/core/Provider"
import type * as SettlementReports from "@switchyard/core/SettlementReports"
import * as FeennexCallbacks from "./FeennexCallbacks.ts"
import * as FeennexClient from "./FeennexClient.ts"
import { Options } from "./FeennexOptions.ts"
import * as FeennexPayments from "./FeennexPayments.ts"
import * as FeennexPayouts from "./FeennexPayouts.ts"
import * as FeennexRegisters from "./FeennexRegisters.ts"

export { Options } from "./FeennexOptions.ts"

/** Payments, payouts and registers of one shop. */
export interface Feennex {
  readonly payments: PaymentProvider.Service
  readonly payouts: PayoutProvider.Service
  readonly registers: SettlementReports.Service
  /** Verifies and decodes the callbacks of the shop; left out where it gets none. */
  readonly parseCallback?: Callback.Parse
}

const removeAddresses =
  "each payment names the addresses of its callbacks, and for that Feennex wants none in the shop: remove both " +
  "notification addresses from the shop's settings in its dashboard, and the success and fail addresses too " +
  "where requests carry successUrl or failedUrl"

const feennex = Provider.define({
  name: "@switchyard/feennex",
  options: Options,
  account: ({ baseUrl, shopId }) => `${new URL(baseUrl).origin} ${shopId}`,
  secrets: ({ secretKey }) => [secretKey],
  client: FeennexClient.make,
  kinds: { payments: FeennexPayments.make, payouts: FeennexPayouts.make },
  callbacks: FeennexCallbacks.make,
  notices: ({ callbackBaseUrl }) => (callbackBaseUrl === undefined ? [] : [removeAddresses]),
  beside: ({ options }) => ({ registers: FeennexRegisters.make(options) })
})

/**
 * Builds the providers of one shop. Options that break a rule fail with every problem named. `instance` is the name in
 * errors, spans and callback addresses.
 */
export const make: Provider.Make<Options, Feennex> = feennex.make

/** Both providers of one shop as a layer. */
export const layer: Provider.MakeLayer<Options, "payments" | "payouts"> = feennex.layer

/** The same layer from configuration values, such as `Config.Redacted("FEENNEX_SECRET_KEY")`. */
export const layerConfig: Provider.MakeLayerConfig<Options, "payments" | "payouts"> = feennex.layerConfig

/** The plugin that a config file names as `"use": "@switchyard/feennex"`. */
export const plugin: Plugin.Plugin<Options> = feennex.plugin
