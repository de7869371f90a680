/** What stands in the table of a kind is what a provider implements and what its callers get, no more and no less. */
import type * as Kind from "@switchyard/core/Kind"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type * as RefundProvider from "@switchyard/core/RefundProvider"

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const holds = <_ extends true>(): void => {}

type Payouts = PayoutProvider.Operations
type Payments = PaymentProvider.Operations
type Refunds = RefundProvider.Operations

// An Spi is written, so that an editor shows its comments: nothing of the table may be missing in it.
holds<Equal<keyof PayoutProvider.Spi, keyof Kind.Spi<Payouts>>>()
holds<Equal<keyof PaymentProvider.Spi, keyof Kind.Spi<Payments>>>()
holds<Equal<keyof RefundProvider.Spi, Exclude<keyof Kind.Spi<Refunds>, "stages">>>()
holds<Equal<PayoutProvider.Spi, Kind.Spi<Payouts>>>()
holds<Equal<PaymentProvider.Spi, Kind.Spi<Payments>>>()
holds<Equal<PayoutProvider.Service, Kind.Service<Payouts>>>()
holds<Equal<PaymentProvider.Service, Kind.Service<Payments>>>()
holds<Equal<RefundProvider.Service, Kind.Service<Refunds>>>()

// A change of a payment is replayed by itself, and so is that of a payout: whatever changes something is in the table as that.
holds<Equal<keyof PaymentProvider.Service["replays"], "capture" | "cancel" | "complete" | "uploadReceipt">>()
holds<Equal<keyof PayoutProvider.Service["replays"], "cancel">>()
holds<Equal<keyof RefundProvider.Service["replays"], never>>()

// Capabilities name the operations of the table, a look-up by its two ways, replays, what is abandoned, and callbacks.
type Named<Ops, Replayed = never> =
  | Exclude<keyof Ops, "get">
  | "getByReference"
  | "getByProviderReference"
  | "replay"
  | Replayed
  | "abandon"
  | "parseCallback"
holds<Equal<PayoutProvider.Operation, Named<Payouts, "cancel.replay">>>()
holds<
  Equal<
    PaymentProvider.Operation,
    Named<Payments, "capture.replay" | "cancel.replay" | "complete.replay" | "uploadReceipt.replay">
  >
>()
holds<Equal<RefundProvider.Operation, Named<Refunds>>>()
