/**
 * Compares a register with the books, a few hundred lines at a time: looks up what the lines speak of, remembers the
 * lines, judges each, and in the end goes through the operations of the register's days. Its memory does not grow.
 */
import { Reconciliation, type Registers, type Settlement } from "@switchyard/core"
import { Effect, Stream } from "effect"
import * as Instant from "../model/Instant.ts"
import { type Booked, bookedOf } from "./books.ts"
import { isNearEdge, type Period } from "./period.ts"
import type { Records, Run, SentAt } from "./records.ts"
import { badRowOf, findingOf, type Report } from "./report.ts"

/** Whose register it is. */
export interface Account {
  readonly instance: string
  /** The merchant account that the instance reaches. */
  readonly fingerprint: string
}

const batchLines = 500
const pageOperations = 500

const isEntry = (row: Settlement.Row): row is Settlement.Entry => row._tag === "Entry"

const booked = Effect.fnUntraced(function* (
  records: Records,
  { fingerprint, instance }: Account,
  entries: ReadonlyArray<Settlement.Entry>
) {
  const found: Array<Booked | undefined> = entries.map(() => undefined)
  const rows = yield* records.candidates(instance, entries)
  // What bears our reference comes before what has only the provider's id.
  for (const row of rows.toSorted((left, right) => left.by - right.by)) found[row.n] ??= bookedOf(row, fingerprint)
  return found
})

const batch = Effect.fnUntraced(function* (
  records: Records,
  run: Run,
  account: Account,
  report: Report,
  rows: ReadonlyArray<Settlement.Row>
) {
  const entries = rows.filter(isEntry)
  const operations = yield* booked(records, account, entries)
  const speaking = entries.map((entry, at) => {
    const operation = operations[at]
    return operation !== undefined && Reconciliation.speaksOf(entry, operation) ? operation.id : null
  })
  const lines = entries.map((entry, at) => ({ entry, operation: speaking[at] ?? null }))
  const first = yield* records.remember(run, lines)
  let next = 0
  for (const row of rows) {
    if (!isEntry(row)) {
      report.add(badRowOf(row))
      continue
    }
    const at = next++
    const earlier = first[at] === row.line ? undefined : first[at]
    const operation = operations[at]
    const found = Reconciliation.judge(row, operation, earlier)
    report.line(
      row,
      found.map((finding) => findingOf(finding, operation?.id ?? null)),
      operation !== undefined && Reconciliation.isComparable(row, operation)
    )
  }
  const { findings, from } = report.take()
  yield* records.keep(run, from, findings)
})

/** Compares every row with the books; `go` is asked between batches. */
export const compareRows = <E, R>(
  records: Records,
  run: Run,
  account: Account,
  report: Report,
  rows: Stream.Stream<Settlement.Row, Registers.UnreadableRegister>,
  go: Effect.Effect<void, E, R>
) =>
  rows.pipe(
    Stream.grouped(batchLines),
    Stream.runForEach((group) => Effect.andThen(go, batch(records, run, account, report, group)))
  )

/** Goes through the operations of the register's days for those that no line speaks of. */
export const compareRest = Effect.fnUntraced(function* <E, R>(
  records: Records,
  run: Run,
  { fingerprint }: Account,
  report: Report,
  period: Period,
  go: Effect.Effect<void, E, R>
) {
  let after: SentAt = { at: period.from, operation: "", number: 0 }
  for (;;) {
    yield* go
    const rows = yield* records.unseen(run, { fingerprint, ...period, after, limit: pageOperations })
    for (const row of rows) {
      if (!row.is_unseen) continue
      const finding = Reconciliation.missing(bookedOf(row, fingerprint))
      report.add(findingOf(finding, row.id, isNearEdge(Number(row.sent_at), period)))
    }
    const { findings, from } = report.take()
    yield* records.keep(run, from, findings)
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageOperations) return
    after = { at: Instant.of(Number(last.sent_at)), operation: last.id, number: last.number }
  }
})
