/**
 * One line of a provider's settlement report: money that the provider states to have moved for the merchant, in terms that are the
 * same for every provider. A line that cannot be read is a `BadRow`: it is reported by line, column and reason, and
 * nothing of it is guessed. Nothing personal is kept of either. Lines that hold no row are a `Blank`, so that every line of
 * a file is accounted for: entries, bad rows and the `lines` of blanks add up to the lines of the file.
 */
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { Money } from "./Money.ts"

/** The kind of operation that an entry is about; `service` is the provider's own business, such as a fee or a transfer between balances. */
export const Kind = Schema.Literals(["payment", "payout", "service"])

/** The kind of operation that an entry is about. */
export type Kind = typeof Kind.Type

/** How the operation ended, as the settlement report states it. */
export const Status = Schema.Literals(["paid", "returned", "failed"])

/** How the operation ended, as the settlement report states it. */
export type Status = typeof Status.Type

// Lines are counted from 1 as a person sees them, with the header.
const LineNumber = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** One entry of a settlement report. */
export const Entry = Schema.TaggedStruct("Entry", {
  line: LineNumber,
  kind: Kind,
  /** The provider's own id of the operation. */
  providerReference: Schema.String,
  /** The merchant's id, where the line has one. */
  reference: Schema.optionalKey(Schema.String),
  /** The merchant's id stood there as a spreadsheet's number: `0001001` became `1001`, and `1E5` became `100000`. */
  isReferenceNumber: Schema.optionalKey(Schema.Boolean),
  /** When the operation was made at the provider, in milliseconds since 1970. */
  at: Schema.Int,
  status: Status,
  /** The amount that the payer was asked for or the recipient got, where the line states it. */
  amount: Schema.optionalKey(Money),
  /** The currency of that amount, where the line names it without the amount. */
  currency: Schema.optionalKey(Currency),
  /** The amount that the merchant's balance gained by a payment, or lost by a payout or a service operation, fee included. */
  net: Schema.optionalKey(Money),
  fee: Schema.optionalKey(Money),
  /** The currency that the payer pays in or the recipient gets, where the line names it. */
  payerCurrency: Schema.optionalKey(Currency),
  /** The amount that the line states in that currency, the provider's commission included. */
  payerAmount: Schema.optionalKey(Money),
  /** The merchant's balance after the operation; it may be negative. */
  balance: Schema.optionalKey(Money)
})

/** One entry of a settlement report. */
export interface Entry extends Schema.Schema.Type<typeof Entry> {}

/** A line that cannot be read. `reason` is a fixed sentence and never repeats what stands in the line. */
export const BadRow = Schema.TaggedStruct("BadRow", {
  line: LineNumber,
  /** The name of the column, where one column is to blame. */
  column: Schema.optionalKey(Schema.String),
  reason: Schema.String
})

/** A line that cannot be read. */
export interface BadRow extends Schema.Schema.Type<typeof BadRow> {}

/** The result of reading a line that holds a row. */
export type Row = Entry | BadRow

/**
 * Lines that hold no row. `blank`: nothing stands there. `header`: it names the columns, or the delimiter. `continued`:
 * the text of a cell goes on there that began on the line of the entry or bad row before.
 */
export const Blank = Schema.TaggedStruct("Blank", {
  /** The first of them. */
  line: LineNumber,
  /** How many there are. */
  lines: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  reason: Schema.Literals(["blank", "header", "continued"])
})

/** Lines that hold no row. */
export interface Blank extends Schema.Schema.Type<typeof Blank> {}

/** The result of reading a line, or several lines that hold no row. */
export const Line = Schema.Union([Entry, BadRow, Blank])

/** The result of reading a line, or several lines that hold no row. */
export type Line = Row | Blank
