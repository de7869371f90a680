/** Our id and the provider's id have names of their own wherever they stand, and neither replaces the other. */
import type { OutcomeUnknown } from "@switchyard/core/Outcome"
import type { PaymentRequest } from "@switchyard/core/Payment"
import type { Payout, PayoutRequest } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { Query } from "@switchyard/core/Reference"

declare const provider: PayoutProvider.Service
declare const payout: Payout
declare const unknown: OutcomeUnknown
declare const request: PayoutRequest

// Whatever names both can be asked about.
export const byPayout = provider.get(payout)
export const byUnknown = provider.get(unknown)

// @ts-expect-error the provider's id alone does not name an operation
export const theirs: Query = { providerReference: "77" }
// @ts-expect-error a bare text is neither of the two
export const bare = provider.get("po-1")
// @ts-expect-error a request has our id only; the provider's comes back
export const both: PayoutRequest = { ...request, providerReference: "77" }
// @ts-expect-error a payout is not a request to pay
export const resent: PayoutRequest = payout
// @ts-expect-error a payout's request is not a payment's
export const crossed: PaymentRequest = request
