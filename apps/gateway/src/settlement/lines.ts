/** The lines of a settlement report, kept as they were read, so that they can be compared again without the file. */
import { Settlement } from "@switchyard/core"
import { Effect, Option, Schema, Stream } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { StoreUnavailable } from "../model/Operations.ts"
import { guarded } from "../store/guard.ts"
import type { Run } from "./run.ts"

const pageLines = 500

const encode = Schema.encodeSync(Schema.Array(Settlement.Line))
const decode = Schema.decodeUnknownSync(Schema.Array(Settlement.Line))

/** Keeps lines behind the first `from` of them. */
export const keepLines = (sql: SqlClient, { id, run }: Run, from: number, lines: ReadonlyArray<Settlement.Line>) =>
  guarded(
    Effect.asVoid(sql`
      INSERT INTO register_row (register, run, number, line)
      SELECT ${id}, ${run}, ${from} + l.n - 1, l.line
      FROM jsonb_array_elements(${JSON.stringify(encode(lines))}::jsonb) WITH ORDINALITY AS l(line, n)`)
  )

/** The lines that were kept, in order, a page at a time. */
export const keptLines = (sql: SqlClient, { id, run }: Run): Stream.Stream<Settlement.Line, StoreUnavailable> =>
  Stream.paginate(-1, (after) =>
    Effect.map(
      guarded(sql<{ readonly number: number; readonly line: unknown }>`
        SELECT number, line FROM register_row WHERE register = ${id} AND run = ${run} AND number > ${after}
        ORDER BY number LIMIT ${pageLines}`),
      (rows) => {
        const last = rows.length < pageLines ? undefined : rows.at(-1)?.number
        return [decode(rows.map(({ line }) => line)), last === undefined ? Option.none() : Option.some(last)] as const
      }
    )
  )
