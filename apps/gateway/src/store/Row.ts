/** An operation as it is stored, and its way into and out of the columns. Personal values are sealed before they come here. */
import type { Asked } from "../lifecycle/Facts.ts"
import type { Worth } from "../lifecycle/Money.ts"
import type { Operation } from "../lifecycle/Operation.ts"
import type { Kind, Status, Step } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import { fromStored, type StoredFacts } from "./facts.ts"

/** The part of a request that may be stored in the open: what was asked for is the amount, or the debit and its currency. */
export type PlainRequest = Asked & {
  /** The destination type of a payout, the method of a payment. */
  readonly method: string
  readonly metadata: { readonly [key: string]: string }
  /** The destination, masked. */
  readonly destination?: { readonly [key: string]: string }
  /** The recipient, masked. */
  readonly recipient?: { readonly [key: string]: string }
  /** The currency of the balance that was chosen. */
  readonly source?: string
  /** The offer that it is carried out under. */
  readonly offer?: { readonly id: string; readonly expiresAt: string }
  /** The context that every call about it names. */
  readonly context?: { readonly [key: string]: string }
  /** The instance that a request with a context names: nobody else can have been sent it. */
  readonly pinned?: string
  readonly followUpOf?: string
  /** Of a payment: what is held is captured when its merchant asks for that; left out, at once. */
  readonly captureMethod?: "automatic" | "manual"
  /** Why money is paid back. */
  readonly reason?: string
}

/** The statements of providers, as the resource shows it. */
export interface Results {
  readonly [field: string]: unknown
}

/** An operation as it is stored. */
export interface Row extends Operation {
  /** Of a refund: the id of its payment. */
  readonly parent: string | null
  readonly worth: Worth | null
  readonly reserved: string
  readonly seq: number
  readonly id: string
  readonly idempotencyKey: string
  readonly bodyDigest: string
  readonly nextAt: Instant.Instant | null
  /** The bulkhead in which its next step waits. */
  readonly bulkhead: string
  readonly leaseUntil: Instant.Instant | null
  readonly version: number
  /** Why it cannot be processed for now. */
  readonly suspended: string | null
  readonly lastReadAt: Instant.Instant | null
  readonly readRequestedAt: Instant.Instant | null
  readonly createdAt: Instant.Instant
  readonly updatedAt: Instant.Instant
  readonly request: PlainRequest
  readonly sealed: Uint8Array
  readonly results: Results
  /** The next action of the payer and the way of receipts, sealed. */
  readonly nextAction: Uint8Array | null
  /** The name of the API key that created it; null where that was not stored yet. */
  readonly createdBy: string | null
  /** The W3C `traceparent` of the request that created it, so that its steps go on in the same trace. */
  readonly traceParent: string | null
  /** The token of the fence under which it was read; null before anybody stood on one. */
  readonly fenceToken: string | null
}

/** The columns of a row as the driver gives them. */
export interface Columns {
  readonly seq: bigint
  readonly id: string
  readonly kind: Kind
  readonly reference: string
  readonly idempotency_key: string
  readonly body_digest: string
  readonly status: Status
  readonly step: Step
  readonly next_at: bigint | null
  readonly lane: string
  readonly lease_until: bigint | null
  readonly version: number
  readonly attempts: number
  readonly provider: string | null
  readonly fingerprint: string | null
  readonly provider_reference: string | null
  readonly parked: string | null
  readonly last_read_at: bigint | null
  readonly hinted_at: bigint | null
  readonly created_at: bigint
  readonly updated_at: bigint
  readonly request: PlainRequest
  readonly sealed: Uint8Array
  readonly facts: Partial<StoredFacts>
  readonly results: Results
  readonly next_action: Uint8Array | null
  readonly created_by: string | null
  readonly trace_parent: string | null
  readonly recovery: number | null
  readonly fence_token: string | null
  readonly recovered_epoch: bigint
  readonly parent: string | null
  readonly reserved: string
  readonly worth_currency: string | null
  readonly captured: string | null
  readonly elsewhere: string | null
  readonly disputed: string | null
  readonly stated_at: bigint | null
  readonly stated_by: string | null
  readonly states_refunds: boolean
}

const worthOf = (columns: Columns): Worth | null =>
  columns.stated_at === null || columns.stated_by === null || columns.worth_currency === null
    ? null
    : {
        currency: columns.worth_currency,
        captured: columns.captured,
        elsewhere: columns.elsewhere,
        disputed: columns.disputed,
        at: Number(columns.stated_at),
        by: columns.stated_by,
        statesRefunds: columns.states_refunds
      }

/** The row of these columns. */
export const fromColumns = (columns: Columns): Row => ({
  seq: Number(columns.seq),
  id: columns.id,
  kind: columns.kind,
  reference: columns.reference,
  idempotencyKey: columns.idempotency_key,
  bodyDigest: columns.body_digest,
  status: columns.status,
  step: columns.step,
  nextAt: Instant.orNull(columns.next_at),
  bulkhead: columns.lane,
  leaseUntil: Instant.orNull(columns.lease_until),
  version: columns.version,
  attempts: columns.attempts,
  provider: columns.provider,
  fingerprint: columns.fingerprint,
  providerReference: columns.provider_reference,
  suspended: columns.parked,
  lastReadAt: Instant.orNull(columns.last_read_at),
  readRequestedAt: Instant.orNull(columns.hinted_at),
  createdAt: Instant.of(Number(columns.created_at)),
  updatedAt: Instant.of(Number(columns.updated_at)),
  request: columns.request,
  sealed: columns.sealed,
  recovery: columns.recovery,
  numbersAfter: Number(columns.recovered_epoch),
  facts: fromStored(columns),
  results: columns.results,
  nextAction: columns.next_action,
  createdBy: columns.created_by,
  traceParent: columns.trace_parent,
  fenceToken: columns.fence_token,
  parent: columns.parent,
  worth: worthOf(columns),
  reserved: columns.reserved
})
