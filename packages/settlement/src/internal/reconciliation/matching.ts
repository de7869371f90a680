/** Finds the operation of the ledger that a line speaks of, and whether it is that of the provider whose report it is. */
import { sameNumber, sameProviderId } from "@switchyard/core/Reference"
import type { Entry } from "@switchyard/core/Settlement"
import type { Difference } from "./finding.ts"
import type { Operation } from "./ledger.ts"

const isSameReference = ({ reference }: Entry, { providerReference, reference: expected }: Operation): boolean =>
  reference === undefined ||
  reference === expected ||
  // The provider's id has decided already which operation it is.
  (providerReference !== undefined && sameNumber(reference, expected))

const isSameId = (entry: Entry, { providerReference }: Operation): boolean =>
  providerReference === undefined || sameProviderId(providerReference, entry.providerReference)

/** How the operation is another one than the line's, if it is. */
export const foreign = (entry: Entry, operation: Operation): Difference | undefined => {
  const { providerReference, reference } = operation
  if (operation.isElsewhere === true) return { kind: "foreign", ours: "held elsewhere" }
  if (providerReference !== undefined && !isSameId(entry, operation)) {
    return { kind: "foreign", ours: providerReference, theirs: entry.providerReference }
  }
  return entry.reference === undefined || isSameReference(entry, operation)
    ? undefined
    : { kind: "foreign", ours: reference, theirs: entry.reference }
}

/** Whether a line speaks of the operation, so that the operation is not missing at the provider. */
export const speaksOf = (entry: Entry, operation: Operation): boolean => foreign(entry, operation) === undefined

/**
 * The operation that a line speaks of, out of the one that bears its reference and the one that has its provider's id: by
 * the reference, unless that is what a spreadsheet makes of the other one's. A mere number is no reference of an operation
 * that is known under another id.
 */
export const operationOf = <O extends Operation>(
  entry: Entry,
  byReference: O | undefined,
  byProviderReference: O | undefined
): O | undefined => {
  const isNumber = entry.isReferenceNumber === true
  if (byProviderReference !== undefined && (isNumber || isSameReference(entry, byProviderReference))) {
    return byProviderReference
  }
  return isNumber && byReference !== undefined && !isSameId(entry, byReference)
    ? undefined
    : (byReference ?? byProviderReference)
}
