/** Finds an operation of one kind by its id. */
import * as Effect from "effect/Effect"
import type { Kind } from "../lifecycle/Status.ts"
import { NoSuchOperation, type StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { Service as Runner } from "./OperationRunner.ts"

/** The operation, or `NoSuchOperation` also for one of the other kind. */
export const find = Effect.fnUntraced(function* (
  { store }: Runner,
  kind: Kind,
  id: string
): Effect.fn.Return<Row, NoSuchOperation | StoreUnavailable> {
  const row = yield* store.find(id)
  return row?.kind === kind ? row : yield* new NoSuchOperation({ id })
})
