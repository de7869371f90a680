/**
 * Compares a settlement report with the ledger, a few hundred lines at a time: looks up what the lines are about, remembers the
 * lines, judges each, and in the end goes through the operations of the report's days. Its memory does not grow.
 */
import type { Settlement } from "@switchyard/core"
import { Reconciliation } from "@switchyard/settlement"
import { Effect, Stream } from "effect"
import * as Instant from "../model/Instant.ts"
import { type LedgerOperation, toLedgerOperation } from "./ledger.ts"
import { isNearEdge, type Period } from "./period.ts"
import type { Records, SentAt } from "./records.ts"
import type { Run } from "./run.ts"
import { findingOf, type Tally } from "./tally.ts"

/** The merchant account of a settlement report. */
export interface Account {
  readonly instance: string
  /** The merchant account that the instance reaches. */
  readonly fingerprint: string
}

const batchLines = 500
const pageOperations = 500

const isEntry = (line: Settlement.Line): line is Settlement.Entry => line._tag === "Entry"

const operationsOf = Effect.fnUntraced(function* (
  records: Records,
  { fingerprint, instance }: Account,
  entries: ReadonlyArray<Settlement.Entry>
) {
  const byReference = new Map<number, LedgerOperation>()
  const byProviderReference = new Map<number, LedgerOperation>()
  for (const row of yield* records.candidates(instance, entries)) {
    const found = row.by === 0 ? byReference : byProviderReference
    if (!found.has(row.n)) found.set(row.n, toLedgerOperation(row, fingerprint))
  }
  return entries.map((entry, n) => Reconciliation.operationOf(entry, byReference.get(n), byProviderReference.get(n)))
})

const batch = Effect.fnUntraced(function* (
  records: Records,
  run: Run,
  account: Account,
  tally: Tally,
  batchOf: ReadonlyArray<Settlement.Line>
) {
  const entries = batchOf.filter(isEntry)
  const operations = yield* operationsOf(records, account, entries)
  const matching = entries.map((entry, at) => {
    const operation = operations[at]
    return operation !== undefined && Reconciliation.speaksOf(entry, operation) ? operation.id : null
  })
  const lines = entries.map((entry, at) => ({ entry, named: operations[at], operation: matching[at] ?? null }))
  const earlier = yield* records.remember(run, lines)
  let next = 0
  for (const line of batchOf) {
    if (line._tag === "Blank") tally.blank(line)
    else if (line._tag === "BadRow") tally.badRow(line)
    else {
      const at = next++
      const operation = operations[at]
      const found = Reconciliation.judge(line, operation, earlier[at])
      tally.entry(
        line,
        found.map((finding) => findingOf(finding, operation?.id ?? null)),
        operation !== undefined && Reconciliation.isComparable(line, operation)
      )
    }
  }
  yield* records.keep(run, tally.take())
})

/** Compares every line with the ledger; `each` is asked before a batch of them is, and may fail to stop it. */
export const compareLines = <E, R, E2, R2>(
  records: Records,
  run: Run,
  account: Account,
  tally: Tally,
  lines: Stream.Stream<Settlement.Line, E, R>,
  each: (batch: ReadonlyArray<Settlement.Line>) => Effect.Effect<void, E2, R2>
) =>
  lines.pipe(
    Stream.grouped(batchLines),
    Stream.runForEach((group) => Effect.andThen(each(group), batch(records, run, account, tally, group)))
  )

// The provider moves the money between the two, so that the report of whatever follows may have it.
const isAtEdge = (
  { sent_at, settled_at }: { readonly sent_at: bigint; readonly settled_at: bigint | null },
  period: Period
): boolean => isNearEdge(Number(sent_at), period) || (settled_at !== null && Number(settled_at) >= period.to)

/** Goes through the operations of the report's days for those that no line is about. */
export const compareRest = Effect.fnUntraced(function* <E, R>(
  records: Records,
  run: Run,
  { fingerprint }: Account,
  tally: Tally,
  period: Period,
  go: Effect.Effect<void, E, R>
) {
  let after: SentAt = { at: period.from, operation: "", number: 0 }
  for (;;) {
    yield* go
    const rows = yield* records.unmentioned(run, { fingerprint, ...period, after, limit: pageOperations })
    for (const row of rows) {
      if (!row.is_unseen) continue
      const finding = Reconciliation.missing(toLedgerOperation(row, fingerprint))
      tally.add(findingOf(finding, row.id, isAtEdge(row, period)))
    }
    yield* records.keep(run, tally.take())
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageOperations) return
    after = { at: Instant.of(Number(last.sent_at)), operation: last.id, number: last.number }
  }
})
