/**
 * A provider with no network: payments and payouts of one account, and the far side they talk to. Platforms use it as a
 * test double, people read it before they write an adapter, and the contract suite tests itself on it. Nothing is kept
 * when the process ends.
 */
import type { InvalidInput } from "@switchyard/core/Input"
import { validator } from "@switchyard/core/Input"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Plugin from "@switchyard/core/Plugin"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FarSide from "./FarSide.ts"
import * as MemoryClient from "./MemoryClient.ts"
import { example, Options } from "./MemoryOptions.ts"
import * as MemoryPayments from "./MemoryPayments.ts"
import * as MemoryPayouts from "./MemoryPayouts.ts"

export { Options } from "./MemoryOptions.ts"

/** Payments and payouts of one account, and the far side, which tests tell what to do. */
export interface Memory {
  readonly payments: PaymentProvider.Service
  readonly payouts: PayoutProvider.Service
  readonly far: FarSide.FarSide
}

const valid = validator(Options)

/** Builds the providers of one account; `instance` is the name in errors, spans and callback addresses. */
export const make = Effect.fnUntraced(function* (
  options: Options = example,
  instance = "memory"
): Effect.fn.Return<Memory, InvalidInput> {
  const checked = yield* valid(options)
  const far = FarSide.make(checked)
  const client = MemoryClient.make(checked, far.exchange)
  return {
    payments: PaymentProvider.make(MemoryPayments.make(checked, instance, client)),
    payouts: PayoutProvider.make(MemoryPayouts.make(checked, instance, client)),
    far
  }
})

/** Both providers as a layer; `make` gives the far side too. */
export const layer = (
  options?: Options,
  instance?: string
): Layer.Layer<PaymentProvider.PaymentProvider | PayoutProvider.PayoutProvider, InvalidInput> =>
  Layer.effectContext(
    Effect.map(make(options, instance), ({ payments, payouts }) =>
      Context.make(PaymentProvider.PaymentProvider, payments).pipe(Context.add(PayoutProvider.PayoutProvider, payouts))
    )
  )

/** The same layer from configuration values, such as `Config.Redacted("MEMORY_SECRET_KEY")`. */
export const layerConfig = (
  options: Config.Wrap<Options>,
  instance?: string
): Layer.Layer<PaymentProvider.PaymentProvider | PayoutProvider.PayoutProvider, InvalidInput | Config.ConfigError> =>
  Layer.unwrap(Effect.map(Config.unwrap(options), (unwrapped) => layer(unwrapped, instance)))

/** What a config file names as `"use": "@switchyard/memory"`. */
export const plugin = Plugin.define<Options>({
  name: "@switchyard/memory",
  options: Options,
  fingerprint: ({ account }) => `@switchyard/memory ${account}`,
  make: (options, { name }) =>
    Effect.mapError(
      Effect.map(make(options, name), ({ payments, payouts }) => ({ payments, payouts })),
      ({ message }) => new Plugin.PluginFailed({ message })
    )
})
