/**
 * The half of an in-process admin interface that needs to know nothing of the provider: faults, the network, held
 * callbacks, and everything that was recorded.
 */
import type { CallbackScript } from "./CallbackScript.ts"
import type { Delivery } from "./Courier.ts"
import type { Fault } from "./Fault.ts"
import type { Held } from "./Held.ts"
import { BadInput } from "./internal/decode.ts"
import type * as Journal from "./Journal.ts"
import type * as Ledger from "./Ledger.ts"
import type { Match, Rule } from "./Script.ts"
import type { World } from "./World.ts"

/** The actions and views of any simulator for a test. */
export interface WorldAdmin {
  readonly fault: (fault: Fault, match?: Match) => Rule<Fault>
  readonly clearFaults: () => void
  readonly releaseCallbacks: (order?: "kept" | "reverse") => Promise<number>
  /** Resolves when no callback is on its way. */
  readonly callbacksIdle: () => Promise<void>
  readonly deliveries: () => ReadonlyArray<Delivery>
  readonly journal: (filter?: Journal.Filter) => ReadonlyArray<Journal.Entry>
  /** One request's body as it came in, nothing masked. */
  readonly raw: (seq: number) => string | undefined
  readonly violations: (filter?: Journal.Filter) => ReadonlyArray<Journal.Violation>
  readonly ledger: () => ReadonlyArray<Ledger.Entry>
  readonly balances: () => ReadonlyArray<Ledger.Balance>
  /** Refuses every connection for so many milliseconds of the clock. */
  readonly offline: (ms: number) => void
}

/** The part of every provider's admin interface that is in its own terms. */
export interface ProviderAdmin<Status, Settings> extends WorldAdmin {
  readonly scriptCallback: (script: CallbackScript<Status>, match?: Match) => void
  readonly settings: (changes?: Partial<Settings>) => Settings
  /** The data that the provider holds of its operations, or of those with the given id: to whom money goes, unmasked. */
  readonly held: (reference?: string) => ReadonlyArray<Held>
  /** Forgets everything and starts anew. */
  readonly reset: () => void
}

/** Scripts a fault; throws `BadInput` where it could never apply. */
export const addFault = (world: World, fault: Fault, match: Match = {}): Rule<Fault> => {
  if (fault.kind === "refuse" && match.reference !== undefined) {
    throw new BadInput("refuse closes the connection before the request is read, so it cannot go by reference")
  }
  return world.faults.add(fault, match)
}

/** The provider-neutral half for one world. */
export const make = (world: World): WorldAdmin => ({
  fault: (fault, match) => addFault(world, fault, match),
  clearFaults: world.faults.clear,
  releaseCallbacks: (order = "kept") => world.dispatch.release(order),
  callbacksIdle: world.courier.idle,
  deliveries: world.courier.deliveries,
  journal: world.journal.list,
  raw: world.journal.raw,
  violations: world.journal.violations,
  ledger: world.ledger.entries,
  balances: () => world.balances.list(),
  offline: world.goOffline
})
