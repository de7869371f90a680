/**
 * The money of a payment: what it is worth, what its refunds hold of that, and what an answer states of it. What is not known is
 * null, which is not zero.
 */
import { Money, type PaymentParts } from "@switchyard/core"
import * as Decimal from "../model/Decimal.ts"
import type { Status } from "./Status.ts"

/** An amount in this currency; null where none is stated, or one in another. */
export const inCurrency = (money: Money.Money | null | undefined, currency: string): string | null =>
  money == null || money.currency !== currency ? null : Money.toText(money)

/** The sum of these: one that is not known makes it unknown. */
export const summed = (amounts: ReadonlyArray<string | null>): string | null => {
  const known = amounts.flatMap((each) => (each === null ? [] : [each]))
  return known.length === amounts.length ? Decimal.sum(known) : null
}

/** What a payment is worth, by a read that was asked for at `at` at the account `by`. All amounts are in `currency`. */
export interface Worth {
  readonly currency: string
  /** Null while it is not known. */
  readonly captured: string | null
  /** What others have paid back of it. */
  readonly elsewhere: string | null
  /** What its payer wants back, unless that was refused for good. */
  readonly disputed: string | null
  readonly at: number
  readonly by: string
  /**
   * The read lists each refund of it, by whomever, also what is under way; and none has the name of one of ours that was never sent
   * by the records.
   */
  readonly statesRefunds: boolean
}

/** A refund of ours, as the records have it. */
export interface Ours {
  readonly id: string
  readonly reference: string
  readonly providerReference: string | null
  readonly amount: string
  readonly status: Status
  /** The records know that something of it was sent: only then can something there be it. */
  readonly isSent: boolean
  /** What it holds of its payment: nothing once it is certain that it pays nothing back. */
  readonly reserved: string
  /** Since when it has been in its present state. */
  readonly since: number
  /** Why nothing of its payment is sent any more, if so. */
  readonly stops: string | null
}

/** One part of it as its provider lists it. */
export interface Part {
  readonly id: string
  readonly reference: string | null
  readonly amount: Money.Money | null
}

interface Listed<P extends Part> {
  /** These are all that there are. */
  readonly isWhole: boolean
  readonly parts: ReadonlyArray<P>
}

/** The money of a payment that an answer states; null where it states nothing of it. */
export interface Stated {
  readonly captured: Money.Money | null
  readonly received: Money.Money | null
  readonly refunded: Money.Money | null
  /** What its payer agreed to have held, in all. */
  readonly authorized: Money.Money | null
  /** What is still held. */
  readonly capturable: Money.Money | null
  /** When what is held is let go. */
  readonly captureBefore: number | null
  readonly captures: Listed<Part & { readonly status: PaymentParts.CaptureStatus }> | null
  readonly refunds: Listed<Part & { readonly isDead: boolean }> | null
  readonly disputes: Listed<
    Part & {
      readonly isRefused: boolean
      /** The id of the refund by which it was settled. */
      readonly refund: string | null
    }
  > | null
}

/** The payment of a refund, as the records have it. */
export interface Paying {
  readonly worth: Worth | null
  /** What all its refunds hold of it. */
  readonly reserved: string
  /** Why nothing of it is sent any more: a refund of it that had failed has succeeded after all. */
  readonly stopped: string | null
}
