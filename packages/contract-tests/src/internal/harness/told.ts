/** What a provider's documents say of its words, its codes and its answers. */
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { RefundStatus } from "@switchyard/core/PaymentParts"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"
import type { Again, By, Reason } from "@switchyard/core/Reason"
import type { WaitingFor } from "@switchyard/core/WaitingFor"
import type * as Effect from "effect/Effect"
import type { Answer, Operation } from "./arrived.ts"

/** Why an operation did not succeed, by the documents; what is left out may be anything. */
export interface WhyFailed {
  readonly reason: Reason
  readonly by?: By
  readonly again: Again
}

/** One word of the provider's status list, with what its documents say it means. */
export interface StatusWord {
  readonly word: string
  readonly means: PayoutStatus | PaymentStatus | RefundStatus
  /** Why it did not succeed, where this word alone says so; left out: it does not, and nothing may be concluded from it. */
  readonly why?: WhyFailed
  /** Whom it waits for, where this word alone says so; left out: it does not. */
  readonly waitingFor?: WaitingFor
}

/** The words by which a provider says whom an open operation waits for, beside its status. */
export interface WaitWords {
  readonly words: ReadonlyArray<{ readonly word: string; readonly means: WaitingFor }>
  /** One that no document lists. */
  readonly unknownWord: string
  /** From now on an operation says that it waits for somebody, also when it has ended. */
  readonly wait: (reference: string, word: string) => Effect.Effect<void>
}

/** The codes by which a provider says why an operation that it has accepted did not succeed. */
export interface FailureCodes {
  /** The documented ones. */
  readonly codes: ReadonlyArray<{ readonly code: string; readonly means: WhyFailed }>
  /** One that no document lists. */
  readonly unknownCode: string
  /** A code of the clearing scheme, where the provider passes such a code on. */
  readonly scheme?: string
  /** Ends an operation as failed. */
  readonly fail: (reference: string, why: { readonly code: string; readonly scheme?: string }) => Effect.Effect<void>
}

/** One thing that a payment's answers can tell its payer to do. */
export interface PayerAsk {
  readonly what: string
  /** From now on the answers about a payment ask this, and no more. */
  readonly ask: (reference: string) => Effect.Effect<void>
  /** The next step as the adapter must report it: every member of it, whatever is redacted in the open, times as ISO 8601. */
  readonly shows: { readonly [member: string]: string }
  /** The values that let somebody act as the payer. */
  readonly secrets?: ReadonlyArray<string>
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
