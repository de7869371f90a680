/**
 * The harness that a simulated provider gives to the suite: it makes the provider do things, and reports what really reached
 * it and what it really paid. One harness serves one kind, payouts or payments, and one law: it starts empty. It holds
 * no opinion about the adapter; what is expected stands in the laws, what is optional follows from the manifest.
 */
import type * as Callback from "@switchyard/core/Callback"
import type { CallbackTrust } from "@switchyard/core/Capabilities"
import type { Money } from "@switchyard/core/Money"
import type { OperationContext } from "@switchyard/core/OperationContext"
import type { PaymentRequest, Status as PaymentStatus } from "@switchyard/core/Payment"
import type { CaptureStatus, RefundStatus } from "@switchyard/core/PaymentParts"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { PayoutRequest, Status as PayoutStatus } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import type { Of, RefundRequest } from "@switchyard/core/Refund"
import type * as RefundProvider from "@switchyard/core/RefundProvider"
import type * as Replay from "@switchyard/core/Replay"
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"

/**
 * The operations of our interface by which requests are distinguished. Of a create in stages `prepare` is every request before the
 * commit, and `create` is the commit.
 */
export type Operation =
  | keyof PaymentProvider.Operations
  | keyof PayoutProvider.Operations
  | keyof RefundProvider.Operations
  | "prepare"
  | "abandon"

/** An answer as it goes over the line. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number
  readonly body: string
  /** Headers beside the genuine ones, or in place of them; names are lower-case. */
  readonly headers?: Readonly<Record<string, string>>
  /** The bytes sent in place of the body, where that is not text. */
  readonly bytes?: Uint8Array<ArrayBuffer>
}

/** One way for the next request of an operation to go wrong. Where "acts" is written, the provider carries it out first. */
export type Fault =
  /** Nobody listens: the connection is refused, no byte leaves. */
  | { readonly kind: "refused" }
  /** The name of the host is not resolved, no byte leaves. */
  | { readonly kind: "unresolved" }
  /** The connection stands only after so long by the shared clock; before that no byte leaves. */
  | { readonly kind: "slowConnect"; readonly millis: number }
  /** The connection stands and ends before the request is read. */
  | { readonly kind: "cutBeforeReading" }
  /** Acts, then ends the connection without an answer. */
  | { readonly kind: "cutAfterActing" }
  /** Reads the request, does nothing, never answers. */
  | { readonly kind: "stallWithoutActing" }
  /** Acts, and never answers. */
  | { readonly kind: "stallAfterActing" }
  /** Acts; half of the answer arrives before the connection ends. */
  | { readonly kind: "truncate" }
  /** Acts; answers 2xx with a body that cannot be decoded, holding `text` where given. */
  | { readonly kind: "rubbish"; readonly text?: string }
  /** Acts; answers 2xx in the right format, but without what the documents promise. */
  | { readonly kind: "undocumented" }
  /** Acts; a proxy answers 502 with a page. */
  | { readonly kind: "html502" }
  /** Acts; answers 302 to another address of the same provider. */
  | { readonly kind: "redirect" }
  /** Acts; answers an error, well formed, that no document lists, saying `text` where given. */
  | { readonly kind: "unknownAnswer"; readonly text?: string }
  /** Acts, and answers so long after by the shared clock. */
  | { readonly kind: "slow"; readonly millis: number }
  /** Does not act; answers 429 with Retry-After in seconds. */
  | { readonly kind: "rateLimit"; readonly retryAfterSeconds: number }
  /** Does not act; answers the documented refusal that stands for this reason. */
  | { readonly kind: "refuse"; readonly reason: Reason }
  /** Acts; answers with what the documents say of that refusal, a code or a text, inside longer words that they do not list. */
  | { readonly kind: "nearRefusal"; readonly reason: Reason }
  /** Does not act; answers that the reference is used already. Only played where the manifest says `refused`. */
  | { readonly kind: "duplicate" }
  /** Acts; the answer speaks of another reference. Only played on what `repeatsReference` lists. */
  | { readonly kind: "otherReference" }
  /** Acts; its genuine answer arrives changed: under another status, with another body, with other headers. */
  | { readonly kind: "changed"; readonly change: (genuine: Answer) => Answer }

/** One request that reached the provider; `reference` is undefined where it was not read or has none. */
export interface Received {
  readonly operation: Operation
  readonly reference: string | undefined
}

/** A request as it arrived. */
export interface Request {
  readonly operation: Operation
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Everything after `?`, or the empty text. */
  readonly query: string
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string>>
  /** The empty text where there is none, and where it is no text. */
  readonly body: string
}

/** Money that the provider has moved, by the operation that it belongs to. */
export interface Entry {
  readonly reference: string
  readonly amount: Money
}

/**
 * One create that the provider carried out, with what it was sent: in our words where it has its own, so that a law can
 * compare it with what was asked. What it was not sent is undefined.
 */
