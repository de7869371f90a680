/**
 * The facade for code without Effect: the same operations as promises. They take JSON-like input and resolve to the
 * unions of `Answer`; they never reject. Everything here is a translation: what happens is decided by the Effect face.
 */
import type * as Balance from "@switchyard/core/Balance"
import type * as Callback from "@switchyard/core/Callback"
import type * as NextAction from "@switchyard/core/NextAction"
import type * as Payment from "@switchyard/core/Payment"
import type * as Payout from "@switchyard/core/Payout"
import type { Sensitive } from "@switchyard/core/Redaction"
import type { Query } from "@switchyard/core/Reference"
import type * as Redacted from "effect/Redacted"
import type { CallbackAnswer, CreateAnswer, PlannedJson, ReadAnswer, SendAnswer } from "./Answer.ts"
import type * as Payments from "./Payments.ts"
import type * as Payouts from "./Payouts.ts"
import type { Candidate, From } from "./Routing.ts"
import type { Instance } from "./Switchyard.ts"

/** An instant, as a `Date` or as ISO 8601 text. */
export type Instant = Date | string

/** What every call may be given. */
export interface CallOptions {
  /** Ends the waiting. A send that has begun resolves to `unknown` at once and goes on to its own deadline. */
  readonly signal?: AbortSignal | undefined
}

/** What a call about an operation that exists may be given. */
export interface AboutOptions extends CallOptions {
  /** The personal values of the operation: the answer hides them where the provider repeats them. */
  readonly sensitive?: Sensitive | undefined
}

/** What `create` may be given. */
export interface CreateOptions extends CallOptions {
  /** Nothing of any attempt leaves after this instant. Left out, each attempt has 30 seconds. */
  readonly deadline?: Instant | undefined
  /** Runs before each attempt; nothing of it is sent before this has resolved, and nothing at all when it rejects. */
  readonly beforeAttempt?: ((attempt: PlannedJson) => unknown) | undefined
}

/** What `createOn` may be given. */
export interface CreateOnOptions extends CallOptions {
  /** The instant of the attempt's record: nothing leaves after it. 30 seconds from now when left out. */
  readonly sendUntil?: Instant | undefined
}

/** What any other send may be given. */
export interface SendOptions extends AboutOptions {
  /** Nothing leaves after this instant. 30 seconds from now when left out. */
  readonly deadline?: Instant | undefined
}

/** What a read may be given that can choose its instance by the rules. */
export interface AskOptions extends CallOptions {
  readonly instance?: string | undefined
}

/** A payout request in JSON. */
export type PayoutInput = typeof Payouts.PayoutRequest.Encoded

/** A payment request in JSON. */
export type PaymentInput = typeof Payments.PaymentRequest.Encoded

/** A payout in JSON. */
export type PayoutJson = typeof Payout.Payout.Encoded

/** A payment in JSON. */
export type PaymentJson = typeof Payment.Payment.Encoded

/** A receipt upload whose file is a `Uint8Array`. */
export type ReceiptUpload = typeof Payment.ReceiptUpload.Type

/** Payouts as promises; see `Payouts` for what each does. */
export interface PayoutsClient {
  /** Every instance, whether it would be tried, and why; asks nobody. */
  readonly candidates: (input: PayoutInput) => Promise<ReadAnswer<ReadonlyArray<Candidate>>>
  /** Asks for a payout: the candidates one after the other, as long as nothing was done. */
  readonly create: (input: PayoutInput, options?: CreateOptions) => Promise<CreateAnswer<PayoutJson>>
  /** One attempt on one instance, for platforms that write attempts down. */
  readonly createOn: (
    instance: string,
    input: PayoutInput,
    options?: CreateOnOptions
  ) => Promise<SendAnswer<PayoutJson>>
  /** Reads a payout at the instance that has it. */
  readonly get: (instance: string, query: Query, options?: AboutOptions) => Promise<ReadAnswer<PayoutJson>>
  /** Asks to cancel; only a later status says whether it is canceled. */
  readonly cancel: (
    instance: string,
    query: Query,
    options?: SendOptions
  ) => Promise<SendAnswer<{ readonly asked: true }>>
  /** Calculates beforehand; creates nothing. */
  readonly quote: (
    input: typeof Payout.QuoteRequest.Encoded,
    options?: AskOptions
  ) => Promise<ReadAnswer<typeof Payout.Quote.Encoded & From>>
  /** Whether an account can be paid; creates nothing. */
  readonly checkAccount: (
    input: typeof Payout.AccountCheckRequest.Encoded,
    options?: AskOptions
  ) => Promise<ReadAnswer<typeof Payout.AccountCheck.Encoded & From>>
  /** The merchant's money at one instance. */
  readonly balance: (
    instance: string,
    options?: CallOptions
  ) => Promise<ReadAnswer<ReadonlyArray<typeof Balance.Balance.Encoded>>>
  /** Verifies a callback, then decodes it; it is never more than a reason to read the status. */
  readonly parseCallback: (
    instance: string,
    raw: Callback.Raw
  ) => Promise<CallbackAnswer<typeof Callback.Event.Encoded>>
}

/** Payments as promises; see `Payments` for what each does. */
export interface PaymentsClient {
  /** Every instance, whether it would be tried, and why; asks nobody. */
  readonly candidates: (input: PaymentInput) => Promise<ReadAnswer<ReadonlyArray<Candidate>>>
  /** Asks for a payment: the candidates one after the other, as long as nothing was done. */
  readonly create: (input: PaymentInput, options?: CreateOptions) => Promise<CreateAnswer<PaymentJson>>
  /** One attempt on one instance, for platforms that write attempts down. */
  readonly createOn: (
    instance: string,
    input: PaymentInput,
    options?: CreateOnOptions
  ) => Promise<SendAnswer<PaymentJson>>
  /** Reads a payment at the instance that has it. */
  readonly get: (instance: string, query: Query, options?: AboutOptions) => Promise<ReadAnswer<PaymentJson>>
  /** Calculates beforehand; creates nothing. */
  readonly quote: (
    input: typeof Payment.QuoteRequest.Encoded,
    options?: AskOptions
  ) => Promise<ReadAnswer<typeof Payment.Quote.Encoded & From>>
  /** The form by which the payer's browser gives its card; card data never passes through us. */
  readonly cardForm: (
    instance: string,
    session: Redacted.Redacted<string>,
    options?: AboutOptions
  ) => Promise<ReadAnswer<typeof NextAction.CardForm.Encoded>>
  /** Uploads the proof of a transfer, only to hosts that are configured. */
  readonly uploadReceipt: (
    instance: string,
    upload: ReceiptUpload,
    options?: SendOptions
  ) => Promise<SendAnswer<typeof Payment.Receipt.Encoded>>
  /** The receipts of a payment and what the provider thinks of them. */
  readonly receipts: (
    instance: string,
    links: Payment.ReceiptLinks,
    options?: AboutOptions
  ) => Promise<ReadAnswer<ReadonlyArray<typeof Payment.Receipt.Encoded>>>
  /** Verifies a callback, then decodes it; it is never more than a reason to read the status. */
  readonly parseCallback: (
    instance: string,
    raw: Callback.Raw
  ) => Promise<CallbackAnswer<typeof Callback.Event.Encoded>>
}

/** The facade as promises. */
export interface Client extends AsyncDisposable {
  /** The configured instances, in the order of the config. */
  readonly instances: ReadonlyArray<Instance>
  readonly payments: PaymentsClient
  readonly payouts: PayoutsClient
  /** Lets nothing new begin and resolves once every send has ended; reads and hooks are let go of at once. */
  readonly close: () => Promise<void>
}
