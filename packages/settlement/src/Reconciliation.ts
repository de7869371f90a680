/**
 * Compares a provider's settlement report with the merchant's own ledger, and reports every difference. It
 * decides nothing: a difference is for a person, or a reason to ask the provider. `reconcile` does it in memory; for
 * reports of any length `judge` is asked line by line and `missing` for what is left, which is all that `reconcile` does.
 */
import { contentOf, type Entry, type OperationKind, operationKinds } from "@switchyard/core/Settlement"
import { amountDifferences, isComparable, isOfAmounts, ownDifferences } from "./internal/reconciliation/amounts.ts"
import type { Difference, Finding } from "./internal/reconciliation/finding.ts"
import { agrees, type Operation, settledStatuses } from "./internal/reconciliation/ledger.ts"
import { foreign, operationOf, speaksOf } from "./internal/reconciliation/matching.ts"

export { isComparable } from "./internal/reconciliation/amounts.ts"
export { Finding, FindingKind } from "./internal/reconciliation/finding.ts"
export { type Operation, type OperationStatus, settledStatuses } from "./internal/reconciliation/ledger.ts"
export { operationOf, speaksOf } from "./internal/reconciliation/matching.ts"

const operations: ReadonlySet<string> = new Set(operationKinds)

/** Whether the entry is about an operation of a ledger; a fee, a transfer, an adjustment or a dispute is compared with nothing. */
export const isAboutOperation = ({ kind }: Pick<Entry, "kind">): boolean => operations.has(kind)

/** The lines in which something of an entry stood before it. */
export interface Earlier {
  /** The line of the same entry, with the same content. */
  readonly same?: number | undefined
  /** The line of the same entry, whatever its content. */
  readonly entry?: number | undefined
  /** The line of an entry that said already that the operation was paid. */
  readonly paid?: number | undefined
}

/** The keys by which `Earlier` is known: a line has it of the first line that has the same key, of several any of them. */
export interface Keys {
  readonly entry: string
  readonly same: string
  readonly paid: ReadonlyArray<string>
}

/**
 * The keys of a line, with the operation in the ledger that it speaks of (`operationOf`): two lines may name that differently, by
 * our reference, by the provider's id, or by what a spreadsheet makes of one.
 */
export const keysOf = (entry: Entry, operation: Pick<Operation, "reference"> | undefined): Keys => {
  const { id, kind, of, status } = entry
  const name = of?.providerReference ?? of?.reference
  const isPaid = isAboutOperation(entry) && status === "paid" && name !== undefined
  return {
    entry: `entry ${id}`,
    same: `same ${id} ${contentOf(entry)}`,
    paid: isPaid
      ? [`paid ${kind} ${name}`, ...(operation === undefined ? [] : [`paid ${kind} of ours ${operation.reference}`])]
      : []
  }
}

const aboutOperation = (entry: Entry, operation: Operation | undefined): ReadonlyArray<Difference> => {
  const { of: { isReferenceNumber: isNumber, reference } = {}, status } = entry
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

const again = ({ entry, paid }: Earlier): ReadonlyArray<Difference> => {
  if (entry !== undefined) return [{ kind: "contradiction", theirs: `other than line ${entry}` }]
  return paid === undefined ? [] : [{ kind: "paid_twice", theirs: `also in line ${paid}` }]
}

const differences = (entry: Entry, operation: Operation | undefined, earlier: Earlier): ReadonlyArray<Difference> => {
  if (earlier.same !== undefined) return [{ kind: "duplicate", theirs: `also in line ${earlier.same}` }]
  if (!isAboutOperation(entry)) return again(earlier)
  const found = aboutOperation(entry, operation)
  return [...again(earlier), ...found, ...(found.some(isOfAmounts) ? [] : ownDifferences(entry))]
}

/**
 * Compares one line with the operation in the ledger that it speaks of (`operationOf`). No findings for a payment, payout or
 * refund: it matches, if it `isComparable`.
 */
export const judge = (
  entry: Entry,
  operation: Operation | undefined,
  earlier: Earlier = {}
): ReadonlyArray<Finding> => {
  // The payment of a refund or a dispute that has no name of its own is the place where a person begins to look.
  const named = entry.of ?? entry.payment
  return differences(entry, operation, earlier).map((difference) => ({
    operation: entry.kind,
    line: entry.line,
    entry: entry.id,
    ...(named?.reference === undefined ? {} : { reference: named.reference }),
    ...(named?.providerReference === undefined ? {} : { providerReference: named.providerReference }),
    ...difference
  }))
}

/** The finding about a settled operation of the report's time that no line speaks of. */
export const missing = ({ kind, providerReference, reference, status }: Operation): Finding => ({
  kind: "missing_at_provider",
  operation: kind,
  reference,
  ...(providerReference === undefined ? {} : { providerReference }),
  ours: status
})

/** The result of a comparison. */
export interface Report {
  /** Lines that agree with the ledger, also in what the balance gained or lost. */
  readonly matched: number
  /** Lines without a difference, but also without anything in the ledger to compare what moved with. */
  readonly notComparable: number
  /** Lines that are about no operation of a ledger: fees, transfers, adjustments and disputes. */
  readonly services: number
  /** In the order of the lines, then the operations that no line speaks of. */
  readonly findings: ReadonlyArray<Finding>
}

const nameOf = (kind: OperationKind | Entry["kind"], name: string | undefined) => `${kind} ${name}`

/** Compares the entries of a settlement report with the operations of its time, in memory. */
export const reconcile = (entries: Iterable<Entry>, operations: Iterable<Operation>): Report => {
  const byReference = new Map<string, Operation>()
  const byProviderReference = new Map<string, Operation>()
  const all = [...operations]
  for (const operation of all) {
    const { kind, providerReference } = operation
    byReference.set(nameOf(kind, operation.reference), operation)
    if (providerReference !== undefined) byProviderReference.set(nameOf(kind, providerReference), operation)
  }
  const lines = new Map<string, number>()
  const first = (keys: ReadonlyArray<string>, line: number): number | undefined => {
    const earlier = keys.flatMap((key) => lines.get(key) ?? [])
    for (const key of keys) if (!lines.has(key)) lines.set(key, line)
    return earlier.length === 0 ? undefined : Math.min(...earlier)
  }
  const spokenOf = new Set<Operation>()
  const findings: Array<Finding> = []
  let matched = 0
  let notComparable = 0
  let services = 0
  for (const entry of entries) {
    const { kind, line, of } = entry
    const operation = operationOf(
      entry,
      of?.reference === undefined ? undefined : byReference.get(nameOf(kind, of.reference)),
      of?.providerReference === undefined ? undefined : byProviderReference.get(nameOf(kind, of.providerReference))
    )
    const keys = keysOf(entry, operation)
    const found = judge(entry, operation, {
      same: first([keys.same], line),
      entry: first([keys.entry], line),
      paid: first(keys.paid, line)
    })
    if (operation !== undefined && speaksOf(entry, operation)) spokenOf.add(operation)
    if (!isAboutOperation(entry)) services += 1
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
