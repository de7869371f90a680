/**
 * The calls that the HTTP API may make to the durable core, and how it can be refused. The core stores before it answers; every
 * method fails with `StoreUnavailable` while the database is away, and then nothing was acknowledged.
 */
import {
  type Callback,
  type Money,
  type NextAction,
  type OperationContext,
  type Outcome,
  type Payment,
  type ProviderError,
  ProviderError as ProviderErrors,
  type Redaction,
  type Refund
} from "@switchyard/core"
import type { Payments, Payouts } from "@switchyard/facade"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Reason } from "./Readiness.ts"
import type { PaymentResource, PayoutResource, RefundResource, TimelineEntry } from "./Resource.ts"
import { type Resolution as Decidable, everyKind } from "./statuses.ts"

/**
 * The database cannot be reached, or refuses what was to be written for its content. Refused, nothing was written;
 * otherwise it may have been, if the answer was lost: keys and versions make the same again harmless.
 */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  retryAfterSeconds: Schema.Int,
  isAboutContent: Schema.Boolean,
  /** The records may be older than what was sent: nothing of them changes before a recovery. */
  isFenced: Schema.optionalKey(Schema.Boolean),
  /** Another operation of the kind has the provider's id at the account; nothing was written. */
  isIdTaken: Schema.optionalKey(Schema.Boolean)
}) {}

/** Which operation an answer is about when it is about another one than was asked for. */
export const Named = Schema.Struct({ id: Schema.String, kind: Schema.Literals(everyKind) })

/** The request cannot be carried out as things stand; `code` is stable, such as `duplicate_reference`. */
export class Conflict extends Schema.TaggedError<Conflict>()("Conflict", {
  code: Schema.Literals([
    "duplicate_reference",
    "idempotency_key_reused",
    "not_cancelable",
    "not_resolvable",
    "not_abandonable",
    "in_flight",
    "acceptance_of_duplicate_risk_required",
    "card_form_unavailable",
    "receipts_unavailable",
    "receipt_exists",
    "exceeds_captured",
    "exceeds_authorized",
    "not_capturable",
    "unsupported"
  ]),
  message: Schema.String,
  /** The operation that is in the way. */
  operation: Schema.optionalKey(Named),
  /** Where the risk of a duplicate must be accepted: the instances that may still pay, as far as they can be named. */
  mayStillPay: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Where more would be paid back than was captured, or captured than is held: what is left, or null where that is not known. */
  left: Schema.optionalKey(Schema.NullOr(Schema.Struct({ value: Schema.String, currency: Schema.String })))
}) {}

/**
 * Nobody can carry it out as it was asked; nothing was stored. The issues name fields that stand in the way, and reasons,
 * never values; without any, no other value of a field would help. `instances` says of each instance why not.
 */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  message: Schema.String,
  issues: Schema.Array(ProviderErrors.FieldIssue),
  instances: Schema.Array(ProviderErrors.Obstacle)
}) {}

/** There is no such operation. */
export class NoSuchOperation extends Schema.TaggedError<NoSuchOperation>()("NoSuchOperation", { id: Schema.String }) {}

/** The provider was asked too recently. */
export class TooEarly extends Schema.TaggedError<TooEarly>()("TooEarly", { retryAfterSeconds: Schema.Int }) {}

/** Too many callbacks wait that may be forged; this one was not kept, and may be sent again. */
export class InboxFull extends Schema.TaggedError<InboxFull>()("InboxFull", { retryAfterSeconds: Schema.Int }) {}

/** A request to create: the key and a digest of the body make a repeat recognisable. */
export interface Create<Request> {
  readonly idempotencyKey: string
  /** SHA-256 of the canonical JSON body. */
  readonly bodyDigest: string
  readonly request: Request
  /** The name of the API key that asked for it. */
  readonly createdBy?: string | undefined
  /** The payment whose missing rest this one collects. */
  readonly followUpOf?: string | undefined
}

/** A refund that a merchant asks for. */
export interface RefundInput {
  readonly reference: string
  /** The id of its payment here. */
  readonly payment: string
  /** What is paid back; left out, all that is left of the payment, fixed when it is made. */
  readonly amount?: Money.Money | undefined
  readonly request: Pick<Refund.RefundRequest, "reason" | "description" | "metadata" | "providerOptions">
  /** Why whoever asks may not move money in the context of the payment; left out, it may. */
  readonly contextIssues?: (
    context: OperationContext.OperationContext | undefined
  ) => ReadonlyArray<ProviderError.FieldIssue>
}

/** A capture or a cancel that a merchant asks for. */
export interface ChangeInput extends Pick<Create<never>, "idempotencyKey" | "bodyDigest" | "createdBy"> {
  readonly name: "capture" | "cancel"
  /** What is captured; left out, all that is still held. */
  readonly amount?: Money.Money | undefined
  /** False where the rest stays held after a capture. */
  readonly isFinal?: boolean | undefined
  /** Why whoever asks may not move money in the context of the payment; left out, it may. */
  readonly contextIssues?: RefundInput["contextIssues"]
}

/** The first answer, or the first answer again. */
export interface Created<Resource> {
  readonly resource: Resource
  readonly replayed: boolean
}

