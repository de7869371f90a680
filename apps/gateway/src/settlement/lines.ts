/** The lines of a settlement report, kept as they were read, so that they can be compared again without the file. */
import { Optional, Settlement } from "@switchyard/core"
import { Effect, Option, Schema, Stream } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { StoreUnavailable } from "../model/Operations.ts"
import { guarded } from "../store/guard.ts"
import { toJson } from "../store/toJson.ts"
import type { Run } from "./run.ts"

const pageLines = 500

/** A line as it was kept before entries had ids of their own. */
interface Older extends Settlement.Ids {
  readonly _tag: "Entry"
  readonly kind: "payment" | "payout" | "service"
}

const isOlder = (line: unknown): line is Older =>
  typeof line === "object" && line !== null && "_tag" in line && line._tag === "Entry" && !("id" in line)

// Reports listed each operation of a kind once then, under the provider's id of it.
const upgraded = (line: unknown): unknown => {
  if (!isOlder(line)) return line
  const { isReferenceNumber, kind: before, providerReference, reference, ...rest } = line
  const kind = before === "service" ? "adjustment" : before
  const of = Optional.compact({ providerReference, reference, isReferenceNumber })
  return { ...rest, id: `${kind}:${providerReference}`, kind, of }
}

const encode = Schema.encodeSync(Schema.Array(Settlement.Line))
const decode = Schema.decodeUnknownSync(Schema.Array(Settlement.Line))

/** The statement that keeps lines behind the first `from` of them. */
export const insertLines = (sql: SqlClient, { id, run }: Run, from: number, lines: ReadonlyArray<Settlement.Line>) =>
  Effect.asVoid(sql`
    INSERT INTO register_row (register, run, number, line)
    SELECT ${id}, ${run}, ${from} + l.n - 1, l.line
    FROM jsonb_array_elements(${toJson(encode(lines))}::jsonb) WITH ORDINALITY AS l(line, n)`)

/** Keeps lines behind the first `from` of them. */
export const keepLines = (sql: SqlClient, run: Run, from: number, lines: ReadonlyArray<Settlement.Line>) =>
  guarded(insertLines(sql, run, from, lines))

/** The lines that were kept, in order, a page at a time. */
export const keptLines = (sql: SqlClient, { id, run }: Run): Stream.Stream<Settlement.Line, StoreUnavailable> =>
  Stream.paginate(-1, (after) =>
    Effect.map(
      guarded(sql<{ readonly number: number; readonly line: unknown }>`
        SELECT number, line FROM register_row WHERE register = ${id} AND run = ${run} AND number > ${after}
        ORDER BY number LIMIT ${pageLines}`),
      (rows) => {
        const last = rows.length < pageLines ? undefined : rows.at(-1)?.number
        return [
          decode(rows.map(({ line }) => upgraded(line))),
          last === undefined ? Option.none() : Option.some(last)
        ] as const
      }
    )
  )
