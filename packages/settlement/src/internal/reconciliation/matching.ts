/** Finds the operation of the ledger that a line speaks of, and whether it is that of the provider whose report it is. */
import { sameNumber, sameProviderId } from "@switchyard/core/Reference"
import type { Entry, Ids } from "@switchyard/core/Settlement"
import type { Difference } from "./finding.ts"
import type { Operation } from "./ledger.ts"

type Named = Pick<Operation, "reference" | "providerReference">

const nothing: Ids = {}

const otherId = ({ providerReference: theirs }: Ids, { providerReference: ours }: Named): Difference | undefined =>
  theirs === undefined || ours === undefined || sameProviderId(ours, theirs)
    ? undefined
    : { kind: "foreign", ours, theirs }

const otherReference = (
  { reference: theirs }: Ids,
  { providerReference, reference: ours }: Named
): Difference | undefined =>
  theirs === undefined ||
  theirs === ours ||
  // The provider's id has decided already which operation it is.
  (providerReference !== undefined && sameNumber(theirs, ours))
    ? undefined
    : { kind: "foreign", ours, theirs }

const otherThan = (ids: Ids, named: Named): Difference | undefined => otherId(ids, named) ?? otherReference(ids, named)

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
  if (byProviderReference !== undefined && (isNumber || otherReference(of, byProviderReference) === undefined)) {
    return byProviderReference
  }
  return isNumber && byReference !== undefined && otherId(of, byReference) !== undefined
    ? undefined
    : (byReference ?? byProviderReference)
}
