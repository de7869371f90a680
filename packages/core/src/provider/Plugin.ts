/**
 * The export of a provider package by which a config file can name it: `export const plugin = Plugin.define({…})`. The
 * options schema is strict and marks secrets as redacted; `make` gets decoded options and the name of the configured
 * instance. Loading packages, reading files and the environment is the facade's part, not the plugin's.
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as PaymentProvider from "./PaymentProvider.ts"
import type * as PayoutProvider from "./PayoutProvider.ts"
import type * as RefundProvider from "./RefundProvider.ts"
import type * as SettlementReports from "./SettlementReports.ts"

/** The version of this interface. A plugin of another version is refused at start, in one line. */
export const interfaceVersion = 1

/** The plugin could not build its providers from options that decoded well; the message holds no secret. */
export class PluginFailed extends Schema.TaggedError<PluginFailed>("@switchyard/core/Plugin/PluginFailed")(
  "PluginFailed",
  { message: Schema.String }
) {}

/** The providers of one configured instance; what a vendor lacks is left out. */
export interface Providers {
  readonly payments?: PaymentProvider.Service
  readonly payouts?: PayoutProvider.Service
  readonly refunds?: RefundProvider.Service
  /** Reads the provider's registers, where it issues any. */
  readonly registers?: SettlementReports.Service
}

/** How an instance was configured, besides its options. */
export interface Instance {
  /** The name in the config; it appears in errors, spans and callback addresses. */
  readonly name: string
}

/** A provider package as a config file can name it. */
export interface Plugin<Options> {
  readonly interfaceVersion: number
  /** The package's name. */
  readonly name: string
  /** Decodes options from JSON-like input. */
  readonly options: Schema.ConstraintCodec<Options, unknown>
  /**
   * Identifies the merchant account behind the options, without secrets. Two configs with the same fingerprint reach
   * the same money; operations of another fingerprint are suspended (money rules, section 2).
   */
  readonly fingerprint: (options: Options) => string
  /**
   * What whoever runs an instance with these options must do or know outside of the config, such as a setting in the
   * provider's dashboard, in one sentence each and without any value of an option. Left out: nothing.
   */
  readonly notices?: (options: Options, instance: Instance) => ReadonlyArray<string>
  /** Builds the providers of one instance. */
  readonly make: (options: Options, instance: Instance) => Effect.Effect<Providers, PluginFailed>
}

/** Builds a plugin of the current interface version. */
export const define = <Options>(plugin: Omit<Plugin<Options>, "interfaceVersion">): Plugin<Options> => ({
  ...plugin,
  interfaceVersion
})
