/**
 * The objects that a simulated Stripe keeps, as they are inside: amounts in the smallest unit, times in milliseconds of the clock. How
 * they look from outside is in `views`.
 */
import type { GivenMembers } from "../Held.ts"
import type { Reached } from "../Operation.ts"
import type { Planned } from "../Plan.ts"
import type { ExternalAccount } from "./Options.ts"
import type { Method } from "./payments/Courses.ts"
import type { JsonObject } from "./wire/Errors.ts"
import type { Metadata } from "./wire/Metadata.ts"

/** A bank account or card for payouts, and whether a failure has disabled it. */
export interface Destination extends ExternalAccount {
  disabled: boolean
}

/** One account in test or in live mode: what is in one is never seen in the other. */
export interface Scope {
  readonly account: string
  readonly livemode: boolean
  /** Its name among balances and in the ledger: the account's id, with `:live` behind it in live mode. */
  readonly shop: string
  readonly destinations: ReadonlyArray<Destination>
}

interface Kept {
  readonly id: string
  readonly scope: Scope
  readonly created: number
  /** Everything that came with its create. */
  readonly given: GivenMembers
  /** Where this simulator was reached, for the links it hands out. */
  readonly origin: string
  /** The key of idempotency of its create. */
  readonly idempotencyKey: string | null
  metadata: Metadata
}

/** A PaymentIntent. */
export interface Intent extends Kept, Planned {
  readonly kind: "payment_intent"
  readonly clientSecret: string
  readonly captureMethod: string
  readonly methodTypes: ReadonlyArray<string>
  readonly confirmationMethod: string
  readonly allowRedirects: boolean
  readonly multicapture: boolean
  readonly history: Array<Reached<string>>
  amount: number
  currency: string
  status: string
  description: string | null
  transferGroup: string | null
  /** The method that is given and not yet tried, or that was tried last with success. */
  method: { readonly id: string; readonly means: Method } | null
  returnUrl: string | null
  usesSdk: boolean
  nextAction: JsonObject | null
  lastError: JsonObject | null
  latestCharge: string | null
  capturable: number
  received: number
  canceledAt: number | null
  cancellationReason: string | null
  confirms: number
  /** The Checkout Session that it belongs to. */
  session: string | null
}

/** A Charge. */
export interface Charge extends Kept {
  readonly kind: "charge"
  readonly intent: string
  readonly amount: number
  readonly currency: string
  readonly method: { readonly id: string; readonly means: Method }
  readonly captureBefore: number | null
  readonly transferGroup: string | null
  readonly description: string | null
  status: "succeeded" | "pending" | "failed"
  captured: boolean
  amountCaptured: number
  amountRefunded: number
  refunded: boolean
  /** What is shown as refunded of an authorisation that was cancelled. */
  released: boolean
  dispute: string | null
  balanceTransaction: string | null
  failureTransaction: string | null
  failure: JsonObject | null
}

/** A Checkout Session. */
export interface Session extends Kept {
  readonly kind: "checkout.session"
  readonly clientReferenceId: string | null
  readonly amountTotal: number
  readonly currency: string
  readonly successUrl: string | null
  readonly cancelUrl: string | null
  readonly expiresAt: number
  readonly intentData: {
    readonly metadata: Metadata
    readonly captureMethod: string
    readonly transferGroup: string | null
    readonly description: string | null
  }
  readonly lineItems: ReadonlyArray<JsonObject>
  readonly history: Array<Reached<string>>
  status: "open" | "complete" | "expired"
  paymentStatus: "unpaid" | "paid"
  intent: string | null
}

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

/** Every object that is found by its id. */
export type Stored = Intent | Charge | Session | Refund | Payout | Dispute | Row | Event

/** The words for them in a path or an error. */
export type Kind = Stored["kind"]
