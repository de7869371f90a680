/**
 * One row of a settlement report, whose cells are decoded as an adapter asks for them. The first that cannot be read makes
 * the line a bad row, which names that column, so the order of asking is the order in which problems are reported.
 */
import type * as Settlement from "@switchyard/core/Settlement"
import type * as Result from "effect/Result"
import type { Columns, Input, Value } from "./Column.ts"

/** Why a row is no entry. */
export interface Refusal {
  /** The name of the column that is to blame, where it is one. */
  readonly column?: string
  /** A sentence such as `must be digits`; it never repeats what stands in the row. */
  readonly reason: string
}

/** The value read of a row, or why it cannot be. */
export type Decoded<A> = Result.Result<A, Refusal>

/** An entry as an adapter gives it; its line is added. */
export type Entry = Omit<Settlement.Entry, "_tag" | "line">

/** A row of a report with the columns `C`. */
export interface Row<C extends Columns> {
  /** The value in a column: undefined where that is nothing. */
  readonly read: <F extends keyof C & string>(field: F, ...input: Input<C[F]>) => Decoded<Value<C[F]> | undefined>
  /** The value in a column; `is missing` where that is nothing. */
  readonly require: <F extends keyof C & string>(field: F, ...input: Input<C[F]>) => Decoded<Value<C[F]>>
  /** The value in a column that loses no entry: undefined also where it cannot be read. */
  readonly readIfGood: <F extends keyof C & string>(field: F, ...input: Input<C[F]>) => Value<C[F]> | undefined
  /** Refuses the row because of what stands in a column, which the reason must not repeat. */
  readonly refuse: (field: keyof C & string, reason: string) => Decoded<never>
}
