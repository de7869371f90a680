/**
 * The operations that a callback is about: by our reference, or where it names none by the provider's own. What is about a
 * refund is about its payment as well, and what is about a dispute about the payment alone.
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

interface Ids {
  readonly reference?: string | undefined
  readonly providerReference?: string | undefined
}

const namedBy = (kind: Kind, { providerReference, reference }: Ids, others: ReadonlyArray<string> = []): Named => ({
  kind,
  reference,
  providerReferences: [...(providerReference === undefined ? [] : [providerReference]), ...others]
})

/** Every operation that an event names: of a refund itself first, then its payment. */
export const namedIn = (event: Callback.Event): readonly [Named, ...ReadonlyArray<Named>] => {
  const { kind, otherProviderReferences, payment } = event
  if (kind === "dispute") return [namedBy("payment", payment ?? {})]
  const itself = namedBy(kind, event, otherProviderReferences)
  return kind === "refund" && payment !== undefined ? [itself, namedBy("payment", payment)] : [itself]
}

/** What it is evidence of where nothing that it names is known: of a refund that of its payment. */
export const evidenceOf = (event: Callback.Event): Named => namedIn(event).at(-1) ?? namedIn(event)[0]

/** What events name under the same key is the same operation: in another context it is another one. */
export const keyOf = ({ context = {} }: Callback.Event, { kind, providerReferences, reference }: Named): string =>
  JSON.stringify([
    kind,
    reference ?? providerReferences,
    Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1))
  ])

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

/** The operation that it names so, itself unless given, if there is one; also where it is named by the id of what was given up. */
export const find = Effect.fnUntraced(function* (
  finding: Finding,
  instance: string,
  event: Callback.Event,
  { kind, providerReferences, reference }: Named = namedIn(event)[0]
): Effect.fn.Return<Row | undefined, StoreUnavailable> {
  const { store } = finding
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
