/** An operator asks for what is left of an operation to be abandoned; it stands in the timeline with its author. */
import * as Effect from "effect/Effect"
import type { Kind } from "../lifecycle/Status.ts"
import { type AbandonRequest, Conflict, type NoSuchOperation, type StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { find } from "./find.ts"
import type { Service as Runner } from "./OperationRunner.ts"
import { obstacle } from "./obstacle.ts"

const not = (message: string) => new Conflict({ code: "not_abandonable", message })

/** The operation, whose leftover is read and abandoned next. */
export const askToAbandon = Effect.fnUntraced(function* (
  runner: Runner,
  kind: Kind,
  id: string,
  request: AbandonRequest
): Effect.fn.Return<Row, NoSuchOperation | Conflict | StoreUnavailable> {
  const row = yield* find(runner, kind, id)
  const why = obstacle(runner, row)
  if (why !== undefined) return yield* not(why)
  if (yield* runner.store.hasSideRead(id)) return yield* not("another provider is being asked about it just now")
  const applied = yield* runner.apply(row, { _tag: "AbandonAsked", ...request })
  if (applied._tag === "Applied") return applied.row
  if (applied._tag === "Late") return yield* not("it has changed meanwhile")
  return yield* applied.isInFlight ? new Conflict({ code: "in_flight", message: applied.why }) : not(applied.why)
})
