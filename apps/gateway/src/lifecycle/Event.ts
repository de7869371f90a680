/** What can happen to an operation: what the worker, a provider, the merchant or an operator did. */
import type { Anomaly } from "@switchyard/core"
import type { Seen } from "./Operation.ts"

interface Said {
  readonly reason: string
  readonly message: string
  readonly providerCode: string | null
}

/** An attempt is about to be written down; only then may it be sent. */
export interface SendPlanned {
  readonly _tag: "SendPlanned"
  readonly instance: string
  readonly sendUntil: number
}

/** No candidate is left in this round; `isBlocked` when one is only left out for being sick, or was tried and is. */
export interface NobodyLeft {
  readonly _tag: "NobodyLeft"
  readonly message: string
  readonly isBlocked: boolean
}

/** How an attempt ended. */
export type Ended = { readonly attempt: number } & (
  | { readonly _tag: "Accepted"; readonly seen: Seen }
  | ({ readonly _tag: "OutcomeUnknown"; readonly providerReference: string | null } & Said)
  | ({
      readonly _tag: "NotExecuted" | "Rejected"
      readonly passing: boolean
      readonly elsewhere: boolean
      readonly retryAfter: number | null
    } & Said)
)

/** An attempt was found written down and without an outcome, after its `sendUntil`. */
export interface Interrupted {
  readonly _tag: "Interrupted"
}

/** What a read of the status gave. */
export type Read =
  | { readonly _tag: "Found"; readonly seen: Seen }
  | { readonly _tag: "NotFound"; readonly message: string }
  | { readonly _tag: "Unsupported"; readonly message: string }
  | {
      readonly _tag: "ReadFailed"
      readonly reason: string
      readonly message: string
      readonly retryAfter: number | null
      readonly neverSent: boolean
    }

/** A callback states something else than what is stored. Only a verified one may change the state. */
export interface Mismatch {
  readonly _tag: "Mismatch"
  readonly trust: "verified" | "hint"
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
}

/** An operator has decided. */
export interface Resolved {
  readonly _tag: "Resolved"
  readonly outcome: "paid" | "failed" | "retry"
  readonly note: string
  readonly operator: string
  readonly acceptDuplicateRisk: boolean
}

/** The merchant cancels what was never sent. */
export interface CanceledUnsent {
  readonly _tag: "CanceledUnsent"
}

/** The records may be older than the world: ask before anything is sent. `instance` is who may have it. */
export interface Recovered {
  readonly _tag: "Recovered"
  readonly instance: string | null
}

/** What can happen to an operation. */
export type Event =
  | SendPlanned
  | NobodyLeft
  | Ended
  | Interrupted
  | Read
  | Mismatch
  | Resolved
  | CanceledUnsent
  | Recovered
