/**
 * The records of the gateway: what may be asked of them, whichever database holds them. Every change is one statement
 * and so one transaction; every method fails with `StoreUnavailable` while the database is away. Time is always given.
 */

import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Name as ChangeName } from "../lifecycle/changes/Change.ts"
import type { Entry } from "../lifecycle/Decision.ts"
import type { Facts } from "../lifecycle/Facts.ts"
import type { Looked } from "../lifecycle/leftBehind.ts"
import type { Kind } from "../lifecycle/Status.ts"
import type * as Instant from "../model/Instant.ts"
import type { TimelineEntry } from "../model/Resource.ts"
import type { BulkheadState, OpenOperations, QueueState } from "../telemetry/Gauges.ts"
import type { AttemptRecord, Commit } from "./Commit.ts"
import type { ClaimOptions, Stored } from "./claims.ts"
import type { Inbox } from "./Inbox.ts"
import type { PlainRequest, Row } from "./Row.ts"

/** A new operation. */
export interface NewOperation {
  readonly id: string
  readonly kind: Kind
  readonly reference: string
  readonly idempotencyKey: string
  readonly bodyDigest: string
  readonly createdAt: Instant.Instant
  readonly request: PlainRequest
  readonly sealed: Uint8Array
  readonly facts: Facts
  /** The bulkhead in which it waits to be sent. */
  readonly bulkhead: string
  readonly createdBy: string | null
  readonly traceParent: string | null
}

/** A new refund: what it has of its payment is copied when it is made, and compared then. */
export interface NewRefund extends NewOperation {
  readonly parent: string
  readonly provider: string
  readonly fingerprint: string
  readonly amount: { readonly value: string; readonly currency: string }
}

/** The result of a create of a refund; where it is `Exceeding`, there is no such room in what its payment has captured. */
export type CreatedRefund =
  | { readonly _tag: "Created" | "SameKey" | "SameReference"; readonly row: Row }
  | { readonly _tag: "Exceeding" }

/** A change of a payment that was asked for under a key. */
export interface AskedChange {
  readonly operation: string
  readonly number: number
  readonly name: ChangeName
  readonly bodyDigest: string
}

/** The filter of a list. */
export interface ListFilter {
  readonly status?: string | undefined
  readonly reference?: string | undefined
  readonly provider?: string | undefined
  readonly createdBy?: string | undefined
  readonly parent?: string | undefined
  readonly before?: number | undefined
  readonly limit: number
}

/** The circuit of an instance as the nodes share it. */
export interface SharedCircuit {
  readonly instance: string
  readonly openings: number
  readonly since: number
  readonly triedFrom: number | null
  readonly trying: number | null
}

/** A lease of slots of an instance's rate. */
export interface SlotLease {
  readonly instance: string
  readonly perSecond: number
  readonly burst: number
  /** So many are asked for, and so many of earlier leases are given back. */
  readonly wanted: number
  readonly returned: number
}

/** A read of an operation at an instance that is not taken to hold it. */
export interface SideRead {
  readonly row: Row
  readonly instance: string
  readonly tries: number
  /** When it was claimed: only that claim can be ended. */
  readonly claimedAt: Instant.Instant
}

/** A read of what an operation has left behind, by its own id. */
export interface LeftRead extends Looked {
  readonly row: Row
  readonly instance: string
  readonly fingerprint: string
  readonly providerReference: string
  /** How often it was tried since somebody answered. */
  readonly tries: number
  /** A callback has named it, and nothing is sent before its provider has answered. */
  readonly isAwaited: boolean
  /** When it was claimed: only that claim can be ended. */
  readonly claimedAt: Instant.Instant
}

/** An account that has been used, by the instance that led to it; without a fingerprint where none was recorded. */
export interface UsedAccount {
  readonly instance: string
  readonly fingerprint: string | null
}

/** A transfer receipt that was handed in for a payment, or may have been. */
export interface ReceiptUpload {
  readonly instance: string
  readonly startedAt: Instant.Instant
  /** Nothing of it leaves after this instant. */
  readonly sendUntil: Instant.Instant
  /** The provider has it; otherwise it is on its way, or nobody knows whether it arrived. */
  readonly isAccepted: boolean
}

/** A time for which the records may not have all that was sent. */
export interface Recovery {
  readonly id: number
  /** The last commit of the backup. */
  readonly since: number
  readonly startedAt: number
  readonly endedAt: number | null
}

