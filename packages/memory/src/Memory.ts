/**
 * A provider with no network: payments and payouts of one account, and the simulated provider behind them. Platforms use it as a
 * test double, people read it before they write an adapter, and the contract suite tests itself on it. Nothing is kept
 * when the process ends. With `baseUrl` the simulated provider is somewhere else, served by `Served`.
 */
import type * as Callback from "@switchyard/core/Callback"
import type { InvalidInput } from "@switchyard/core/Input"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type * as Plugin from "@switchyard/core/Plugin"
import * as Provider from "@switchyard/core/Provider"
import type * as RefundProvider from "@switchyard/core/RefundProvider"
import type * as SettlementPull from "@switchyard/core/SettlementPull"
import * as Effect from "effect/Effect"
import * as MemoryCallbacks from "./MemoryCallbacks.ts"
import * as MemoryClient from "./MemoryClient.ts"
import { example, Options, secretsOf } from "./MemoryOptions.ts"
import * as MemoryPayments from "./MemoryPayments.ts"
import * as MemoryPayouts from "./MemoryPayouts.ts"
import * as MemoryRefunds from "./MemoryRefunds.ts"
import * as MemorySettlement from "./MemorySettlement.ts"
import * as Simulator from "./Simulator.ts"

export { Options } from "./MemoryOptions.ts"

/** Payments, payouts and refunds of one account, and the simulated provider, which tests control. */
export interface Memory {
  readonly payments: PaymentProvider.Service
  readonly payouts: PayoutProvider.Service
  readonly refunds: RefundProvider.Service
  /** The provider's statement, as settlement entries. */
  readonly pull: SettlementPull.Service
  /** What answers, where the options name no `baseUrl`; where they do, nothing reaches it. */
  readonly simulator: Simulator.Simulator
  /** Verifies and decodes the callbacks of the account. */
  readonly parseCallback?: Callback.Parse
}

const memory = Provider.define({
  name: "@switchyard/memory",
  options: Options,
  account: ({ account, baseUrl }) => (baseUrl === undefined ? account : `${new URL(baseUrl).origin} ${account}`),
  // It stands in every body.
  confirmAccount: "inRequest",
  secrets: secretsOf,
  client: (options: Options) => {
    const simulator = Simulator.make(options)
    return { simulator, ...MemoryClient.make(options, simulator.exchange) }
  },
  kinds: { payments: MemoryPayments.make, payouts: MemoryPayouts.make, refunds: MemoryRefunds.make },
  callbacks: MemoryCallbacks.make,
  beside: (account) => ({ simulator: account.client.simulator, pull: MemorySettlement.make(account) })
})

/** Builds the providers of one account; `instance` is the name in errors, spans and callback addresses. */
export const make = (options: Options = example, instance?: string): Effect.Effect<Memory, InvalidInput> =>
  // It holds nothing that ends with a scope.
  Effect.scoped(memory.make(options, instance))

/** All of them as a layer; `make` gives the simulated provider too. */
export const layer = (
  options: Options = example,
  instance?: string
): ReturnType<Provider.MakeLayer<Options, "payments" | "payouts" | "refunds">> => memory.layer(options, instance)

/** The same layer from configuration values, such as `Config.Redacted("MEMORY_SECRET_KEY")`. */
export const layerConfig: Provider.MakeLayerConfig<Options, "payments" | "payouts" | "refunds"> = memory.layerConfig

/** The plugin that a config file names as `"use": "@switchyard/memory"`. */
export const plugin: Plugin.Plugin<Options> = memory.plugin

type Account = Provider.Account<Options, MemoryClient.MemoryClient & { readonly simulator: Simulator.Simulator }>

/** The operations over a client of one's own, for tests that change a part of the adapter. */
export const spis: (account: Account) => Provider.Spis<"payments" | "payouts" | "refunds"> = memory.spis

/** The parser of callbacks over a client of one's own, for the same. */
export const parser: (account: Account) => Callback.Parse | undefined = memory.parser
