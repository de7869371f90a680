/**
 * The provider behind the memory adapter: it checks signatures, keeps operations, a ledger and balances, signs
 * callbacks, and plays faults on command. Its `exchange` ends exactly as `Http.send` of core does, so the adapter in
 * front of it is written like any other. Time is Effect's Clock alone; nothing here is random and nothing waits.
 */
import * as Callbacks from "./internal/far/callbacks.ts"
import * as Desk from "./internal/far/desk.ts"
import * as Line from "./internal/far/line.ts"
import * as Routes from "./internal/far/routes.ts"
import type { FarSide } from "./internal/far/shown.ts"
import type { Options } from "./MemoryOptions.ts"

export type {
  CallbackChanges,
  Exchange,
  FarSide,
  Fault,
  Kind,
  Match,
  Movement,
  Operation,
  Payee,
  Received,
  Request
} from "./internal/far/shown.ts"

/** A far side that holds nothing yet. */
export const make = (options: Options): FarSide => {
  const desk = Desk.make()
  const line = Line.make(Routes.make(options, desk))
  return {
    exchange: line.exchange,
    fault: line.fault,
    connecting: line.connecting,
    received: line.received,
    operations: desk.operations,
    ledger: desk.ledger,
    settle: desk.settle,
    callback: (kind, reference, changes) => Callbacks.make(options, desk.find(kind, reference), changes)
  }
}
