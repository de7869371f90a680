/**
 * Feennex, ready to use: payments and payouts of one shop from one set of options. `make` for programs that hold the
 * providers themselves, `layer` and `layerConfig` for those that ask for them in the environment, `plugin` for config
 * files. What each operation does is said in `@switchyard/core`; what Feennex does differently, in the README.
 */
import type { InvalidInput } from "@switchyard/core/Input"
import { validator } from "@switchyard/core/Input"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Plugin from "@switchyard/core/Plugin"
import type * as Registers from "@switchyard/core/Registers"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
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
  readonly registers: Registers.Service
}

const valid = validator(Options)

/**
 * Builds the providers of one shop. Options that break a rule fail with every problem named. `instance` is the name in
 * errors, spans and callback addresses.
 */
export const make = Effect.fnUntraced(function* (
  options: Options,
  instance = "feennex"
): Effect.fn.Return<Feennex, InvalidInput> {
  const checked = yield* valid(options)
  const client = FeennexClient.make(checked)
  return {
    payments: PaymentProvider.make(FeennexPayments.make(checked, instance, client)),
    payouts: PayoutProvider.make(FeennexPayouts.make(checked, instance, client)),
    registers: FeennexRegisters.make(checked)
  }
})

/** Both providers of one shop as a layer. */
export const layer = (
  options: Options,
  instance?: string
): Layer.Layer<PaymentProvider.PaymentProvider | PayoutProvider.PayoutProvider, InvalidInput> =>
  Layer.effectContext(
    Effect.map(make(options, instance), ({ payments, payouts }) =>
      Context.make(PaymentProvider.PaymentProvider, payments).pipe(Context.add(PayoutProvider.PayoutProvider, payouts))
    )
  )

/** The same layer from configuration values, such as `Config.Redacted("FEENNEX_SECRET_KEY")`. */
export const layerConfig = (
  options: Config.Wrap<Options>,
  instance?: string
): Layer.Layer<PaymentProvider.PaymentProvider | PayoutProvider.PayoutProvider, InvalidInput | Config.ConfigError> =>
  Layer.unwrap(
    Effect.gen(function* () {
      // Loads a third of effect, for those who read their configuration this way.
      const { unwrap } = yield* Effect.promise(() => import("effect/Config"))
      return layer(yield* unwrap(options), instance)
    })
  )

/** What a config file names as `"use": "@switchyard/feennex"`. */
export const plugin = Plugin.define<Options>({
  name: "@switchyard/feennex",
  options: Options,
  notices: ({ callbackBaseUrl }) =>
    callbackBaseUrl === undefined
      ? []
      : [
          "each payment names the addresses of its callbacks, and for that Feennex wants none in the shop: remove both " +
            "notification addresses from the shop's settings in its dashboard, and the success and fail addresses too " +
            "where requests carry successUrl or failedUrl"
        ],
  fingerprint: ({ baseUrl, shopId }) => `@switchyard/feennex ${new URL(baseUrl).origin} ${shopId}`,
  make: (options, { name }) =>
    Effect.mapError(make(options, name), ({ message }) => new Plugin.PluginFailed({ message }))
})