/** The filter and the page of a list; newest first. */
export interface ListQuery {
  readonly status?: string | undefined
  readonly reference?: string | undefined
  readonly provider?: string | undefined
  readonly createdBy?: string | undefined
  /** Of refunds: the id of their payment. */
  readonly parent?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** One page of a list. */
export interface Page<Resource> {
  readonly data: ReadonlyArray<Resource>
  readonly nextCursor: string | null
}

/** An operator's decision. */
export interface Resolution {
  readonly outcome: Decidable
  readonly note: string
  readonly acceptDuplicateRisk: boolean
  /** The name of the API key that decided. */
  readonly operator: string
}

/** An operator's wish that what is left is abandoned. */
export interface AbandonRequest {
  readonly note: string
  readonly operator: string
}

/** Operations of one kind, processed durably. */
export interface OperationService<Request, Resource> {
  readonly create: (input: Create<Request>) => Effect.Effect<Created<Resource>, Conflict | Refused | StoreUnavailable>
  /** The first answer again where this key came with this body before; undefined where it did not. */
  readonly replay: (
    key: Pick<Create<Request>, "idempotencyKey" | "bodyDigest">
  ) => Effect.Effect<Created<Resource> | undefined, StoreUnavailable>
  readonly get: (id: string) => Effect.Effect<Resource, NoSuchOperation | StoreUnavailable>
  readonly list: (query: ListQuery) => Effect.Effect<Page<Resource>, StoreUnavailable>
  readonly timeline: (id: string) => Effect.Effect<ReadonlyArray<TimelineEntry>, NoSuchOperation | StoreUnavailable>
  /** Asks the provider now, within its spacing, and applies what it says. */
  readonly refresh: (
    id: string
  ) => Effect.Effect<Resource, NoSuchOperation | TooEarly | Conflict | ProviderError.ReadError | StoreUnavailable>
  readonly resolve: (
    id: string,
    resolution: Resolution
  ) => Effect.Effect<Resource, NoSuchOperation | Conflict | StoreUnavailable>
  /** Ends when the operation has left `created` and `submitting`, or the time is up. */
  readonly settled: (id: string, seconds: number) => Effect.Effect<Resource, NoSuchOperation | StoreUnavailable>
}

/** Operations of a kind of which something may be left at their provider: a refund leaves nothing, as it is made in one request. */
export interface StagedService<Request, Resource> extends OperationService<Request, Resource> {
  /** Has what is left of it at its provider abandoned: it is read first, and then asked for as an attempt that is written down. */
  readonly abandon: (
    id: string,
    request: AbandonRequest
  ) => Effect.Effect<Resource, NoSuchOperation | Conflict | StoreUnavailable>
}

/** Where transfer receipts of a payment go. */
export interface ReceiptPlace {
  readonly instance: string
  readonly reference: string
  readonly links: Payment.ReceiptLinks
  readonly context: OperationContext.OperationContext | undefined
  /** Values that nothing the provider says of them may repeat. */
  readonly sensitive: Redaction.Sensitive
}

/** The durable core. */
export interface Service {
  readonly payouts: StagedService<Payouts.PayoutRequest, PayoutResource> & {
    readonly cancel: (
      id: string
    ) => Effect.Effect<PayoutResource, NoSuchOperation | Conflict | TooEarly | StoreUnavailable>
  }
  readonly payments: StagedService<Payments.PaymentRequest, PaymentResource> & {
    /** Asks the provider for the form by which the payer gives its card; nothing of it is stored. */
    readonly cardForm: (
      id: string
    ) => Effect.Effect<
      typeof NextAction.CardForm.Type,
      NoSuchOperation | Conflict | ProviderError.ReadError | StoreUnavailable
    >
    /**
     * Asks for a capture of what is held, or that it is let go, once for each key: what became of it shows when it is read. A payment
     * of which nothing was sent is canceled at once. The same again under its key gives the payment as it is then.
     */
    readonly change: (
      id: string,
      input: ChangeInput
    ) => Effect.Effect<Created<PaymentResource>, NoSuchOperation | Conflict | Refused | StoreUnavailable>
    /** Where transfer receipts of a payment go, once its provider has said so. */
    readonly receiptPlace: (id: string) => Effect.Effect<ReceiptPlace, NoSuchOperation | Conflict | StoreUnavailable>
    /** Hands in a payer's transfer receipt: one for each payment, unless it is proven that it did not arrive. */
    readonly uploadReceipt: (
      id: string,
      file: Uint8Array
    ) => Effect.Effect<
      Outcome.Outcome<Payment.Receipt>,
      NoSuchOperation | Conflict | ProviderError.SendError | StoreUnavailable
    >
  }
  readonly refunds: OperationService<RefundInput, RefundResource>
  /** Stores a callback as it came; only then may it be answered. It is handled later, as a reason to read. */
  readonly receiveCallback: (
    instance: string,
    raw: Omit<Callback.Raw, "receivedAt">
  ) => Effect.Effect<void, InboxFull | StoreUnavailable>
  /** Why this node may not be used now; nothing where it may. */
  readonly notReady: Effect.Effect<ReadonlyArray<Reason>>
}

/** The durable core in the environment. */
export class Operations extends Context.Service<Operations, Service>()("@switchyard/gateway/Operations") {}
