/** The operation that a callback is about: by our reference, or where it names none by the provider's own. */
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as LeftBehind from "../lifecycle/leftBehind.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { accountAt } from "./accounts.ts"
import type { Service } from "./OperationRunner.ts"

type Finding = Pick<Service, "store" | "switchyard">

// The name may lead to another account now, where the same id is that of something else.
const findLeft = Effect.fnUntraced(function* (
  { store, switchyard }: Finding,
  instance: string,
  kind: Callback.Event["kind"],
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
  { kind, providerReference, reference }: Callback.Event
): Effect.fn.Return<Row | undefined, StoreUnavailable> {
  const { store } = finding
  if (reference !== undefined) return yield* store.findByReference(kind, reference)
  if (providerReference === undefined) return undefined
  const row = yield* store.findByProviderReference(instance, kind, providerReference)
  return row ?? (yield* findLeft(finding, instance, kind, providerReference))
})
