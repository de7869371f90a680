/**
 * One line of a provider's settlement report: money that the provider states to have moved for the merchant, in terms that are the
 * same for every provider. A line that cannot be read is a `BadRow`: it is reported by line, column and reason, and
 * nothing of it is guessed. Nothing personal is kept of either. Lines that hold no row are a `Blank`, so that every line of
 * a file is accounted for: entries, bad rows and the `lines` of blanks add up to the lines of the file.
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { Money } from "./Money.ts"

/**
 * The kind of an entry: what it is about. `fee` is one that is taken by itself, `transfer` moves money between the merchant's own
 * balances and accounts, and `adjustment` is whatever else the provider gives or takes, or does not explain.
 */
export const Kind = Schema.Literals(["payment", "payout", "refund", "dispute", "fee", "transfer", "adjustment"])

/** The kind of an entry: what it is about. */
export type Kind = typeof Kind.Type

/** The kinds of operation that a merchant's ledger has, so that an entry about one can be compared with it. */
export const operationKinds = ["payment", "payout", "refund"] as const satisfies ReadonlyArray<Kind>

/** A kind of operation that a merchant's ledger has. */
export type OperationKind = (typeof operationKinds)[number]

/** How the operation ended, as the settlement report states it. */
export const Status = Schema.Literals(["paid", "returned", "failed"])

/** How the operation ended, as the settlement report states it. */
export type Status = typeof Status.Type

/** The ids by which an entry names an operation; one of the two is there. */
export const Ids = Schema.Struct({
  /** The provider's own id of the operation. */
  providerReference: Schema.optionalKey(Schema.String),
  /** The merchant's id, where the line has one. */
  reference: Schema.optionalKey(Schema.String),
  /** The merchant's id stood there as a spreadsheet's number: `0001001` became `1001`, and `1E5` became `100000`. */
  isReferenceNumber: Schema.optionalKey(Schema.Boolean)
})

/** The ids by which an entry names an operation. */
export type Ids = typeof Ids.Type

// Lines of a file are counted from 1 as a person sees them, with the header; of what is pulled, the rows as they come.
const LineNumber = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** One entry of a settlement report. */
export const Entry = Schema.TaggedStruct("Entry", {
  line: LineNumber,
  /**
   * The entry's own id at the provider, by which it is unique whatever its kind: several entries may be about one operation, such
   * as two equal partial refunds, or a payout and its return.
   */
  id: Schema.NonEmptyString,
  kind: Kind,
  /** The operation of this kind that the entry is about; left out where it names none, as a fee of a month does. */
  of: Schema.optionalKey(Ids),
  /** Of a refund and a dispute: the payment that it belongs to, where the line names it. */
  payment: Schema.optionalKey(Ids),
  /** When the operation was made at the provider, in milliseconds since 1970. */
  at: Schema.Int,
  status: Status,
  /** The amount that the payer was asked for or the recipient got, where the line states it. */
  amount: Schema.optionalKey(Money),
  /** The currency of that amount, where the line names it without the amount. */
  currency: Schema.optionalKey(Currency),
  /** The amount that the merchant's balance gained by a payment, or lost by anything else, fee included; with a sign. */
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
  /** The entry's own id, where that could be read. */
  id: Schema.optionalKey(Schema.NonEmptyString),
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

// One text for each number, by its digits: 301.00 is 301 too.
const decimal = ({ scale, value }: BigDecimal.BigDecimal): string => {
  const digits = String(value)
  const significant = digits.replace(/0+$/, "")
  return significant === "" ? "0" : `${significant}e${digits.length - significant.length - scale}`
}

// Far quicker than the schema's encoding: reports have hundreds of thousands of entries.
const written = (value: unknown): unknown => {
  if (BigDecimal.isBigDecimal(value)) return decimal(value)
  if (typeof value !== "object" || value === null) return value
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, written(member)])
}

/**
 * The content of an entry as one text: two that say the same have the same, in whatever line they stand. The balance is not
 * part of it, because a row that comes late changes that of all after it.
 */
export const contentOf = ({ balance: _, line: __, ...entry }: Entry): string => JSON.stringify(written(entry))
