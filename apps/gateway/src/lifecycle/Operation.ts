/**
 * An operation as the state machine sees it: its state, and the facts that decide what may happen next (`Facts.ts`). All
 * instants are milliseconds since 1970. Nothing personal is in it.
 */
import type { Anomaly, Capabilities, Money, Payment, Payout, Refund } from "@switchyard/core"
import { type Facts, type Failure, isSending } from "./Facts.ts"
import type { Ours, Paying, Stated, Worth } from "./Money.ts"
import { isWithoutMoney, type Kind, type Status, type Step } from "./Status.ts"
import { traits } from "./traits.ts"

/** An operation. */
export interface Operation {
  readonly kind: Kind
  readonly reference: string
  readonly status: Status
  readonly step: Step
  readonly provider: string | null
  /** The account that holds it, or to which it was last sent. */
  readonly fingerprint: string | null
  readonly providerReference: string | null
  readonly createdAt: number
  readonly attempts: number
  /** The recovery that covers it: since a backup was restored, what was sent of it may not be in the records. */
  readonly recovery: number | null
  /**
   * All numbers that changes of it may have had before the latest recovery are lower, or it; left out where there was no recovery.
   * It never goes back with a backup, as the number of a recovery does.
   */
  readonly numbersAfter?: number
  readonly facts: Facts
  /** Of a payment: what it is worth by its latest read; null before there was one. */
  readonly worth?: Worth | null
  /** Of a refund what it holds of its payment, of a payment what its refunds hold. */
  readonly reserved?: string
  /** Of a payment: its refunds, where they are needed to decide. */
  readonly refunds?: ReadonlyArray<Ours>
  /** Of a refund: its payment, where that is needed to decide. */
  readonly payment?: Paying
}

/** Whether somebody may have it of whom the records say nothing. */
export const isDoubtful = ({ facts, recovery }: Operation): boolean =>
  recovery !== null && facts.cleared?.recovery !== recovery

/** Whether nothing of it can have reached a provider that would carry it out: every request is proven to have done nothing. */
export const isUnsent = (operation: Operation): boolean =>
  operation.step === "submit" &&
  !isSending(operation.facts) &&
  operation.facts.holding === "nobody" &&
  !isDoubtful(operation)

/** Whether the same is so of a refund that waits for a person: it is only ever sent to its payment's account. */
export const isProvenUnsent = (operation: Operation): boolean =>
  traits[operation.kind].isOfPayment &&
  operation.facts.holding === "nobody" &&
  operation.facts.again?._tag !== "Never" &&
  !isSending(operation.facts) &&
  !isDoubtful(operation)

/** Whether some account is known to which it was sent, or which has accepted it where the records have lost that. */
export const isPlaced = ({ attempts, facts, provider }: Operation): boolean =>
  provider !== null && (attempts > 0 || facts.holding === "holder")

/** How it ended, and whether that is its provider's word: only of that does a manifest say how long it may change. */
export interface End {
  readonly status: Status
  readonly isReported: boolean
}

/** The end of an operation that has ended. */
export const endOf = ({ attempts, facts, status }: Pick<Operation, "attempts" | "facts" | "status">): End => ({
  status,
  isReported: isWithoutMoney(status) ? facts.deadAfter === attempts : !facts.isResolved
})

/** The rules of the manifest of the instance about reading and sending again. */
export interface Policy {
  readonly duplicates: Capabilities.Manifest["duplicates"]
  readonly lookUp: Capabilities.Manifest["lookUp"]
  readonly statusReads: Capabilities.Manifest["statusReads"]
  readonly callbacks: Capabilities.Manifest["callbacks"]
  readonly finality?: Capabilities.Manifest["finality"]
  readonly stages?: Capabilities.Manifest["stages"]
  /** What a read states of the money of a payment. */
  readonly states?: Capabilities.Manifest["states"]
  /** Of a payment: how long a refund of it at the same instance may not be seen, where its manifest of refunds says so. */
  readonly refundsShownAfterMillis?: number | undefined
  /** What can be captured of a payment that is held. */
  readonly captures?: Capabilities.Captures
  /** `false`: a payment of this way may wait for its payer without saying what that must do. */
  readonly payerIsAsked?: boolean
  /** The operations that it offers. */
  readonly operations?: ReadonlyArray<string>
}

/** Whether it says that something is there which can still be paid, and is neither alive nor dead. */
export const isLeft = (status: Observation["status"]): status is "uncommitted" | "declined" =>
  status === "uncommitted" || status === "declined"

/** A report of a provider about the operation, without personal data. */
export interface Observation {
  readonly status: Payout.Status | Exclude<Payment.Status, "approved"> | Refund.Status
  /** Its payer has approved it, and nothing of it is taken or held before it is completed. */
  readonly isApproved?: true
  /** Of a payment: what it states of the money that was captured and paid back. */
  readonly money?: Stated
  readonly providerStatus: string
  readonly reference: string
  readonly providerReference: string | null
  readonly amount: Money.Money | null
  /** The amount that leaves our balance, as it states it. */
  readonly debited: Money.Money | null
  /** When it was made there, where that is stated. */
  readonly createdAt?: number | null
  /** It says that it holds several operations under this reference. */
  readonly isOneOfSeveral: boolean
  /** Whether the account in the answer is the one asked for; null where it names none. */
  readonly sameAccount: boolean | null
  /** The answer says what the payer must do. */
  readonly hasNext: boolean
  readonly failure: Failure | null
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
}
