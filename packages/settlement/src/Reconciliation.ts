/**
 * Compares a provider's settlement report with the merchant's own ledger, and reports every difference. It
 * decides nothing: a difference is for a person, or a reason to ask the provider. `reconcile` does it in memory; for
 * reports of any length `judge` is asked line by line and `missing` for what is left, which is all that `reconcile` does.
 */
import type { Entry } from "@switchyard/core/Settlement"
import { amountDifferences, isComparable, isOfAmounts, ownDifferences } from "./internal/reconciliation/amounts.ts"
import type { Difference, Finding } from "./internal/reconciliation/finding.ts"
import { agrees, type Operation, settledStatuses } from "./internal/reconciliation/ledger.ts"
import { foreign, operationOf, speaksOf } from "./internal/reconciliation/matching.ts"

export { isComparable } from "./internal/reconciliation/amounts.ts"
export { Finding, FindingKind } from "./internal/reconciliation/finding.ts"
export { type Operation, type OperationStatus, settledStatuses } from "./internal/reconciliation/ledger.ts"
export { operationOf, speaksOf } from "./internal/reconciliation/matching.ts"

const aboutOperation = (entry: Entry, operation: Operation | undefined): ReadonlyArray<Difference> => {
  const { isReferenceNumber: isNumber, reference, status } = entry
  const left = `a spreadsheet's number ${reference}`
  if (operation === undefined) return [isNumber ? { kind: "missing_here", theirs: left } : { kind: "missing_here" }]
  const other = foreign(entry, operation)
  if (other !== undefined) return [other]
  if (isNumber && operation.providerReference === undefined) {
    return [{ kind: "number_only", ours: operation.reference, theirs: left }]
  }
  const found = amountDifferences(entry, operation)
  return agrees(status, operation.status)
    ? found
    : [{ kind: "status", ours: operation.status, theirs: status }, ...found]
}

const differences = (
  entry: Entry,
  operation: Operation | undefined,
  earlierLine: number | undefined
): ReadonlyArray<Difference> => {
  if (earlierLine !== undefined) return [{ kind: "duplicate", theirs: `also in line ${earlierLine}` }]
  if (entry.kind === "service") return []
  const found = aboutOperation(entry, operation)
  return found.some(isOfAmounts) ? found : [...found, ...ownDifferences(entry)]
}

/**
 * Compares one line with the operation in the ledger that it speaks of (`operationOf`). `earlierLine` is the line in which
 * the same operation stood before. No findings for a payment or payout: it matches, if it `isComparable`.
 */
export const judge = (
  entry: Entry,
  operation: Operation | undefined,
  earlierLine?: number | undefined
): ReadonlyArray<Finding> =>
  differences(entry, operation, earlierLine).map((difference) => ({
    operation: entry.kind,
    line: entry.line,
    ...(entry.reference === undefined ? {} : { reference: entry.reference }),
    providerReference: entry.providerReference,
    ...difference
  }))

/** The finding about a settled operation of the report's time that no line speaks of. */
export const missing = ({ kind, providerReference, reference, status }: Operation): Finding => ({
  kind: "missing_at_provider",
  operation: kind,
  reference,
  ...(providerReference === undefined ? {} : { providerReference }),
  ours: status
})

/** The key that two lines share if they speak of the same operation. */
export const keyOf = ({ kind, providerReference }: Pick<Entry, "kind" | "providerReference">): string =>
  `${kind} ${providerReference}`

/** The result of a comparison. */
export interface Report {
  /** Lines that agree with the ledger, also in what the balance gained or lost. */
  readonly matched: number
  /** Lines without a difference, but also without anything in the ledger to compare what moved with. */
  readonly notComparable: number
  /** Lines about the provider's own business, which the ledger does not have. */
  readonly services: number
  /** In the order of the lines, then the operations that no line speaks of. */
  readonly findings: ReadonlyArray<Finding>
}

/** Compares the entries of a settlement report with the operations of its time, in memory. */
export const reconcile = (entries: Iterable<Entry>, operations: Iterable<Operation>): Report => {
  const byReference = new Map<string, Operation>()
  const byProviderReference = new Map<string, Operation>()
  const all = [...operations]
  for (const operation of all) {
    const { kind, providerReference } = operation
    byReference.set(`${kind} ${operation.reference}`, operation)
    if (providerReference !== undefined) byProviderReference.set(keyOf({ kind, providerReference }), operation)
  }
  const lines = new Map<string, number>()
  const spokenOf = new Set<Operation>()
  const findings: Array<Finding> = []
  let matched = 0
  let notComparable = 0
  let services = 0
  for (const entry of entries) {
    const key = keyOf(entry)
    const operation = operationOf(
      entry,
      byReference.get(`${entry.kind} ${entry.reference}`),
      byProviderReference.get(key)
    )
    const found = judge(entry, operation, lines.get(key))
    if (!lines.has(key)) lines.set(key, entry.line)
    if (operation !== undefined && speaksOf(entry, operation)) spokenOf.add(operation)
    if (entry.kind === "service") services += 1
    else if (found.length === 0 && operation !== undefined) {
      if (isComparable(entry, operation)) matched += 1
      else notComparable += 1
    }
    findings.push(...found)
  }
  for (const operation of all) {
    const isExpected = operation.isElsewhere !== true && settledStatuses.includes(operation.status)
    if (isExpected && !spokenOf.has(operation)) findings.push(missing(operation))
  }
  return { matched, notComparable, services, findings }
}
