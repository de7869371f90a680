/** What a create in stages prepares and its holder stores before the commit. */
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { Key } from "./replayKey.ts"

/** What was prepared for a commit. Keep it like a secret, with the record of the attempt. */
export interface Prepared {
  /** The provider's id of it: by this it is looked up and abandoned. Left out only where nobody else could commit it. */
  readonly providerReference?: string
  /** What the commit needs, as JSON text that the adapter alone reads. */
  readonly state: Redacted.Redacted<string>
  /** Nothing of the commit leaves later than a minute before this instant. */
  readonly commitUntil?: DateTime.Utc
}

/** What was prepared, immediately before it is committed. */
export interface Committing extends Prepared {
  /** There where the commit can be replayed: part of the record that a replay needs, like what `replay.hash` gives. */
  readonly key?: Key
}

/**
 * Stores what was prepared, as the last thing before the commit. It gives true when that is durable; whatever else it gives or
 * ends with, and where it has not ended by the deadline, nothing is committed.
 */
export type BeforeCommit = (prepared: Committing) => Effect.Effect<boolean, unknown>

/** What tells one create of an operation at a provider from every other one. */
export interface Creation {
  /** How many creates of the operation were made before this one: each has its own number, ids that are derived from ours go by it. */
  readonly generation?: number | undefined
  /** What was prepared for it, where it is a create in stages. */
  readonly prepared?: Prepared | undefined
}
