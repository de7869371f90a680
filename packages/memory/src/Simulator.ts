/**
 * The provider behind the memory adapter: it checks signatures, keeps operations, a ledger and balances, signs
 * callbacks, and plays faults on command. Its `exchange` ends exactly as `Http.send` of core does, so the adapter in
 * front of it is written like any other. Time is Effect's Clock alone; nothing here is random and nothing waits.
 */
import * as Callbacks from "./internal/simulator/callbacks.ts"
import * as Connection from "./internal/simulator/connection.ts"
import type { Simulator } from "./internal/simulator/controls.ts"
import * as Desk from "./internal/simulator/desk.ts"
import * as Keys from "./internal/simulator/keys.ts"
import * as Ledger from "./internal/simulator/ledger.ts"
import * as Payments from "./internal/simulator/payments.ts"
import * as Routes from "./internal/simulator/routes.ts"
import type { Options } from "./MemoryOptions.ts"

export type {
  AtTheDesk,
  CallbackChanges,
  Exchange,
  Fault,
  Kind,
  Match,
  Movement,
  Operation,
  Payee,
  Received,
  Request,
  Simulator
} from "./internal/simulator/controls.ts"

/** A simulated provider that holds nothing yet. */
export const make = (options: Options): Simulator => {
  const ledger = Ledger.make()
  const keys = Keys.make(options, ledger)
  const connection = Connection.make(Routes.make(options, ledger, keys), Payments.declining(options, ledger))
  return {
    exchange: connection.exchange,
    arrive: connection.arrive,
    forget: keys.forget,
    fault: connection.fault,
    connecting: connection.connecting,
    received: connection.received,
    operations: ledger.operations,
    ledger: ledger.ledger,
    settle: ledger.settle,
    ...Desk.make(ledger),
    commit: (kind, id) => ledger.commit(ledger.find(kind, id)),
    lag: ledger.lag,
    callback: (kind, reference, changes) => Callbacks.make(options, ledger.find(kind, reference), changes)
  }
}
