/** Settlement reports: how an adapter reads those of its provider, and how they are compared with a ledger. */
export * as Cell from "./Cell.ts"
export * as Column from "./Column.ts"
export * as Reconciliation from "./Reconciliation.ts"
export * as Row from "./Row.ts"
export * as SettlementReport from "./SettlementReport.ts"
