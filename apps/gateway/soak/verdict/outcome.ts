/** What came of a run. */
import type { RecoveryTime } from "../incidents/environment.ts"
import type * as Client from "../merchant/client.ts"
import type { Facts } from "./facts.ts"

/** What came of a run. */
export interface Outcome {
  readonly facts: Facts
  readonly broken: ReadonlyArray<string>
  /** What happened to operations whose law was broken. */
  readonly timelines: string
  readonly counts: Client.Counts
  /** Refunds that the gateway has refused as more than is left. */
  readonly refused: number
  /** Captures and cancels that it has refused. */
  readonly refusedChanges: number
  readonly faults: number
  /** How long the gateways needed after each incident. */
  readonly recoveryTimes: ReadonlyArray<RecoveryTime>
  /** Webhooks that were refused as too old, because the clock was moved while they were on their way. */
  readonly stale: number
  /** Bytes that each gateway takes at the end. */
  readonly memory: ReadonlyArray<number>
  readonly seconds: number
}
