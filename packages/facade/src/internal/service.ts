/** The service that a config becomes once it is opened. */
import type * as Callback from "@switchyard/core/Callback"
import type { Capabilities } from "@switchyard/core/Capabilities"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { Unsupported } from "@switchyard/core/ProviderError"
import type * as RefundProvider from "@switchyard/core/RefundProvider"
import type * as SettlementPull from "@switchyard/core/SettlementPull"
import type * as SettlementReports from "@switchyard/core/SettlementReports"
import type * as Effect from "effect/Effect"
import type * as Config from "../Config.ts"
import type * as Payments from "../Payments.ts"
import type * as Payouts from "../Payouts.ts"
import type * as Refunds from "../Refunds.ts"

/** A configured instance. */
export interface Instance {
  readonly name: string
  /** The package it comes from. */
  readonly package: string
  /**
   * Identifies the merchant account behind it. Operations that were stored with another fingerprint under the same name
   * must be suspended, as if the instance were removed.
   */
  readonly fingerprint: string
  /**
   * What whoever runs it must do or know outside of the config, such as a setting in the provider's dashboard: sentences of
   * the package, without any value of the config.
   */
  readonly notices: ReadonlyArray<string>
  /** Its capabilities; a kind that is missing it does not have. */
  readonly capabilities: {
    readonly payments?: Capabilities<PaymentProvider.Operation>
    readonly payouts?: Capabilities<PayoutProvider.Operation>
    readonly refunds?: Capabilities<RefundProvider.Operation>
    readonly registers?: Pick<SettlementReports.Service, "formats">
    readonly pull?: SettlementPull.Manifest
  }
  /** Reads the provider's registers; left out where it issues none. */
  readonly registers?: SettlementReports.Service
  /** Pulls the provider's settlement entries; left out where it has no reporting interface. */
  readonly pull?: SettlementPull.Service
}

/** Payments, payouts, refunds and their callbacks over the configured providers. */
export interface Service {
  readonly config: Config.Config
  /** The configured instances, in the order of the config. */
  readonly instances: ReadonlyArray<Instance>
  /** Payments over the configured providers. */
  readonly payments: Payments.Payments
  /** Payouts over the configured providers. */
  readonly payouts: Payouts.Payouts
  /** Refunds at the instances that hold their payments. */
  readonly refunds: Refunds.Refunds
  /** Verifies and decodes a callback that came for an instance, whatever it is about. */
  readonly parseCallback: (
    instance: string,
    raw: Callback.Raw
  ) => Effect.Effect<ReadonlyArray<Callback.Event>, Callback.CallbackRejected | Callback.Unverifiable | Unsupported>
}
