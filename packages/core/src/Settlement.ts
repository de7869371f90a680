/**
 * One line of a provider's register: money that the provider says it has moved for the merchant, in terms that are the
 * same for every provider. A line that cannot be read is a `BadRow`: it is reported by line, column and reason, and
 * nothing of it is guessed. Nothing personal is kept of either.
 */
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { Money } from "./Money.ts"

/** What a line speaks of; `service` is the provider's own business, such as a fee or a transfer between balances. */
export const Kind = Schema.Literals(["payment", "payout", "service"])

/** What a line speaks of. */
export type Kind = typeof Kind.Type

/** How the operation ended, as the register says. */
export const Status = Schema.Literals(["paid", "returned", "failed"])

/** How the operation ended, as the register says. */
export type Status = typeof Status.Type

// Lines are counted from 1 as a person sees them, with the header.
const Line = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** One line of a register. */
export const Entry = Schema.TaggedStruct("Entry", {
  line: Line,
  kind: Kind,
  /** The provider's own id of the operation. */
  providerReference: Schema.String,
  /** The merchant's id, where the line has one. */
  reference: Schema.optionalKey(Schema.String),
  /** When the operation was made at the provider, in milliseconds since 1970. */
  at: Schema.Int,
  status: Status,
  /** What the payer was asked for or the recipient got, where the line states it. */
  amount: Schema.optionalKey(Money),
  /** The currency of that amount, where the line names it without the amount. */
  currency: Schema.optionalKey(Currency),
  /** What the merchant's balance gained by a payment, or lost by a payout or a service operation, fee included. */
  net: Schema.optionalKey(Money),
  fee: Schema.optionalKey(Money)
})

/** One line of a register. */
export interface Entry extends Schema.Schema.Type<typeof Entry> {}

/** A line that cannot be read. `reason` is a fixed sentence and never repeats what stands in the line. */
export const BadRow = Schema.TaggedStruct("BadRow", {
  line: Line,
  /** The name of the column, where one column is to blame. */
  column: Schema.optionalKey(Schema.String),
  reason: Schema.String
})

/** A line that cannot be read. */
export interface BadRow extends Schema.Schema.Type<typeof BadRow> {}

/** What became of a line. */
export type Row = Entry | BadRow