/** The records. */
export interface Service extends Inbox {
  /** Stores a new operation, or gives the one that has its idempotency key or its reference already. */
  readonly create: (
    operation: NewOperation
  ) => Stored<{ readonly _tag: "Created" | "SameKey" | "SameReference"; readonly row: Row }>
  readonly find: (id: string) => Stored<Row | undefined>
  readonly findByKey: (idempotencyKey: string) => Stored<Row | undefined>
  /** The change of a payment that was asked for under this key. */
  readonly changeByKey: (idempotencyKey: string) => Stored<AskedChange | undefined>
  /** Those of these that have left `created` and `submitting`. */
  readonly submittedOf: (ids: ReadonlyArray<string>) => Stored<ReadonlyArray<Row>>
  readonly findByReference: (kind: Kind, reference: string) => Stored<Row | undefined>
  /** By the provider's id of it, or by a further one that was kept with it (`Payment.ids`). */
  readonly findByProviderReference: (instance: string, kind: Kind, providerReference: string) => Stored<Row | undefined>
  readonly list: (kind: Kind, filter: ListFilter) => Stored<ReadonlyArray<Row>>
  /** Claims what is due in each of these bulkheads, the longest due first; no bulkhead takes anything from another. */
  readonly claim: (options: ClaimOptions) => Stored<ReadonlyArray<Row>>
  /** Claims one operation for a read, if nobody has claimed it and it was not read since `readBefore`. */
  readonly claimRead: (
    id: string,
    options: Pick<ClaimOptions, "now" | "leaseUntil"> & { readonly readBefore: Instant.Instant }
  ) => Stored<Row | undefined>
  /** The bulkheads in which operations have a next step. */
  readonly bulkheads: Stored<ReadonlyArray<string>>
  /** Ends the claim of this row, and makes it due at `at` if it has a next step; nothing where the claim has ended already. */
  readonly expedite: (row: Row, at: number) => Stored<void>
  /**
   * Writes a transition if the row still has the version of `row`, and the key under which a change is asked for is nobody's; false
   * when somebody else was first. One by which two operations of a kind would have the same id at the same account is refused
   * (`isIdTaken`).
   */
  readonly commit: (row: Row, commit: Commit) => Stored<boolean>
  /**
   * Writes a transition of a refund if it and its payment still have the versions of these rows, with what changes of the
   * payment; false when somebody else was first, and then nothing was written.
   */
  readonly commitWith: (
    refund: { readonly row: Row; readonly to: Commit },
    payment: { readonly row: Row; readonly to: Commit | null }
  ) => Stored<boolean>
  /**
   * Stores a new refund with its place in what its payment has captured, or says what is left of that; or gives the one that
   * has its idempotency key or its reference already.
   */
  readonly createRefund: (refund: NewRefund) => Stored<CreatedRefund>
  /** The refunds of a payment, the oldest first. */
  readonly refundsOf: (payment: string) => Stored<ReadonlyArray<Row>>
  /** Adds lines to a timeline, whatever happens to the operation meanwhile. */
  readonly record: (id: string, at: Instant.Instant, entries: ReadonlyArray<Entry>) => Stored<void>
  /**
   * Asks for a read at `at` or as soon after as the row is free; true when nobody has asked since the last read. Of what
   * has ended only where `reopens` says so.
   */
  readonly requestRead: (id: string, now: Instant.Instant, at: Instant.Instant, reopens: boolean) => Stored<boolean>
  readonly timeline: (id: string) => Stored<ReadonlyArray<TimelineEntry>>
  readonly attempts: (id: string) => Stored<ReadonlyArray<AttemptRecord>>
  /** What the latest send to this account has prepared, sealed; undefined where nothing was stored. */
  readonly prepared: (id: string, fingerprint: string) => Stored<Uint8Array | undefined>
  /** What it takes to replay what was sent first to this account, sealed; undefined where it cannot be. */
  readonly replayKey: (id: string, fingerprint: string) => Stored<Uint8Array | undefined>
  /** What it takes to replay the attempt with this number, sealed. */
  readonly replayKeyOf: (id: string, attempt: number) => Stored<Uint8Array | undefined>
  /** The transfer receipt of a payment, if one was handed in. */
  readonly receiptUpload: (id: string) => Stored<ReceiptUpload | undefined>
  /** Writes down that one is about to be handed in; false where there is one already. */
  readonly beginReceiptUpload: (id: string, upload: Omit<ReceiptUpload, "isAccepted">) => Stored<boolean>
  /** Writes down how the one that began then has ended: the provider has it, or it is proven that it has not. */
  readonly endReceiptUpload: (id: string, startedAt: Instant.Instant, isThere: boolean) => Stored<void>
  /** The ids of all operations that have a next step. */
  readonly open: (after: number, limit: number) => Stored<ReadonlyArray<Row>>
  /**
   * Begins a recovery from the last commit of the backup; one that began from the same instant goes on or stays ended
   * instead. Without `since` the newest record decides, and one that goes on goes on. Where the records are known to have
   * gone back it is always another one.
   */
  readonly beginRecovery: (
    since: Instant.Instant | null,
    now: Instant.Instant
  ) => Stored<Recovery & { readonly isNew: boolean }>
  /** Ends what goes on, and says who has decided that and why; gives their number. */
  readonly endRecoveries: (
    by: { readonly operator: string; readonly note: string },
    now: Instant.Instant
  ) => Stored<number>
  /** The recovery that has not ended, if any. */
  readonly recovery: Stored<Recovery | undefined>
  readonly recoveryOf: (id: number) => Stored<Recovery | undefined>
  /** Keeps outside the database as well that an account is used for a kind, before anything is sent with it. */
  readonly useAccount: (
    kind: Kind,
    account: { readonly instance: string; readonly fingerprint: string }
  ) => Stored<void>
  /** Every account that was ever used for operations of a kind, by the records and by what is kept outside them. */
  readonly accounts: (kind: Kind) => Stored<ReadonlyArray<UsedAccount>>
  /** The instances that have called back about a reference while no operation had it. */
  readonly callers: (kind: Kind, reference: string) => Stored<ReadonlyArray<string>>
  /**
   * Asks for a read at an instance that had an attempt with this account: `none` when it had none, `asked` when it is
   * asked for already.
   */
  readonly requestSideRead: (
    id: string,
    account: { readonly instance: string; readonly fingerprint: string },
    options: {
      readonly now: Instant.Instant
      /** A read since then is enough. */
      readonly since: Instant.Instant
      /** False: also where no attempt is recorded. */
      readonly needsAttempt: boolean
    }
  ) => Stored<"none" | "first" | "asked">
  /** The bulkheads in which side reads wait: one for each instance. */
  readonly sideReadBulkheads: Stored<ReadonlyArray<string>>
  readonly claimSideReads: (options: ClaimOptions) => Stored<ReadonlyArray<SideRead>>
  /** Ends a side read, or sets when the next one is due. */
  readonly endSideRead: (
    claimed: Pick<SideRead, "row" | "instance" | "claimedAt">,
    next: { readonly nextAt: Instant.Instant | null; readonly isAnswered: boolean }
  ) => Stored<void>
  /** Whether somebody has called back, beside the one that holds it or about what was left behind, and not answered yet. */
  readonly hasSideRead: (id: string) => Stored<boolean>
  /**
   * Asks for a read of what was left behind at this account under this id, by a callback: true when nobody has asked since the
   * last read. What is not looked after any more is read only within `forMillis` of its end.
   */
  readonly requestLeftRead: (
    id: string,
    left: Pick<LeftRead, "fingerprint" | "providerReference">,
    options: { readonly now: Instant.Instant; readonly forMillis: number }
  ) => Stored<boolean>
  /** The bulkheads in which such reads wait: one for each instance. */
  readonly leftReadBulkheads: Stored<ReadonlyArray<string>>
  readonly claimLeftReads: (options: ClaimOptions) => Stored<ReadonlyArray<LeftRead>>
  /** Ends such a read, and sets when the next one is due; null where it is not looked after any more. */
  readonly endLeftRead: (
    claimed: LeftRead,
    next: Pick<LeftRead, "count" | "isAwaited" | "since" | "tries"> & { readonly nextAt: Instant.Instant | null }
  ) => Stored<void>
  /** The operation that has left something behind at this instance under this id. */
  /** A secret of an instance that changes, sealed, and the version of its value; undefined where there is none. */
  readonly secret: (id: string) => Stored<{ readonly version: number; readonly sealed: Uint8Array } | undefined>
  /** Puts a value in place of that version, undefined: of none; false where there is another one by now. */
  readonly setSecret: (id: string, version: number | undefined, sealed: Uint8Array) => Stored<boolean>
  readonly findByLeftReference: (instance: string, kind: Kind, providerReference: string) => Stored<Row | undefined>
  /** When the next operation or callback is due. */
  readonly nextDue: Stored<Instant.Instant | null>
  /**
   * What is open, by state and age, and what is due; each count ends at a bound, so that asking stays cheap. Messages to
   * other endpoints than these are sent by nobody: they are never due, and counted by themselves.
   */
  readonly snapshot: (
    now: Instant.Instant,
    endpoints: ReadonlyArray<string>
  ) => Stored<{
    readonly open: ReadonlyArray<OpenOperations>
    readonly queues: ReadonlyArray<QueueState>
    readonly bulkheads: ReadonlyArray<BulkheadState>
    readonly orphanedWebhooks: number
  }>
  /** The circuits that any node has ever opened. */
  readonly circuits: Stored<ReadonlyArray<SharedCircuit & { readonly version: number }>>
  /** Tells the other nodes that a circuit has changed, unless something later is known; its version then. */
  readonly shareCircuit: (circuit: SharedCircuit) => Stored<number | undefined>
  /** Takes the one call that tries an open circuit; undefined where it is not due, or another node has taken it. */
  readonly tryCircuit: (
    instance: string,
    now: Instant.Instant,
    staleBefore: Instant.Instant
  ) => Stored<number | undefined>
  /** Leases slots of a rate that all nodes share: when each request may leave, the earliest first. */
  readonly leaseSlots: (lease: SlotLease, now: Instant.Instant) => Stored<ReadonlyArray<number>>
  readonly ready: Effect.Effect<boolean>
}

/** The records in the environment. */
export class Store extends Context.Service<Store, Service>()("@switchyard/gateway/Store") {}
