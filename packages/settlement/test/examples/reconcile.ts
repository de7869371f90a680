import type { SettlementReports } from "@switchyard/core"
import { Reconciliation } from "@switchyard/settlement"
import { Effect, Stream } from "effect"

export const reconcile = Effect.fn(function* (
  reports: SettlementReports.Service,
  file: SettlementReports.File,
  ledger: Iterable<Reconciliation.Operation>
) {
  const rows = yield* Stream.runCollect(yield* reports.read(file))
  const entries = rows.filter((row) => row._tag === "Entry")
  return { ...Reconciliation.reconcile(entries, ledger), badRows: rows.filter((row) => row._tag === "BadRow") }
})
