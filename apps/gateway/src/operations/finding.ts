/**
 * The operation that a callback is about: by our reference, or where it names none by the provider's own. What is about a
 * refund or a dispute is about the payment that it names.
 */
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as LeftBehind from "../lifecycle/leftBehind.ts"
import type { Kind } from "../lifecycle/Status.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { accountAt } from "./accounts.ts"
import type { Service } from "./OperationRunner.ts"

/** What an event names of an operation. */
export interface Named {
  readonly kind: Kind
  readonly reference: string | undefined
  /** Every id of the provider's for it, the first one first. */
  readonly providerReferences: ReadonlyArray<string>
}

/** The operation that an event names. */
export const named = (event: Callback.Event): Named => {
  const { kind, otherProviderReferences = [], payment } = event
  const isOfPayment = kind === "refund" || kind === "dispute"
  const { providerReference, reference } = isOfPayment ? (payment ?? {}) : event
  const others = isOfPayment ? [] : otherProviderReferences
  return {
    kind: isOfPayment ? "payment" : kind,
    reference,
    providerReferences: [...(providerReference === undefined ? [] : [providerReference]), ...others]
  }
}

/** Events with the same key are about the same operation. */
export const keyOf = (event: Callback.Event): string => {
  const { kind, providerReferences, reference } = named(event)
  return reference === undefined ? `${kind} by theirs ${providerReferences.join(" ")}` : `${kind} ${reference}`
}

// In another sub-account it is another operation; what the records or the callback do not say is decided by the read.
const isInContext = ({ context = {} }: Callback.Event, { request }: Row): boolean =>
  Object.entries(context).every(([name, value]) => (request.context?.[name] ?? value) === value)

type Finding = Pick<Service, "store" | "switchyard">

// The name may lead to another account now, where the same id is that of something else.
const findLeft = Effect.fnUntraced(function* (
  { store, switchyard }: Finding,
  instance: string,
  kind: Kind,
  id: string
): Effect.fn.Return<Row | undefined, StoreUnavailable> {
  const row = yield* store.findByLeftReference(instance, kind, id)
  const account = row && accountAt({ switchyard }, row, instance)
  return account !== undefined && row !== undefined && LeftBehind.at(row.facts, account, id) !== undefined
    ? row
    : undefined
})

/** The operation, if there is one, also where it is named by the id of what was given up. */
export const find = Effect.fnUntraced(function* (
  finding: Finding,
  instance: string,
  event: Callback.Event
): Effect.fn.Return<Row | undefined, StoreUnavailable> {
  const { store } = finding
  const { kind, providerReferences, reference } = named(event)
  if (reference !== undefined) {
    const row = yield* store.findByReference(kind, reference)
    return row !== undefined && isInContext(event, row) ? row : undefined
  }
  for (const id of providerReferences) {
    const row =
      (yield* store.findByProviderReference(instance, kind, id)) ?? (yield* findLeft(finding, instance, kind, id))
    if (row !== undefined && isInContext(event, row)) return row
  }
  return undefined
})
