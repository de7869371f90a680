/**
 * The objects that a simulated Stripe keeps, as they are inside: amounts in the smallest unit, times in milliseconds of the clock. How
 * they look from outside is in `views`.
 */
import type { Dispute, Event, Payout, Refund, Row } from "./records/Money.ts"
import type { Charge, Intent, Session } from "./records/Payments.ts"

export type { Destination, Scope } from "./records/Kept.ts"
export type { Dispute, Event, Payout, Refund, Row } from "./records/Money.ts"
export type { Capture, Charge, Intent, Session } from "./records/Payments.ts"

/** Every object that is found by its id. */
export type Stored = Intent | Charge | Session | Refund | Payout | Dispute | Row | Event

/** The words for them in a path or an error. */
export type Kind = Stored["kind"]
