/** Payments as they are inside: PaymentIntents, Charges, Checkout Sessions. */
import type { GivenMembers } from "../../Held.ts"
import type { Reached } from "../../Operation.ts"
import type { Planned } from "../../Plan.ts"
import type { Method } from "../payments/Courses.ts"
import type { JsonObject } from "../wire/Errors.ts"
import type { Metadata } from "../wire/Metadata.ts"
import type { Kept } from "./Kept.ts"

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

/** A capture of a charge; nobody asked for one of the dashboard's. */
export interface Capture {
  readonly at: number
  readonly amount: number
  readonly idempotencyKey: string | null
  readonly given: GivenMembers | null
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
  readonly captures: Array<Capture>
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
  readonly methodTypes: ReadonlyArray<string>
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
