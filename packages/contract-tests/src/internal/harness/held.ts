/** What a provider holds, as a harness shows it. */
import type { Money } from "@switchyard/core/Money"
import type { OperationContext } from "@switchyard/core/OperationContext"
import type { CaptureStatus, RefundStatus } from "@switchyard/core/PaymentParts"
import type { Of } from "@switchyard/core/Refund"
import type * as Effect from "effect/Effect"

/** Money that the provider has moved, by the operation that it belongs to. */
export interface Entry {
  readonly reference: string
  readonly amount: Money
}

/**
 * One create that the provider carried out, with what it was sent: in our words where it has its own, so that a law can
 * compare it with what was asked. What it was not sent is undefined.
 */
export interface Held extends Entry {
  /** The way the money goes or comes, as the routes of the manifest name it. */
  readonly method: string
  /** The amount that leaves our balance, where it was sent in place of what the recipient gets. */
  readonly debit?: Money | undefined
  /** Where a payout goes, as `Destination.account` has it. */
  readonly account?: string | undefined
  readonly holder?: string | undefined
  readonly bank?: string | undefined
  readonly bic?: string | undefined
  readonly country?: string | undefined
  readonly scheme?: string | undefined
  /** Of the recipient of a payout what was sent, by the names of its members: `recipient.name`, `recipient.address.city` … */
  readonly recipient?: Readonly<Record<string, string | undefined>>
  readonly description?: string | undefined
  /** Of a refund why it is made, in our word for it, and the id of the capture that is paid back. */
  readonly reason?: string | undefined
  readonly capture?: string | undefined
  /** The payer's e-mail address, of a payment. */
  readonly payerEmail?: string | undefined
  /** Of a payment the page to which a payer is sent who has paid, and the one for who has not. */
  readonly successUrl?: string | undefined
  readonly failedUrl?: string | undefined
  /** The currency of the balance that was chosen. */
  readonly source?: string | undefined
  /** The id of the offer that was taken up. */
  readonly offer?: string | undefined
  /** The context in which it was carried out. */
  readonly context?: Readonly<Record<string, string>> | undefined
  /** Everything else that came with the create, by the provider's own names. */
  readonly fields: Readonly<Record<string, string>>
}

/** One capture or refund of a payment as the provider holds it; `mark` is ours, and missing for what its desk has made. */
export interface Part<Status> {
  readonly id: string
  readonly mark?: string | undefined
  readonly amount: Money
  readonly status: Status
}

/** A payment at the provider whose refunds are looked at, and the way it was paid. */
export interface PaidPayment {
  readonly method: string
  readonly amount: Money
  /** By how many captures it was taken, each of that amount; left out: at once. */
  readonly captures?: number
  readonly context?: OperationContext | undefined
}

/**
 * What the provider holds of the money of payments that exist, and what happens to it without us. Of a harness of refunds `payment`
 * must be there, of one of payments the rest, where something can be captured.
 */
export interface PaymentMoney {
  /** Makes a payment that was paid, and of which nothing was paid back yet. */
  readonly payment?: (paid: PaidPayment) => Effect.Effect<Of>
  /** Every capture of a payment, in the order in which they were made. */
  readonly captures: (reference: string) => Effect.Effect<ReadonlyArray<Part<CaptureStatus>>>
  /** Every refund of a payment, in the order in which they were made. */
  readonly refunds: (reference: string) => Effect.Effect<ReadonlyArray<Part<RefundStatus>>>
  /** The payer's bank disputes a part of a payment; gives the id of the dispute. Left out: it never does. */
  readonly disputeElsewhere?: (reference: string, amount: Money) => Effect.Effect<string>
  /** Until when a payment that is held can be captured, in milliseconds since 1970, as its answers say; left out: they do not. */
  readonly heldUntil?: (reference: string) => Effect.Effect<number | undefined>
  /** Somebody at the provider's own desk captures a part of a payment that is held. */
  readonly captureElsewhere: (reference: string, amount: Money) => Effect.Effect<void>
  /** Somebody at the provider's own desk pays a part of a payment back. */
  readonly refundElsewhere: (reference: string, amount: Money) => Effect.Effect<void>
}
