import type { File } from "@switchyard/core/SettlementReports"
import * as FeennexRegisters from "@switchyard/feennex/FeennexRegisters"
import { Reconciliation } from "@switchyard/settlement"
import { Effect, Stream } from "effect"

const registers = FeennexRegisters.make({ shopId: 112 })

export const compare = Effect.fn(function* (file: File, ledger: Iterable<Reconciliation.Operation>) {
  const rows = yield* Stream.runCollect(yield* registers.read(file))
  const { findings, matched, notComparable } = Reconciliation.reconcile(
    rows.filter((row) => row._tag === "Entry"),
    ledger
  )
  return { matched, notComparable, findings, badRows: rows.filter((row) => row._tag === "BadRow") }
})
