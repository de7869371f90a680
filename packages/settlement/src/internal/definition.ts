/** The definition that an adapter gives of its reports. Types alone: `SettlementReport` exports them, and what reads the files needs them. */
import type { Columns } from "../Column.ts"
import type { Decoded, Entry, Row } from "../Row.ts"

/** The adapter's own names of the columns. */
export type Field<C extends Columns> = keyof C & string

/** The facts of the reports of one provider. */
export interface Definition<C extends Columns> {
  /** The name of such a report in a message, with its article: `an Acme Pay report`. */
  readonly name: string
  /** The offset from UTC, in minutes, in which the provider's days begin and its times are written. */
  readonly utcOffsetMinutes: number
  /** The columns, each under a name of the adapter's own. */
  readonly columns: C
  /**
   * Corrects which column stands where, for headers that are wrong in a known way: it gets the columns in the order of the
   * header, undefined for a name that is not declared, and gives them back. Left out: the header is taken at its word.
   */
  readonly correct?: (header: ReadonlyArray<Field<C> | undefined>) => ReadonlyArray<Field<C> | undefined>
  /** The entry of a row, or why it is none. It is asked once for each row that has no more cells than the header. */
  readonly entry: (row: Row<C>) => Decoded<Entry>
}
