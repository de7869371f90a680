/**
 * The columns of a settlement report, by the names in its header: case and the number of blanks in a name do not matter,
 * nor does the order of the columns, and a column that is not declared is passed over.
 */
import * as Result from "effect/Result"
import type { Decoder } from "./internal/decoder.ts"

/** One column: its name in the header, and how its cells are read. Made by `required`, `optional` and `unread`. */
export interface Column<A, Input extends ReadonlyArray<unknown> = []> {
  /** The name as the provider's document has it; messages about a cell name it. */
  readonly name: string
  /** Whether a header may lack the column. */
  readonly isOptional: boolean
  /** Reads a cell of the column; undefined where nothing stands in it. */
  readonly decode: Decoder<A, Input>
}

/** The columns of a report, each under a name of the adapter's own by which a row is asked for it. */
export type Columns = Readonly<Record<string, Column<unknown, ReadonlyArray<never>>>>

/** The values that a column's cells hold. */
export type Value<C> = C extends Column<infer A, infer _> ? A : never

/** The input that a column's cells can only be read with, such as the currency of an amount. */
export type Input<C> = C extends Column<infer _, infer I> ? I : never

/** A column without which a header is not one of this report. Its cells may be blank. */
export const required = <A, Input extends ReadonlyArray<unknown>>(
  name: string,
  decode: Decoder<A, Input>
): Column<A, Input> => ({ name, isOptional: false, decode })

/** A column that a header may lack: then no row has it. */
export const optional = <A, Input extends ReadonlyArray<unknown>>(
  name: string,
  decode: Decoder<A, Input>
): Column<A, Input> => ({ name, isOptional: true, decode })

/** A column that may be there and is never read, because it is of no use or personal. */
export const unread = (name: string): Column<undefined> => optional(name, () => Result.succeed(undefined))
