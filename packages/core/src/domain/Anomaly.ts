/**
 * Something in a provider's answer that does not fit what was expected. Anomalies are recorded beside the answer and
 * shown to people; they never make an answer a success or a failure.
 */
import * as Schema from "effect/Schema"

/** The way in which an answer does not fit. */
export const Kind = Schema.Literals([
  /** The provider used a status that its documents do not list. */
  "UnknownStatus",
  /** An amount is in another currency than the one asked for. */
  "CurrencyDiffers",
  /** The provider states another amount than the one asked for. */
  "AmountDiffers",
  /** The answer speaks of another reference than the one asked about. */
  "ReferenceDiffers",
  /** The answer speaks of another merchant account. */
  "AccountDiffers",
  /** The answer speaks of another destination. */
  "DestinationDiffers",
  /** The provider holds several operations under this reference. */
  "DuplicateReference",
  /** The provider has had it since before anything of it was sent: somebody else has used the reference. */
  "CreatedBefore",
  /** The answer speaks of another payment than the one that a refund or a change is of. */
  "PaymentDiffers",
  /** The provider calls it over without money, and states money that came all the same. */
  "MoneyContradicts",
  /** A field that is not needed to decide could not be read and was left out. */
  "UnreadableField"
])

/** The way in which an answer does not fit. */
export type Kind = typeof Kind.Type

/** One thing that does not fit, described without secrets or personal data. */
export const Anomaly = Schema.Struct({ kind: Kind, message: Schema.String })

/** One thing that does not fit. */
export type Anomaly = typeof Anomaly.Type

/** Builds an anomaly. */
export const make = (kind: Kind, message: string): Anomaly => ({ kind, message })
