/**
 * The provider under test, seen as what payouts and payments have in common, so that one law can speak of both. It
 * adds nothing to the calls it makes: what the law sees is what a caller of the adapter would see.
 */
import type * as Anomaly from "@switchyard/core/Anomaly"
import type { Parse } from "@switchyard/core/Callback"
import type * as Capabilities from "@switchyard/core/Capabilities"
import type { Failure } from "@switchyard/core/Failure"
import type * as Money from "@switchyard/core/Money"
import type { NextAction } from "@switchyard/core/NextAction"
import type { Send, SendOptions } from "@switchyard/core/Outcome"
import type { PaymentRequest, ReceiptLinks } from "@switchyard/core/Payment"
import type { PayoutRequest } from "@switchyard/core/Payout"
import type { ProviderAmount } from "@switchyard/core/ProviderAmount"
import type { FieldIssue, ReadError, ReadFailed } from "@switchyard/core/ProviderError"
import type { LookUpOptions, Query } from "@switchyard/core/Reference"
import type { RefundRequest } from "@switchyard/core/Refund"
import type * as Replay from "@switchyard/core/Replay"
import type * as Stages from "@switchyard/core/Stages"
import type { WaitingFor } from "@switchyard/core/WaitingFor"
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { Harness, Operation } from "./Harness.ts"
import type { Broken } from "./internal/expect.ts"
import type { Target } from "./internal/sample.ts"

/** The common part of payouts and payments when a provider reports them. */
export interface Reported {
  readonly reference: string
  readonly providerReference?: string
  readonly ids?: Readonly<Record<string, string>>
  readonly status: string
  readonly providerStatus: string
  readonly createdAt?: DateTime.Utc
  readonly amount?: Money.Money
  readonly payerPaid?: Money.Money
  readonly fee?: Money.Money
  readonly debited?: Money.Money
  readonly credited?: Money.Money
  readonly providerAmounts?: ReadonlyArray<ProviderAmount>
  readonly failure?: Failure
  readonly waitingFor?: WaitingFor
  readonly next?: NextAction
  readonly session?: Redacted.Redacted<string>
  readonly receiptLinks?: ReceiptLinks
  readonly account?: Redacted.Redacted<string>
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
}

/** A request, ready to be sent as often as a law wants. */
export interface Asked {
  readonly reference: string
  readonly amount: Money.Money
  /** The request itself, to search for what it holds. */
  readonly request: PayoutRequest | PaymentRequest | RefundRequest
  /** The issues for which the adapter would refuse it, found without sending. */
  readonly issues: () => ReadonlyArray<FieldIssue>
  readonly send: (options?: SendOptions) => Send<Reported>
  /** The key by which it is known again when it is replayed; of a create in stages, with what was prepared for it. */
  readonly hash: (creation?: Stages.Creation) => Effect.Effect<Replay.Key | undefined>
  /** Prepares it and commits nothing. */
  readonly prepare: (generation: number) => Send<Stages.Prepared>
  /** Asks the provider to end what a create of it has left. */
  readonly abandon: (left: Stages.AbandonOptions) => Send<Stages.Abandoned>
  /** Sends it again by the record of its first send, or nothing. */
  readonly replay: (
    record: Replay.Record,
    options?: Replay.Options
  ) => Effect.Effect<Replay.Ended<Reported>, Replay.NotReplayed>
}

/** The wishes of a law for a request; the rest is the suite's. */
export interface Wish {
  readonly reference?: string
  readonly amount?: Money.Money
  readonly target?: Target
  /** Options under `providerOptions.<instance>`. */
  readonly options?: { readonly [name: string]: unknown }
  /** Members put in place of good ones, as an untyped caller might. */
  readonly changes?: { readonly [member: string]: unknown }
  /** Another payee than the usual one. */
  readonly payee?: "other"
}

/** One operation that moves money or changes something at the provider. */
export interface SendCase {
  readonly operation: Operation
  /** The only method that it is for, where there is one. */
  readonly method?: string | undefined
  /** Whether it can be made for a route; left out: for every one. */
  readonly takes?: (target: Target) => boolean
  /** Makes what the send needs, such as a payout to cancel; afterwards `send` may be run. */
  readonly prepare: Effect.Effect<
    {
      readonly reference: string
      /** Personal values of the operation that no outcome may show. */
      readonly personal: ReadonlyArray<string>
      readonly send: (options?: SendOptions) => Send<unknown>
    },
    Broken,
    Subject | Harness
  >
}

/** One operation that reads, made ready to be asked once. */
export interface AskCase {
  readonly operation: Operation
  /** The only method that it is for, where there is one. */
  readonly method?: string | undefined
  /** Whether it is about the merchant's account, whatever the route. */
  readonly isOfAccount?: boolean
  readonly prepare: Effect.Effect<
    {
      /** Secrets of the question, and personal values of its operation, that no outcome may show; it is given them. */
      readonly personal: ReadonlyArray<string>
      readonly ask: Effect.Effect<unknown, ReadError>
    },
    Broken,
    Subject | Harness
  >
}

/** The provider under test. */
export interface Service {
  readonly kind: "payouts" | "payments" | "refunds"
  readonly provider: string
  readonly capabilities: Capabilities.Capabilities<string>
  readonly targets: ReadonlyArray<Target>
  readonly ask: (wish?: Wish) => Effect.Effect<Asked, never, Harness>
  /** The request is of the kind of the subject. */
  get(
    query: Query,
    options?: LookUpOptions<PayoutRequest | PaymentRequest | RefundRequest>
  ): Effect.Effect<Reported, ReadError>
  /** Asks to cancel, where the kind has that. */
  readonly cancel?: (query: Query, options?: SendOptions) => Send<unknown>
  /** Every operation that sends, as far as the provider has it. */
  readonly sends: ReadonlyArray<SendCase>
  /** Every operation that reads, as far as the provider has it. */
  readonly asks: ReadonlyArray<AskCase>
  /** The parser of its instance. */
  readonly parseCallback: Parse | undefined
  /** Has the account behind the instance confirmed, without which nothing is replayed. */
  readonly replay: { readonly confirm: Effect.Effect<void, ReadFailed> }
}

/** The provider under test in the environment. */
export class Subject extends Context.Service<Subject, Service>()("@switchyard/contract-tests/Subject") {}
