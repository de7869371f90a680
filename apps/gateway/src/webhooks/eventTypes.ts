/** What the merchant can be told of: an operation that has come to a status, and what is told beside. */
import { everyKind, statusesOf } from "../model/statuses.ts"

/** Every type of event there is, for the check of `events` in the config. */
export const eventTypes: ReadonlyArray<string> = [
  ...everyKind.flatMap((kind) => statusesOf[kind].map((status) => `${kind}.${status}`)),
  // What is told of a payment beside its own moves: a part of it was paid back by whomever, it is paid again, or a dispute is over;
  // its payer disputes it; a refund of it has failed after it had succeeded.
  "payment.updated",
  // A capture of what is held was carried out, or was not and is not any more.
  "payment.captured",
  "payment.capture_failed",
  "payment.disputed",
  "payment.refund_failed",
  // It is paid after it had bounced, or a person has said so of what was paid before.
  "payout.updated"
]
