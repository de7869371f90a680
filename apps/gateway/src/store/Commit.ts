/** What a transition writes: the row, its timeline, its attempt, what is to be changed of it and the messages that it causes. */
import type { ChangeRecord } from "../lifecycle/changes/records.ts"
import type { Entry } from "../lifecycle/Decision.ts"
import type { Facts } from "../lifecycle/Facts.ts"
import type { Worth } from "../lifecycle/Money.ts"
import type { Status, Step } from "../lifecycle/Status.ts"
import type * as Instant from "../model/Instant.ts"
import type { NewDelivery } from "../webhooks/Deliveries.ts"
import type { Results } from "./Row.ts"

/** The record of an attempt. */
export interface AttemptRecord {
  readonly number: number
  readonly instance: string
  readonly fingerprint: string
  readonly startedAt: Instant.Instant
  readonly sendUntil: Instant.Instant
  readonly endedAt: Instant.Instant | null
  readonly outcome: string | null
  readonly reason: string | null
  /** A send unless it says so. */
  readonly kind?: "send" | "replay" | "abandon" | "capture" | "cancel" | "complete"
  /** What it takes to send the very same once more, sealed; only of what is written down before it is sent. */
  readonly replayKey?: Uint8Array | null
  /** What it takes to commit what it has prepared, sealed; what is there already stays. */
  readonly prepared?: Uint8Array | null
}

/** Everything that changes with one transition; it is written whole or not at all. */
export interface Commit {
  readonly at: Instant.Instant
  readonly status: Status
  readonly step: Step
  readonly nextAt: Instant.Instant | null
  /** The bulkhead of the next step. */
  readonly bulkhead: string
  readonly leaseUntil: Instant.Instant | null
  readonly provider: string | null
  readonly fingerprint: string | null
  readonly providerReference: string | null
  readonly suspended: string | null
  readonly attempts: number
  readonly lastReadAt: Instant.Instant | null
  readonly facts: Facts
  /** What a payment is worth. */
  readonly worth: Worth | null
  /** What is held of a payment: written with `commitWith` only. */
  readonly reserved: string
  readonly results: Results
  readonly nextAction: Uint8Array | null
  readonly entries: ReadonlyArray<Entry>
  readonly attempt: AttemptRecord | null
  /** What is written down of the changes of a payment. */
  readonly changes: ReadonlyArray<ChangeRecord>
  /** The key under which a change is asked for; where it was used before, nothing is written. */
  readonly asking: Asking | null
  readonly deliveries: ReadonlyArray<SealedDelivery>
}

/** The key under which a change of a payment is asked for, and by whom. */
export interface Asking {
  readonly idempotencyKey: string
  /** SHA-256 of the canonical JSON body. */
  readonly bodyDigest: string
  readonly askedBy: string | null
}

/** A message to the merchant, its body sealed. */
export type SealedDelivery = Omit<NewDelivery, "body"> & { readonly body: Uint8Array }
