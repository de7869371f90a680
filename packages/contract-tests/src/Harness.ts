/**
 * The harness that a simulated provider gives to the suite: it makes the provider do things, and reports what really reached
 * it and what it really paid. One harness serves one kind, payouts or payments, and one law: it starts empty. It holds
 * no opinion about the adapter; what is expected stands in the laws, what is optional follows from the manifest.
 */
import type * as Callback from "@switchyard/core/Callback"
import type { CallbackTrust } from "@switchyard/core/Capabilities"
import type { Money } from "@switchyard/core/Money"
import type { OperationContext } from "@switchyard/core/OperationContext"
import type { PaymentRequest } from "@switchyard/core/Payment"
import type { HolderMatch, PayoutRequest } from "@switchyard/core/Payout"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import type { RefundRequest } from "@switchyard/core/Refund"
import type * as Replay from "@switchyard/core/Replay"
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Answer, Fault, Operation, Received, Request } from "./internal/harness/arrived.ts"
import type { Entry, Held, PaymentMoney } from "./internal/harness/held.ts"
import type { AnswerCase, FailureCodes, PayerAsk, StatusWord, WaitWords, WordsCase } from "./internal/harness/told.ts"

export type { Answer, Fault, Operation, Purpose, Received, Request } from "./internal/harness/arrived.ts"
export type { Entry, Held, PaidPayment, Part, PaymentMoney } from "./internal/harness/held.ts"
export type {
  AnswerCase,
  ExpectedOutcome,
  FailureCodes,
  PayerAsk,
  StatusWord,
  WaitWords,
  WhyFailed,
  WordsCase
} from "./internal/harness/told.ts"

/** Options of a request, under `providerOptions.<instance>`, that the adapter documents. */
export interface OptionCase {
  /** In words, such as `a payway in another currency`. */
  readonly what: string
  readonly options: { readonly [name: string]: unknown }
}

/** Options with which the adapter cannot work. */
export interface Misconfiguration {
  /** In words, such as `a template without the key`. */
  readonly what: string
  /** Builds the adapter with them, which must fail. */
  readonly build: Effect.Effect<unknown, unknown, Scope.Scope>
  /** Texts that the failure's message must hold, so that whoever configures finds the mistake: an option's name, what it lacks. */
  readonly messageContains: ReadonlyArray<string>
}

/** How a callback differs from the genuine one. */
export interface CallbackChanges {
  /** Another amount than the operation's, signed properly. */
  readonly amount?: Money
  /** Signed by somebody else, under the id of the provider's own key where there is one. */
  readonly isForged?: boolean
  /** The text in place of the provider's word for the status, signed properly. */
  readonly status?: string
}

/** The part of an adapter that reads callbacks: the parser of an instance, and what one of its kinds declares. */
export interface CallbackReader {
  readonly parseCallback?: Callback.Parse | undefined
  readonly capabilities: { readonly callbacks: typeof CallbackTrust.Type }
}

/** The callbacks of a provider that not every provider has; what is left out there is none of, by the documents. */
export interface CallbackKinds {
  /** One callback about all of these operations, in a status for which a callback is sent. */
  readonly several?: (references: ReadonlyArray<string>) => Effect.Effect<Callback.Raw>
  /** A genuine callback about nothing of ours, such as news of the provider. */
  readonly notOurs?: Effect.Effect<Callback.Raw>
  /**
   * A genuine callback about a refund or a dispute of a payment, of this amount. Must be there where the harness serves payments
   * and the provider tells of them.
   */
  readonly ofPayment?: (kind: "refund" | "dispute", reference: string, amount: Money) => Effect.Effect<Callback.Raw>
  /** Whether a callback about an operation of a context says of which; left out: it does not. */
  readonly statesContext?: boolean
  /** The keys that the provider publishes, where callbacks are verified by those. */
  readonly publishedKeys?: {
    /** From now on nobody can have them; an adapter that has asked for none yet has none. */
    readonly hide: Effect.Effect<void>
    /** From now on they can be had. */
    readonly show: Effect.Effect<void>
    /** Any genuine callback that is about no operation: reading it is what makes an adapter fetch them. */
    readonly any: Effect.Effect<Callback.Raw>
  }
  /** How old the time in a signature may be when the callback comes, where a signature bears one. */
  readonly toleranceMillis?: number
}

