/**
 * __Vendor__, ready to use: the providers of one account from one set of options. `make` for programs that hold the
 * providers themselves, `layer` and `layerConfig` for those that ask for them in the environment, `plugin` for config
 * files. What each operation does is said in `@switchyard/core`; what __Vendor__ does differently, in the README.
 */
import type { InvalidInput } from "@switchyard/core/Input"
import { validator } from "@switchyard/core/Input"
// if payments
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
// end
// if payouts
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
// end
import * as Plugin from "@switchyard/core/Plugin"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as __Vendor__Client from "./__Vendor__Client.ts"
import { Options } from "./__Vendor__Options.ts"
// if payments
import * as __Vendor__Payments from "./__Vendor__Payments.ts"
// end
// if payouts
import * as __Vendor__Payouts from "./__Vendor__Payouts.ts"
// end

export { Options } from "./__Vendor__Options.ts"

/** The providers of one account. */
export interface __Vendor__ {
  // if payments
  readonly payments: PaymentProvider.Service
  // end
  // if payouts
  readonly payouts: PayoutProvider.Service
  // end
}

/** The same as services in the environment. */
export type Services =
  // if payments
  | PaymentProvider.PaymentProvider
  // end
  // if payouts
  | PayoutProvider.PayoutProvider
// end

const valid = validator(Options)

/**
 * Builds the providers of one account. Options that break a rule fail with every problem named. `instance` is the name
 * in errors, spans and callback addresses.
 */
export const make = Effect.fnUntraced(function* (
  options: Options,
  instance = "__vendor__"
): Effect.fn.Return<__Vendor__, InvalidInput> {
  const checked = yield* valid(options)
  const client = __Vendor__Client.make(checked)
  return {
    // if payments
    payments: PaymentProvider.make(__Vendor__Payments.make(checked, instance, client)),
    // end
    // if payouts
    payouts: PayoutProvider.make(__Vendor__Payouts.make(checked, instance, client))
    // end
  }
})

/** The providers of one account as a layer. */
export const layer = (options: Options, instance?: string): Layer.Layer<Services, InvalidInput> =>
  Layer.effectContext(
    Effect.map(make(options, instance), (built) =>
      Context.empty().pipe(
        // if payments
        Context.add(PaymentProvider.PaymentProvider, built.payments),
        // end
        // if payouts
        Context.add(PayoutProvider.PayoutProvider, built.payouts)
        // end
      )
    )
  )

/** The same layer from configuration values, such as `Config.Redacted("__VENDOR___SECRET_KEY")`. */
export const layerConfig = (
  options: Config.Wrap<Options>,
  instance?: string
): Layer.Layer<Services, InvalidInput | Config.ConfigError> =>
  Layer.unwrap(Effect.map(Config.unwrap(options), (unwrapped) => layer(unwrapped, instance)))

/** What a config file names as `"use": "@switchyard/__vendor__"`. */
export const plugin = Plugin.define<Options>({
  name: "@switchyard/__vendor__",
  options: Options,
  fingerprint: ({ account, baseUrl }) => `@switchyard/__vendor__ ${new URL(baseUrl).origin} ${account}`,
  make: (options, { name }) =>
    Effect.mapError(make(options, name), ({ message }) => new Plugin.PluginFailed({ message }))
})
