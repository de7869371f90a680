/** What all objects have in common: whose they are, when they were made, of which request. */
import type { GivenMembers } from "../../Held.ts"
import type { ExternalAccount } from "../Options.ts"
import type { Metadata } from "../wire/Metadata.ts"

/** A bank account or card for payouts, and whether a failure has disabled it. */
export interface Destination extends ExternalAccount {
  disabled: boolean
}

/** One account in test or in live mode: what is in one is never seen in the other. */
export interface Scope {
  readonly account: string
  readonly livemode: boolean
  /** Its name among balances and in the ledger: the account's id, with `:live` behind it in live mode. */
  readonly shop: string
  readonly destinations: ReadonlyArray<Destination>
}

/** What every object has. */
export interface Kept {
  readonly id: string
  readonly scope: Scope
  readonly created: number
  /** Everything that came with its create. */
  readonly given: GivenMembers
  /** Where this simulator was reached, for the links it hands out. */
  readonly origin: string
  /** The key of idempotency of its create. */
  readonly idempotencyKey: string | null
  metadata: Metadata
}
