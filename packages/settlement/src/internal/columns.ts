/** Finds the columns of a report in a header, by their names. */
import type { UnreadableReport } from "@switchyard/core/SettlementReports"
import type { Column, Columns } from "../Column.ts"
import type { Definition, Field } from "./definition.ts"
import { unknownColumns } from "./unreadable.ts"

/** Where each column is. */
export interface Places<C extends Columns> {
  /** Counted from 0; -1 for a column that the header lacks, so that no row has it. */
  readonly at: Readonly<Record<Field<C>, number>>
  /** How many columns the header has. */
  readonly count: number
}

/** Finds the columns in a header, or returns why it is not one of this report. */
export type FindColumns<C extends Columns> = (header: ReadonlyArray<string>) => Places<C> | UnreadableReport

/** The column that an adapter has declared under a name of its own. */
export const columnOf = <C extends Columns>(columns: C, field: Field<C>) =>
  columns[field] as Column<unknown, ReadonlyArray<never>>

const plain = (name: string): string => name.trim().replace(/\s+/g, " ").toLowerCase()

/** Prepares the names that are looked for. */
export const columnFinder = <C extends Columns>({ columns, correct, name: report }: Definition<C>): FindColumns<C> => {
  const fields = Object.keys(columns) as ReadonlyArray<Field<C>>
  const nameOf = (field: Field<C>): string => columnOf(columns, field).name
  const byName: ReadonlyMap<string, Field<C>> = new Map(fields.map((field) => [plain(nameOf(field)), field]))

  return (header) => {
    const found = header.map((name) => byName.get(plain(name)))
    const at: Partial<Record<Field<C>, number>> = {}
    for (const [place, field] of (correct?.(found) ?? found).entries()) {
      if (field === undefined) continue
      if (at[field] !== undefined) return unknownColumns(`has the column "${nameOf(field)}" twice`)
      at[field] = place
    }
    const missing = fields.filter((field) => at[field] === undefined && !columnOf(columns, field).isOptional)
    if (missing.length * 2 > fields.length) return unknownColumns(`has no line with the columns of ${report}`)
    if (missing.length > 0) return unknownColumns(`lacks the column "${missing.map(nameOf).join('", "')}"`)
    const all = Object.fromEntries(fields.map((field) => [field, at[field] ?? -1])) as Record<Field<C>, number>
    return { at: all, count: header.length }
  }
}
