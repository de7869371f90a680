/**
 * The inbox of callbacks, as the store keeps it: what is put in, what waits to be handled, and what is remembered of those that were.
 */
import type { Kind } from "../lifecycle/Status.ts"
import type * as Instant from "../model/Instant.ts"
import type { ClaimOptions, Stored } from "./claims.ts"

/** A callback that waits to be handled. */
export interface StoredCallback {
  readonly seq: number
  readonly instance: string
  readonly bulkhead: string
  readonly sealed: Uint8Array
  readonly receivedAt: Instant.Instant
  /** Others about the same operation have come since, which wait in it: it counts, whatever is known of its event. */
  readonly standsForMore: boolean
  /** The ids of its events that were told already, while another one of it waits. */
  readonly told: ReadonlyArray<string>
}

/** The result of a callback; without an event id it is known by its digest only. */
export interface EndedCallback {
  readonly seq: number
  readonly state: "handled" | "rejected" | "unknown"
  readonly eventId: string | null
  /** Of one about nothing that is known here: what it named. */
  readonly named: { readonly kind: Kind; readonly reference: string; readonly trust: "verified" | "hint" } | null
}

/**
 * The standing of a callback, found before it was stored: its signature held; it can be forged and is about an operation that
 * has a next step or needs a person; it can be forged and is about nothing of the kind, or could not be verified yet; it
 * is genuine and about nothing of ours; it is none, or its signature does not hold.
 */
export type Standing =
  | { readonly _tag: "Verified"; readonly eventId: string }
  | { readonly _tag: "Open"; readonly operation: string }
  | { readonly _tag: "Unproven" }
  | { readonly _tag: "NotOurs" }
  | { readonly _tag: "Rejected" }

/** A callback as it is put in; `digest` is the same for the same delivery. */
export interface NewCallback {
  readonly instance: string
  readonly digest: string
  readonly sealed: Uint8Array
  readonly receivedAt: Instant.Instant
  readonly standing: Standing
}

/**
 * The result of one that was put in: kept; known already; one about the same operation that nobody has claimed stands for
 * it; or not kept, because too many wait that may be forged.
 */
export type Taken = "stored" | "repeated" | "joined" | "full"

/** How many callbacks that may be forged wait at most. */
export interface InboxBounds {
  readonly ofInstance: number
  readonly inAll: number
}

/** The inbox of callbacks. */
export interface Inbox {
  /** Keeps a callback; the same one is kept once, and what may be forged only within these bounds. */
  readonly putCallback: (callback: NewCallback, bounds: InboxBounds) => Stored<Taken>
  /** The bulkheads in which callbacks wait: those that count by instance, and those that may be forged. */
  readonly callbackBulkheads: Stored<ReadonlyArray<string>>
  readonly claimCallbacks: (options: ClaimOptions) => Stored<ReadonlyArray<StoredCallback>>
  /** Ends this claim of those of them that it still holds, and makes them due at `at`. */
  readonly expediteCallbacks: (
    seqs: ReadonlyArray<number>,
    leaseUntil: Instant.Instant,
    at: Instant.Instant
  ) => Stored<void>
  /**
   * The same of one that waits for what a verified event of it names: these of its events were told. It is none of those that
   * may be forged, and takes up no place of theirs; where all of it is verified it is kept once from now on, under its event id.
   */
  readonly keepWaiting: (
    seq: number,
    leaseUntil: Instant.Instant,
    at: Instant.Instant,
    known: { readonly told: ReadonlyArray<string>; readonly eventId: string | null }
  ) => Stored<void>
  /** Makes those of an instance due that wait for an id to be learnt. */
  readonly wakeCallbacks: (instance: string, now: Instant.Instant) => Stored<void>
  /** Which of these events were handled before. */
  readonly knownEvents: (instance: string, eventIds: ReadonlyArray<string>) => Stored<ReadonlySet<string>>
  /** Ends callbacks: their content is forgotten, what they are known by is kept. */
  readonly endCallbacks: (ended: ReadonlyArray<EndedCallback>) => Stored<void>
  /** Forgets ended callbacks that are older than `before`, and the oldest beyond `keep`, verified ones and others apart. */
  readonly pruneCallbacks: (before: Instant.Instant, keep: number) => Stored<number>
}
