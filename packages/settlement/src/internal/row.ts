/** From a row of the table to an entry, or to what is wrong with it. */
import type { BadRow, Entry } from "@switchyard/core/Settlement"
import * as Result from "effect/Result"
import type { Columns, Input, Value } from "../Column.ts"
import type { Decoded, Row } from "../Row.ts"
import type { TableRow } from "./cell.ts"
import { columnOf, type Places } from "./columns.ts"
import type { Context } from "./decoder.ts"
import type { Definition, Field } from "./definition.ts"
import { mustHave } from "./table.ts"

const decoded = <C extends Columns>(
  columns: C,
  { at }: Places<C>,
  context: Context,
  cells: TableRow["cells"]
): Row<C> => {
  const refusal = (field: Field<C>, reason: string) => ({ column: columnOf(columns, field).name, reason })
  const refuse = (field: Field<C>, reason: string) => Result.fail(refusal(field, reason))
  const read = <F extends Field<C>>(field: F, ...input: Input<C[F]>) =>
    Result.mapError(columnOf(columns, field).decode(cells[at[field]], context, ...input), (reason) =>
      refusal(field, reason)
    ) as Decoded<Value<C[F]> | undefined>
  return {
    read,
    refuse,
    require: (field, ...input) =>
      Result.flatMap(read(field, ...input), (value) =>
        value === undefined ? refuse(field, "is missing") : Result.succeed(value)
      ),
    readIfGood: (field, ...input) => Result.getOrElse(read(field, ...input), () => undefined)
  }
}

/** Makes lines of rows, whose columns stand where they were found. */
export const lineMaker =
  <C extends Columns>({ columns, entry }: Definition<C>, places: Places<C>, context: Context) =>
  ({ cells, line }: TableRow): Entry | BadRow => {
    const { count } = places
    if (cells.length > count) return { _tag: "BadRow", line, reason: mustHave(count) }
    return Result.match(entry(decoded(columns, places, context, cells)), {
      onSuccess: (read): Entry | BadRow => ({ _tag: "Entry", line, ...read }),
      onFailure: (refusal) => ({ _tag: "BadRow", line, ...refusal })
    })
  }
