/**
 * The P2P platform, ready to use: payouts of one merchant from one set of options. `make` for programs that hold the
 * provider themselves, `layer` and `layerConfig` for those that ask for it in the environment, `plugin` for config
 * files. What each operation does is said in `@switchyard/core`; what this platform does differently, in the README.
 */
import * as Call from "@switchyard/core/Call"
import type { Route } from "@switchyard/core/Capabilities"
import { InvalidInput, validator } from "@switchyard/core/Input"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Plugin from "@switchyard/core/Plugin"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import type * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { callbackUrls } from "./internal/callbackUrls.ts"
import { toRoutes } from "./internal/merchantStatus.ts"
import { longestCallbackUrl } from "./internal/rules.ts"
import * as P2pClient from "./P2pClient.ts"
import { Options } from "./P2pOptions.ts"
import * as P2pPayouts from "./P2pPayouts.ts"

export { Options } from "./P2pOptions.ts"

/** Payouts of one merchant. */
export interface P2p {
  readonly payouts: PayoutProvider.Service
  /**
   * Reads which destination types and currencies are open for the merchant at this moment, in the form of the
   * manifest's `routes`, to compare the two. What the platform does not list is not open, or not known.
   */
  readonly liveRoutes: () => Effect.Effect<ReadonlyArray<Route>, ReadFailed>
}

const valid = validator(Options)

const tooLong = `must be short enough for callback addresses of at most ${longestCallbackUrl} characters`

/**
 * Builds the provider of one merchant. Options that break a rule fail with every problem named. `instance` is the name
 * in errors, spans and callback addresses.
 */
export const make = Effect.fnUntraced(function* (
  options: Options,
  instance = "p2p"
): Effect.fn.Return<P2p, InvalidInput> {
  const checked = yield* valid(options)
  const urls = callbackUrls(checked.callbackBaseUrl, instance)
  if (urls.success.length > longestCallbackUrl) {
    const issue = { path: "callbackBaseUrl", reason: tooLong }
    return yield* new InvalidInput({ message: `${issue.path}: ${issue.reason}`, issues: [issue] })
  }
  const client = P2pClient.make(checked)
  const of = Call.make({
    provider: instance,
    operation: "payouts.liveRoutes",
    reference: "",
    sensitive: [checked.apiKey, checked.signKey]
  })
  return {
    payouts: PayoutProvider.make(P2pPayouts.make(checked, instance, client)),
    liveRoutes: () => Effect.map(client.merchantStatus(of), toRoutes)
  }
})

/** The merchant's payouts as a layer. */
export const layer = (options: Options, instance?: string): Layer.Layer<PayoutProvider.PayoutProvider, InvalidInput> =>
  Layer.effect(
    PayoutProvider.PayoutProvider,
    Effect.map(make(options, instance), ({ payouts }) => payouts)
  )

/** The same layer from configuration values, such as `Config.Redacted("P2P_SIGN_KEY")`. */
export const layerConfig = (
  options: Config.Wrap<Options>,
  instance?: string
): Layer.Layer<PayoutProvider.PayoutProvider, InvalidInput | Config.ConfigError> =>
  Layer.unwrap(
    Effect.gen(function* () {
      // Loads a third of effect, for those who read their configuration this way.
      const { unwrap } = yield* Effect.promise(() => import("effect/Config"))
      return layer(yield* unwrap(options), instance)
    })
  )

/** What a config file names as `"use": "@switchyard/p2p"`. */
export const plugin = Plugin.define<Options>({
  name: "@switchyard/p2p",
  options: Options,
  fingerprint: ({ baseUrl, merchant }) => `@switchyard/p2p ${new URL(baseUrl).origin} ${merchant}`,
  make: (options, { name }) =>
    Effect.mapError(make(options, name), ({ message }) => new Plugin.PluginFailed({ message }))
})
