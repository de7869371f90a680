/**
 * The P2P platform, ready to use: payouts of one merchant from one set of options. What each operation does is documented in
 * `@switchyard/core`; what this platform does differently, in the README.
 */
import type * as Callback from "@switchyard/core/Callback"
import type { Route } from "@switchyard/core/Capabilities"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type * as Plugin from "@switchyard/core/Plugin"
import * as Provider from "@switchyard/core/Provider"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import { callbackUrls, longestCallbackUrl } from "./internal/addresses.ts"
import { toRoutes } from "./internal/merchantStatus.ts"
import * as P2pCallbacks from "./P2pCallbacks.ts"
import * as P2pClient from "./P2pClient.ts"
import { Options, secretsOf } from "./P2pOptions.ts"
import * as P2pPayouts from "./P2pPayouts.ts"

export { Options } from "./P2pOptions.ts"

/** Payouts of one merchant. */
export interface P2p {
  readonly payouts: PayoutProvider.Service
  /** Verifies and decodes the callbacks of the merchant; left out where it gets none. */
  readonly parseCallback?: Callback.Parse
  /**
   * Reads which destination types and currencies are open for the merchant at this moment, in the form of the
   * manifest's `routes`, to compare the two. What the platform does not list is not open, or not known.
   */
  readonly liveRoutes: () => Effect.Effect<ReadonlyArray<Route>, ReadFailed>
}

const tooLong = `must be short enough for callback addresses of at most ${longestCallbackUrl} characters`

const p2p = Provider.define({
  name: "@switchyard/p2p",
  options: Options,
  account: ({ baseUrl, merchant }) => `${new URL(baseUrl).origin} ${merchant}`,
  secrets: secretsOf,
  client: P2pClient.make,
  kinds: { payouts: P2pPayouts.make },
  callbacks: P2pCallbacks.make,
  issues: ({ instance, options }) =>
    callbackUrls(options.callbackBaseUrl, instance).success.length > longestCallbackUrl
      ? [{ path: "callbackBaseUrl", reason: tooLong }]
      : [],
  beside: ({ call, client }) => ({
    liveRoutes: () => Effect.map(client.merchantStatus()(call("payouts.liveRoutes", "")), toRoutes)
  })
})

/**
 * Builds the provider of one merchant. Options that break a rule fail with every problem named. `instance` is the name
 * in errors, spans and callback addresses.
 */
export const make: Provider.Make<Options, P2p> = p2p.make

/** The merchant's payouts as a layer. */
export const layer: Provider.MakeLayer<Options, "payouts"> = p2p.layer

/** The same layer from configuration values, such as `Config.Redacted("P2P_SIGN_KEY")`. */
export const layerConfig: Provider.MakeLayerConfig<Options, "payouts"> = p2p.layerConfig

/** The plugin that a config file names as `"use": "@switchyard/p2p"`. */
export const plugin: Plugin.Plugin<Options> = p2p.plugin
