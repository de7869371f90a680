/** Whether an answer about a refund or a change of a payment is of the payment that was named, and of no other. */
import type { Ids } from "../../domain/PaymentParts.ts"
import { sameProviderId } from "../../domain/Reference.ts"

/** The ids by which a payment is named. */
interface Named {
  readonly reference?: string | undefined
  readonly providerReference?: string | undefined
  readonly ids?: Ids | undefined
  readonly capture?: string | undefined
}

const isSame = (stated: string | undefined, known: string | undefined): boolean =>
  stated === undefined || known === undefined || sameProviderId(stated, known)

/** Whether no id that is stated contradicts one that is known: what is stated on one side alone says nothing. */
export const isSamePayment = (asked: Named & { readonly reference: string }, stated: Named): boolean =>
  (stated.reference === undefined || stated.reference === asked.reference) &&
  isSame(stated.providerReference, asked.providerReference) &&
  isSame(stated.capture, asked.capture) &&
  Object.entries(stated.ids ?? {}).every(([name, id]) => isSame(id, asked.ids?.[name]))