export interface Held extends Entry {
  /** The way the money goes or comes, as the routes of the manifest name it. */
  readonly method: string
  /** The amount that leaves our balance, where it was sent in place of what the recipient gets. */
  readonly debit?: Money | undefined
  /** Where a payout goes, as `Destination.account` has it. */
  readonly account?: string | undefined
  readonly holder?: string | undefined
  readonly bank?: string | undefined
  readonly bic?: string | undefined
  readonly country?: string | undefined
  readonly scheme?: string | undefined
  /** Of the recipient of a payout what was sent, by the names of its members: `recipient.name`, `recipient.address.city` … */
  readonly recipient?: Readonly<Record<string, string | undefined>>
  readonly description?: string | undefined
  /** The currency of the balance that was chosen. */
  readonly source?: string | undefined
  /** The id of the offer that was taken up. */
  readonly offer?: string | undefined
  /** The context in which it was carried out. */
  readonly context?: Readonly<Record<string, string>> | undefined
  /** Everything else that came with the create, by the provider's own names. */
  readonly fields: Readonly<Record<string, string>>
}

/** One capture or refund of a payment as the provider holds it; `mark` is ours, and missing for what its desk has made. */
export interface Part<Status> {
  readonly id: string
  readonly mark?: string | undefined
  readonly amount: Money
  readonly status: Status
}

/** A payment at the provider whose refunds are looked at, and the way it was paid. */
export interface PaidPayment {
  readonly method: string
  readonly amount: Money
  readonly context?: OperationContext | undefined
}

/**
 * What the provider holds of the money of payments that exist, and what happens to it without us. Of a harness of refunds `payment`
 * must be there, of one of payments the rest, where something can be captured.
 */
export interface PaymentMoney {
  /** Makes a payment that was paid, and of which nothing was paid back yet. */
  readonly payment?: (paid: PaidPayment) => Effect.Effect<Of>
  /** Every capture of a payment, in the order in which they were made. */
  readonly captures: (reference: string) => Effect.Effect<ReadonlyArray<Part<CaptureStatus>>>
  /** Every refund of a payment, in the order in which they were made. */
  readonly refunds: (reference: string) => Effect.Effect<ReadonlyArray<Part<RefundStatus>>>
  /** Somebody at the provider's own desk captures a part of a payment that is held. */
  readonly captureElsewhere: (reference: string, amount: Money) => Effect.Effect<void>
  /** Somebody at the provider's own desk pays a part of a payment back. */
  readonly refundElsewhere: (reference: string, amount: Money) => Effect.Effect<void>
}

/** One word of the provider's status list, with what its documents say it means. */
export interface StatusWord {
  readonly word: string
  readonly means: PayoutStatus | PaymentStatus | RefundStatus
}

/** How a call must end that gets a certain answer; what is left out may be anything. */
export interface ExpectedOutcome {
  /** `Found` is a read that worked. */
  readonly as: "Accepted" | "OutcomeUnknown" | "NotExecuted" | "Rejected" | "Found" | "ReadFailed" | "NotFound"
  readonly reason?: Reason
  /** The provider's own code, which the outcome must repeat. */
  readonly providerCode?: string
  /** The status of what is accepted or found; of a list, that of its first; of an account check, its result. */
  readonly status?: string
  /** The provider's own id, which an unknown must keep. */
  readonly providerReference?: string
  /** The part of the provider's own words that the message must hold. */
  readonly messageContains?: string
}

/** An answer on which the provider's documents leave one reading, those that contradict them included. */
export interface AnswerCase {
  readonly operation: Operation
  /** In words, such as `error 8, the operation is being executed`. */
  readonly what: string
  /** Makes the answer, out of the genuine one where it repeats something of it. */
  readonly change: (genuine: Answer) => Answer
  readonly expected: ExpectedOutcome
}

/** An answer in which the provider says something in its own words, by its documents. */
export interface WordsCase {
  readonly operation: Operation
  /** In words, such as `the reason of a payout that was refused`. */
  readonly what: string
  /** Makes the answer that says so, out of the genuine one. */
  readonly answerWith: (genuine: Answer, words: string) => Answer
}

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
  readonly build: Effect.Effect<unknown, unknown>
  /** Texts that the failure's message must hold, so that whoever configures finds the mistake: an option's name, what it lacks. */
  readonly messageContains: ReadonlyArray<string>
}

/** How a callback differs from the genuine one. */
export interface CallbackChanges {
  /** Another amount than the operation's, signed properly. */
  readonly amount?: Money
  /** Signed with a secret that is not ours. */
  readonly isForged?: boolean
  /** The text in place of the provider's word for the status, signed properly. */
  readonly status?: string
}

/** The part of an adapter that reads callbacks. */
export interface CallbackReader {
  readonly parseCallback: Callback.Parse | undefined
  readonly capabilities: { readonly callbacks: typeof CallbackTrust.Type }
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

  /** How many connections were asked for, those included that never stood. */
  readonly connecting: Effect.Effect<number>
  /**
   * What the simulator itself has thrown while it answered, where it can: shown in place of what a law found. Left out: then it is
   * a connection that was lost, to the adapter and to the law.
   */
  readonly thrown?: Effect.Effect<unknown>
  /** Every request that reached the provider, in order, those included that it cut off or refused. */
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
  readonly rebuilt?: Effect.Effect<KeyMaker, unknown>
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
  /** The same adapter configured without any secret for callbacks; failing to be built is a right answer too. */
  readonly withoutSecret: Effect.Effect<CallbackReader, unknown>
  /** Options with which the adapter must refuse to be built. */
  readonly misconfigured: ReadonlyArray<Misconfiguration>
}

/** The harness in the environment. */
export class Harness extends Context.Service<Harness, Service>()("@switchyard/contract-tests/Harness") {}
