/** The side that a settlement report is compared with: the operations of a ledger, and which of their states agree with a report. */
import type * as Money from "@switchyard/core/Money"
import type * as Payment from "@switchyard/core/Payment"
import type * as Payout from "@switchyard/core/Payout"
import type * as Settlement from "@switchyard/core/Settlement"

/**
 * A state that an operation has in the ledger: one that its provider can report (`Payment.Status`, `Payout.Status`), or one
 * of an operation of which its provider has reported nothing yet, or nothing that can be believed.
 */
export type OperationStatus =
  | Payment.Status
  | Payout.Status
  | "created"
  | "submitting"
  | "unknown"
  | "needs_review"
  /** Of a refund: its provider has given the money back. */
  | "succeeded"

/** An operation as the ledger has it. */
export interface Operation {
  /** References are distinguished by kind: a payment and a payout may have the same one. */
  readonly kind: Settlement.OperationKind
  /** The merchant's own id. */
  readonly reference: string
  /** The provider's id, once it is known. */
  readonly providerReference?: string
  /** Of a refund: the payment that it belongs to. */
  readonly parent?: { readonly reference: string; readonly providerReference?: string }
  /** One of `settledStatuses` once its provider has reported that money moved. */
  readonly status: OperationStatus
  /** The amount that was asked for: the payer was to pay it or to get it back, or the recipient to get it. Left out where a debit was asked for instead. */
  readonly amount?: Money.Money
  /** The amount that the balance gained by a payment, or lost by a payout or refund with its fee, where the provider has stated it. */
  readonly net?: Money.Money
  /** The provider's fee, where it has stated one. */
  readonly fee?: Money.Money
  /** It is held by another provider or merchant account than the one whose report this is. */
  readonly isElsewhere?: boolean
}

// The statuses of a report that each state agrees with: an operation may have gone on since the report was made.
const agreeing: Readonly<Record<OperationStatus, ReadonlyArray<Settlement.Status>>> = {
  created: [],
  submitting: [],
  awaiting_payer: [],
  approved: [],
  authorized: [],
  processing: [],
  unknown: [],
  unrecognised: [],
  uncommitted: [],
  declined: [],
  needs_review: [],
  paid: ["paid"],
  succeeded: ["paid"],
  paid_other_amount: ["paid"],
  refunding: ["paid", "returned"],
  refunded: ["paid", "returned"],
  returning: ["paid", "returned"],
  returned: ["paid", "returned"],
  failed: ["failed"],
  canceled: ["failed"],
  expired: ["failed"]
}

/** Whether a line with this status agrees with the ledger. */
export const agrees = (line: Settlement.Status, operation: OperationStatus): boolean =>
  agreeing[operation].includes(line)

/** The states in which money has moved, so that a settlement report of that time must have the operation. */
export const settledStatuses: ReadonlyArray<OperationStatus> = (
  Object.keys(agreeing) as ReadonlyArray<OperationStatus>
).filter((status) => agrees("paid", status))