/** The part of an adapter that makes the keys of replays. */
export interface KeyMaker {
  /** As a service of core has it. */
  readonly replay: {
    readonly confirm: Effect.Effect<void, ReadFailed>
    /** The request is of the kind that the harness serves. */
    hash(
      request: PayoutRequest | PaymentRequest | RefundRequest,
      creation?: Pick<Replay.Record, "generation" | "prepared">
    ): Effect.Effect<Replay.Key | undefined>
  }
}

/** The provider as the suite controls it. */
export interface Service {
  /**
   * The time that adapter and provider share. The suite runs every law under it, so that nobody waits for the wall:
   * a manual clock in process, a simulator's own movable clock given to Effect on sockets.
   */
  readonly clock: Clock.Clock
  /** Moves that clock on; ends when what became due has run as far as it can in this process. */
  readonly advance: (by: Duration.Input) => Effect.Effect<void>
  /** Waits in real time for as long as an exchange without a fault may take: after it, the suite calls a call hung. */
  readonly patience: Effect.Effect<void>

  /** A reference that was never used. */
  readonly reference: Effect.Effect<string>
  /** Every secret the adapter was configured with, to search for. */
  readonly secrets: ReadonlyArray<string>
  /** Makes the suite's plain payout request what this provider needs; left out: it is sent as it is. */
  readonly payoutRequest?: (plain: PayoutRequest) => PayoutRequest
  /** The same for payments. */
  readonly paymentRequest?: (plain: PaymentRequest) => PaymentRequest
  /** The same for refunds. */
  readonly refundRequest?: (plain: RefundRequest) => RefundRequest
  /** Amounts that the provider takes on a route, where the manifest states no limits; left out: 10 to 1000. */
  readonly limits?: (method: string, currency: string) => { readonly min: Money; readonly max: Money }
  /**
   * Options of a request to try on every route, first of all those by which money could go another way, in another
   * currency or in another amount; left out: the adapter has none.
   */
  readonly options?: ReadonlyArray<OptionCase>
  /** The payment methods that lead to a card form and to a receipt upload, where those operations are offered. */
  readonly methods?: { readonly cardForm?: string; readonly uploadReceipt?: string }

  /**
   * Plays a fault on the next request of an operation. `after`: on the one that comes after so many others, counted from now; only
   * played on `prepare`.
   */
  readonly fault: (operation: Operation, fault: Fault, after?: number) => Effect.Effect<void>
  /** The reasons of create's documented refusals that the provider can be made to give; in stages, of the commit's. */
  readonly refusals: ReadonlyArray<Reason>
  /**
   * The answers on which the documents leave one reading: codes that are no plain refusal, contradictions, and where accounts
   * can be checked a check that found nothing out, which is `unknown`.
   */
  readonly answers: ReadonlyArray<AnswerCase>
  /** Where answers hold the provider's own words, beside its errors; left out: nowhere. */
  readonly words?: ReadonlyArray<WordsCase>
  /** The genuine answer to a create under another id of the provider's; undefined where none is stated, or none of this form. */
  readonly underId?: (genuine: Answer, id: string) => Answer | undefined
  /** The operations whose answers repeat our reference, by the provider's documents. */
  readonly repeatsReference: ReadonlyArray<"create" | "get">

  /** How many connections were asked for, those included that never stood, and without those for tokens. */
  readonly connecting: Effect.Effect<number>
  /**
   * What the simulator itself has thrown while it answered, where it can: shown in place of what a law found. Left out: then it is
   * a connection that was lost, to the adapter and to the law.
   */
  readonly thrown?: Effect.Effect<unknown>
  /** Every request of an operation that reached the provider, in order, those included that it cut off or refused. */
  readonly received: Effect.Effect<ReadonlyArray<Received>>
  /** The same as they came, but for those that were cut off before they were read. */
  readonly requests: Effect.Effect<ReadonlyArray<Request>>
  /**
   * What the provider does not look at when it distinguishes a repeated create from a new one, by name: headers, members of the
   * query and of the body, such as a time, a nonce, and a signature over them. Left out: it looks at everything.
   */
  readonly varies?: ReadonlyArray<string>
  /**
   * Whether an answer that the provider repeats from its memory bears a mark, by the documents; left out: it does not. Only
   * asked for where the manifest says `replayed`.
   */
  readonly marksRepeats?: boolean
  /**
   * The same adapter built once more of the same options, as after a restart: the keys of replays are compared with its own.
   * Must be there where the adapter has replays.
   */
  readonly rebuilt?: Effect.Effect<KeyMaker, unknown, Scope.Scope>
  /** Two contexts that the provider knows. Must be there where the manifest lists members of a context. */
  readonly contexts?: readonly [OperationContext, OperationContext]
  /** The context in which a request was made, as it arrived: from its headers, its query or its body. Must be there with `contexts`. */
  readonly contextOf?: (request: Request) => Readonly<Record<string, string | undefined>>
  /**
   * Every operation that the provider holds: one entry for each create that it carried out. What is only prepared is none, nor what
   * has ended without ever being committed.
   */
  readonly held: Effect.Effect<ReadonlyArray<Held>>
  /** The money that the provider has really paid out (payouts) or got from payers (payments). */
  readonly paid: Effect.Effect<ReadonlyArray<Entry>>

