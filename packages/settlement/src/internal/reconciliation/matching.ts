/** Finds the operation of the ledger that a line speaks of, and whether it is that of the provider whose report it is. */
import { sameNumber, sameProviderId } from "@switchyard/core/Reference"
import type { Entry, Ids } from "@switchyard/core/Settlement"
import type { Difference } from "./finding.ts"
import type { Operation } from "./ledger.ts"

type Named = Pick<Operation, "reference" | "providerReference">

const nothing: Ids = {}

const isSameReference = ({ reference }: Ids, { providerReference, reference: expected }: Named): boolean =>
  reference === undefined ||
  reference === expected ||
  // The provider's id has decided already which operation it is.
  (providerReference !== undefined && sameNumber(reference, expected))

const isSameId = ({ providerReference: stated }: Ids, { providerReference }: Named): boolean =>
  providerReference === undefined || stated === undefined || sameProviderId(providerReference, stated)

const otherThan = (ids: Ids, named: Named): Difference | undefined => {
  const { providerReference, reference } = named
  if (ids.providerReference !== undefined && providerReference !== undefined && !isSameId(ids, named)) {
    return { kind: "foreign", ours: providerReference, theirs: ids.providerReference }
  }
  return ids.reference === undefined || isSameReference(ids, named)
    ? undefined
    : { kind: "foreign", ours: reference, theirs: ids.reference }
}

/** How the operation is another one than the line's, if it is: by its own ids, or because a refund is of another payment. */
export const foreign = ({ of = nothing, payment }: Entry, operation: Operation): Difference | undefined => {
  if (operation.isElsewhere === true) return { kind: "foreign", ours: "held elsewhere" }
  const other = otherThan(of, operation)
  if (other !== undefined || payment === undefined || operation.parent === undefined) return other
  return otherThan(payment, operation.parent)
}

/** Whether a line speaks of the operation, so that the operation is not missing at the provider. */
export const speaksOf = (entry: Entry, operation: Operation): boolean => foreign(entry, operation) === undefined

/**
 * The operation that a line speaks of, out of the one that bears its reference and the one that has its provider's id: by
 * the reference, unless that is what a spreadsheet makes of the other one's. A mere number is no reference of an operation
 * that is known under another id.
 */
export const operationOf = <O extends Operation>(
  { of = nothing }: Pick<Entry, "of">,
  byReference: O | undefined,
  byProviderReference: O | undefined
): O | undefined => {
  const isNumber = of.isReferenceNumber === true
  if (byProviderReference !== undefined && (isNumber || isSameReference(of, byProviderReference))) {
    return byProviderReference
  }
  return isNumber && byReference !== undefined && !isSameId(of, byReference)
    ? undefined
    : (byReference ?? byProviderReference)
}
