/** The differences between a settlement report and a ledger, and the record of one of them. */
import * as Settlement from "@switchyard/core/Settlement"
import * as Schema from "effect/Schema"

/** Each way in which a settlement report and a ledger can differ. */
export const FindingKind = Schema.Literals([
  /** The report has an operation that the ledger does not have. */
  "missing_here",
  /** The ledger has an operation as settled that the report does not have. */
  "missing_at_provider",
  /** Another amount than the payer was asked for, or than the recipient was to get. */
  "amount",
  /** A payment has brought the balance another amount than its provider stated. */
  "credited",
  /** A payout has cost the balance another amount than its provider stated. */
  "debited",
  /** One of these, or the fee, is in another currency. */
  "currency",
  /** Another fee than its provider has stated before. */
  "fee",
  /**
   * The line's own amounts do not add up, none of which differs from the ledger: the fee is not what lies between the amount
   * and what the balance gained or lost.
   */
  "fee_differs",
  /** The report has it as settled, the ledger does not. */
  "status",
  /** The same entry stands in the report a second time. */
  "duplicate",
  /** The same entry stands in the report with another content: which of them holds cannot be decided. */
  "contradiction",
  /** Another entry, with an id of its own, says as well that the operation was paid. */
  "paid_twice",
  /** The line bears our reference or an id that we know, but our operation is another one, or is held by another account. */
  "foreign",
  /**
   * A spreadsheet has left only a number of the line's reference, and the ledger knows no provider's id of the operation
   * that bears it: which one is meant cannot be decided.
   */
  "number_only"
])

/** One way in which a settlement report and a ledger can differ. */
export type FindingKind = typeof FindingKind.Type

/** One difference. Amounts (`18.06 USD`), statuses and ids are shown as text; nothing personal is in it. */
export const Finding = Schema.Struct({
  kind: FindingKind,
  /** The kind of the entry, or of the operation. */
  operation: Settlement.Kind,
  /** The line of the report; a finding without one is about the ledger alone. */
  line: Schema.optionalKey(Schema.Int),
  /** The entry's own id. */
  entry: Schema.optionalKey(Schema.String),
  reference: Schema.optionalKey(Schema.String),
  providerReference: Schema.optionalKey(Schema.String),
  /** The value in the ledger. */
  ours: Schema.optionalKey(Schema.String),
  /** The value in the report. */
  theirs: Schema.optionalKey(Schema.String)
})

/** One difference. Amounts (`18.06 USD`), statuses and ids are shown as text; nothing personal is in it. */
export interface Finding extends Schema.Schema.Type<typeof Finding> {}

/** A difference, before it is known in which line. */
export type Difference = Pick<Finding, "kind" | "ours" | "theirs">
