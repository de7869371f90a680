/**
 * The holder's rules as one value, so that a test can put a wrong one in the place of a right one. `careful` follows the
 * money rules; what each rule is for is said where it is written.
 */
import * as Decide from "./decide.ts"
import * as Learn from "./learn.ts"

/** The rules of a holder of operations. */
export interface Keeper {
  readonly decide: typeof Decide.decide
  readonly begun: typeof Decide.begun
  readonly ended: typeof Learn.ended
  readonly found: typeof Learn.found
  readonly unfound: typeof Learn.unfound
  readonly onCallback: typeof Learn.onCallback
  /** What a sender that may have slept gives as its last moment of sending. */
  readonly sendUntil: (recorded: number, now: number) => number
}

/** Keeps every money rule. */
export const careful: Keeper = {
  decide: Decide.decide,
  begun: Decide.begun,
  ended: Learn.ended,
  found: Learn.found,
  unfound: Learn.unfound,
  onCallback: Learn.onCallback,
  sendUntil: (recorded) => recorded
}
