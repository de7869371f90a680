/** What the merchant can be told of: an operation that has come to a status. */
import { PaymentStatus, PayoutStatus } from "../model/Resource.ts"

/** Every type of event there is, for the check of `events` in the config. */
export const eventTypes: ReadonlyArray<string> = [
  ...PayoutStatus.literals.map((status) => `payout.${status}`),
  ...PaymentStatus.literals.map((status) => `payment.${status}`)
]
