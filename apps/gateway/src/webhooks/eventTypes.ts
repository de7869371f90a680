/** What the merchant can be told of: an operation that has come to a status. */
import { everyKind, statusesOf } from "../model/statuses.ts"

/** Every type of event there is, for the check of `events` in the config. */
export const eventTypes: ReadonlyArray<string> = [
  ...everyKind.flatMap((kind) => statusesOf[kind].map((status) => `${kind}.${status}`)),
  // What is told of a payment beside its own moves: a refund of it has succeeded in part, or has failed after it had succeeded.
  "payment.updated",
  "payment.refund_failed"
]