  /**
   * What the provider's answers state of an operation beside its amount, by their names here; what is left out they do not. Left out
   * altogether: it cannot be told.
   */
  readonly sums?: (reference: string) => Effect.Effect<{
    readonly fee?: Money | undefined
    readonly debited?: Money | undefined
    readonly credited?: Money | undefined
  }>
  /** Names of a holder for account checks, and what the provider says of each; left out: it compares none, or cannot be told. */
  readonly holders?: ReadonlyArray<{ readonly name: string; readonly means: (typeof HolderMatch)["Type"] }>
  /** The money of payments that exist. Must be there where payments are captured by hand, and for refunds. */
  readonly money?: PaymentMoney

  /**
   * Somebody else commits whatever stands under this reference and can be, such as a colleague in the provider's dashboard; or
   * pays it, such as a payer who tries again. `paid` shows it: one entry for each. Must be there where the manifest has stages or
   * something can be abandoned.
   */
  readonly office?: (reference: string) => Effect.Effect<void>
  /** For how long what was prepared can be committed, by the documents; left out: no end is documented. */
  readonly preparedForMillis?: number
  /** Look-ups that go on showing what was before a commit; left out: by the documents they show it at once. */
  readonly lag?: {
    /** How long that may last, by the documents. */
    readonly forMillis: number
    /** From now on what stands under this reference is shown as it is now. */
    readonly begin: (reference: string) => Effect.Effect<void>
    /** From now on it is shown as it is. */
    readonly end: (reference: string) => Effect.Effect<void>
  }
  /**
   * The next create is carried out and declined, and can still be paid. Must be there where a documented status means `declined`.
   */
  readonly decline?: Effect.Effect<void>

  /** The provider's documented statuses. */
  readonly statuses: ReadonlyArray<StatusWord>
  /** The codes by which it says why an operation did not succeed; left out: its documents list none. */
  readonly failures?: FailureCodes | undefined
  /** The words by which it says whom an operation waits for; left out: there are none beside the status. */
  readonly waits?: WaitWords | undefined
  /**
   * What the answers about a payment that waits can tell its payer, two of each kind at the least, where the provider has several; left out:
   * the simulator cannot be told.
   */
  readonly payerAsks?: ReadonlyArray<PayerAsk> | undefined
  /** Whether a payment's answer states what the payer has paid, by the documents; left out: it does not. */
  readonly statesPayerPaid?: boolean
  /** A status that the documents do not list. */
  readonly unknownStatus: string
  /** Moves an operation to a status by the provider's word for it; money moves with it. */
  readonly settle: (reference: string, word: string) => Effect.Effect<void>
  /** The words of those statuses for which the provider sends a callback; empty where it sends none. */
  readonly callbackStatuses: ReadonlyArray<string>
  /** The callback that the provider would send to our address about an operation in one of those statuses. */
  readonly callback: (reference: string, changes?: CallbackChanges) => Effect.Effect<Callback.Raw>
  /** The callbacks that not every provider has; left out: none of them. */
  readonly callbackKinds?: CallbackKinds
  /** The same adapter configured without any secret for callbacks; failing to be built is a right answer too. */
  readonly withoutSecret: Effect.Effect<CallbackReader, unknown, Scope.Scope>
  /** Options with which the adapter must refuse to be built. */
  readonly misconfigured: ReadonlyArray<Misconfiguration>
}

/** The harness in the environment. */
export class Harness extends Context.Service<Harness, Service>()("@switchyard/contract-tests/Harness") {}
