/**
 * The holder's rules as one value, so that a test can put a wrong one in the place of a right one. `careful` follows the
 * money rules; what each rule is for is said where it is written.
 */
import type * as Replay from "@switchyard/core/Replay"
import type { PayoutRequest } from "@switchyard/facade/Payouts"
import * as Effect from "effect/Effect"
import * as Decide from "./decide.ts"
import * as Learn from "./learn.ts"
import * as Replaying from "./replaying.ts"
import type { Row } from "./row.ts"
import * as Staging from "./staging.ts"

/** What is replayed. */
export interface Repeat {
  readonly request: Row["request"]
  readonly record: Replay.Record
}

/** The rules of a holder of operations. */
export interface Keeper {
  readonly decide: typeof Decide.decide
  readonly begun: typeof Decide.begun
  readonly ended: typeof Learn.ended
  readonly found: typeof Learn.found
  readonly unfound: typeof Learn.unfound
  readonly onCallback: typeof Learn.onCallback
  /** What is given to `replayOn`; `hash` gives the key that a request would have now. */
  readonly repeat: (
    row: Row,
    hash: (request: PayoutRequest) => Effect.Effect<Replay.Key | undefined>
  ) => Effect.Effect<Repeat | undefined>
  readonly canceled: typeof Decide.canceled
  readonly replayed: typeof Replaying.replayed
  readonly prepared: typeof Staging.prepared
  readonly abandoning: typeof Staging.abandoning
  readonly abandoned: typeof Staging.abandoned
  readonly replayEnded: typeof Replaying.replayEnded
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
  repeat: (row) => {
    const record = Replaying.recordOf(row)
    return Effect.succeed(record && { request: row.request, record })
  },
  canceled: Decide.canceled,
  replayed: Replaying.replayed,
  prepared: Staging.prepared,
  abandoning: Staging.abandoning,
  abandoned: Staging.abandoned,
  replayEnded: Replaying.replayEnded,
  sendUntil: (recorded) => recorded
}
