/**
 * The merchant's own name of an operation. Stripe has no field for it, so it is looked for where merchants put it: under the name that is
 * set, else in `client_reference_id`, in metadata that look like it, in `transfer_group`; at last the id serves.
 */
import type { Stored } from "./Records.ts"
import type { State } from "./State.ts"
import { get } from "./State.ts"

/** The names under which a reference may stand. */
export interface Names {
  readonly metadata: Readonly<Record<string, string>>
  readonly clientReferenceId?: string | null
  readonly transferGroup?: string | null
}

/** The reference by these names; null where there is none. */
export const byNames = (state: State, { clientReferenceId, metadata, transferGroup }: Names): string | null => {
  const { referenceKey } = state.settings
  const set = referenceKey !== null && Object.hasOwn(metadata, referenceKey) ? metadata[referenceKey] : undefined
  const alike = Object.keys(metadata).find((name) => /reference|order|payout|refund/i.test(name))
  const any = referenceKey === null ? metadata[alike ?? Object.keys(metadata)[0] ?? ""] : undefined
  return set ?? clientReferenceId ?? any ?? transferGroup ?? null
}

const own = (state: State, stored: Stored): string | null => {
  switch (stored.kind) {
    case "checkout.session":
      return byNames(state, stored)
    case "payment_intent":
    case "charge": {
      // A payment of a session is called as the session is, whatever labels it has.
      const parent =
        stored.kind === "charge"
          ? get(state, "payment_intent", stored.intent)
          : get(state, "checkout.session", stored.session)
      return (parent === undefined ? null : own(state, parent)) ?? byNames(state, stored)
    }
    case "dispute": {
      const intent = get(state, "payment_intent", stored.intent)
      return intent === undefined ? null : own(state, intent)
    }
    case "event":
      return stored.reference
    default:
      return byNames(state, stored)
  }
}

/** The reference of an object, at last its id. */
export const of = (state: State, stored: Stored): string => own(state, stored) ?? stored.id

/** Whether an object is called so: by its reference, its id, a metadata value, another name or its key of idempotency. */
export const isCalled = (state: State, stored: Stored, name: string): boolean => {
  const names: Array<unknown> = [stored.id, stored.idempotencyKey, ...Object.values(stored.metadata)]
  if ("transferGroup" in stored) names.push(stored.transferGroup)
  if ("clientReferenceId" in stored) names.push(stored.clientReferenceId)
  return names.includes(name) || of(state, stored) === name
}
