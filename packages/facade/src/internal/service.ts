/** The service that a config becomes once it is opened. */
import type { Capabilities } from "@switchyard/core/Capabilities"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type * as RefundProvider from "@switchyard/core/RefundProvider"
import type * as SettlementReports from "@switchyard/core/SettlementReports"
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
  }
  /** Reads the provider's registers; left out where it issues none. */
  readonly registers?: SettlementReports.Service
}

/** Payments, payouts and refunds over the configured providers. */
export interface Service {
  readonly config: Config.Config
  /** The configured instances, in the order of the config. */
  readonly instances: ReadonlyArray<Instance>
  readonly payments: Payments.Payments
  readonly payouts: Payouts.Payouts
  readonly refunds: Refunds.Refunds
}
