/** Money as it is inside: refunds, payouts, disputes, rows of the balance; and events. */
import type { Reached } from "../../Operation.ts"
import type { Planned } from "../../Plan.ts"
import type { JsonObject } from "../wire/Errors.ts"
import type { Kept } from "./Kept.ts"

/** A Refund. */
export interface Refund extends Kept, Planned {
  readonly kind: "refund"
  readonly charge: string
  readonly intent: string
  readonly amount: number
  readonly currency: string
  readonly reason: string | null
  readonly history: Array<Reached<string>>
  status: string
  /** Whether the payer has been sent the money. */
  isPaid: boolean
  pendingReason: string | null
  failureReason: string | null
  balanceTransaction: string | null
  failureTransaction: string | null
}

/** A Payout. */
export interface Payout extends Kept, Planned {
  readonly kind: "payout"
  readonly amount: number
  readonly currency: string
  readonly destination: string
  readonly method: string
  readonly sourceType: string
  readonly description: string | null
  readonly statementDescriptor: string | null
  readonly arrival: number
  readonly history: Array<Reached<string>>
  status: string
  failureCode: string | null
  balanceTransaction: string | null
  failureTransaction: string | null
  /** Set aside, gone, or given back. */
  money: "frozen" | "debited" | "released"
}

/** A Dispute. */
export interface Dispute extends Kept {
  readonly kind: "dispute"
  readonly charge: string
  readonly intent: string
  readonly amount: number
  readonly currency: string
  readonly reason: string
  readonly rows: Array<string>
  status: string
}

/** A BalanceTransaction. */
export interface Row extends Kept {
  readonly kind: "balance_transaction"
  readonly type: string
  readonly category: string
  readonly amount: number
  readonly fee: number
  readonly currency: string
  readonly rate: number | null
  readonly source: string
  readonly description: string | null
  readonly availableOn: number
  available: boolean
}

/** An Event, its object frozen as it was. */
export interface Event extends Kept {
  readonly kind: "event"
  readonly type: string
  readonly object: JsonObject
  readonly previous: JsonObject | null
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null }
  readonly reference: string
  /** How many endpoints have not taken it yet. */
  pending: number
}
