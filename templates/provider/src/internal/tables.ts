/**
 * __Vendor__'s documents as data: what its error codes prove, and what its words for a status mean. The tables are empty until
 * step 5 of docs/adding-a-provider.md: then nothing refuses, and no status means anything. There is no default.
 */
// if payments
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
// end
// if payouts
import type { Status as PayoutStatus } from "@switchyard/core/Payout"
// end
import * as Tables from "@switchyard/core/Tables"

/** The outcome that each documented error proves, by HTTP status, type, code or text. */
export const codes = Tables.codes({
  // By these the provider decided no, for good, each with the reason it stands for.
  refused: [],
  // Documented as "not processed": the same request may be sent again.
  notProcessed: [],
  // Listed, and no refusal.
  unknown: [],
  // The reference is used already.
  duplicate: [],
  // A look-up is answered that the operation does not exist.
  notFound: []
})

/** Why an accepted operation did not succeed, by the codes that its answers have for that; a code in no row says nothing. */
export const failures = Tables.failures([])
// if payments

/** The meaning of each payment status. */
export const paymentStatus = Tables.words<PaymentStatus>({})
// end
// if payouts

/** The meaning of each payout status. */
export const payoutStatus = Tables.words<PayoutStatus>({})
// end
