/** What stands in the table of a kind is what a provider implements and what its callers get, no more and no less. */
import type * as Kind from "@switchyard/core/Kind"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const holds = <_ extends true>(): void => {}

type Payouts = PayoutProvider.Operations
type Payments = PaymentProvider.Operations

// An Spi is written, so that an editor shows its comments: nothing of the table may be missing in it.
holds<Equal<keyof PayoutProvider.Spi, keyof Kind.Spi<Payouts>>>()
holds<Equal<keyof PaymentProvider.Spi, keyof Kind.Spi<Payments>>>()
holds<Equal<PayoutProvider.Spi, Kind.Spi<Payouts>>>()
holds<Equal<PaymentProvider.Spi, Kind.Spi<Payments>>>()
holds<Equal<PayoutProvider.Service, Kind.Service<Payouts>>>()
holds<Equal<PaymentProvider.Service, Kind.Service<Payments>>>()

// Capabilities name the operations of the table, a look-up by its two ways, replays, and what is abandoned.
type Named<Ops> = Exclude<keyof Ops, "get"> | "getByReference" | "getByProviderReference" | "replay" | "abandon"
holds<Equal<PayoutProvider.Operation, Named<Payouts>>>()
holds<Equal<PaymentProvider.Operation, Named<Payments>>>()
