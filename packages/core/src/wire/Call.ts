/**
 * One call of one operation at one provider: what an adapter needs between the exchange over HTTP and its own tables.
 * It carries the exchange's proof into the outcome (never sent, maybe sent, answered) and builds every error and
 * unknown, with messages scrubbed of what the call knows to be secret or personal.
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Http from "../http/Http.ts"
import type { Transport } from "../http/Transport.ts"
import { describe } from "../outcome/internal/issues.ts"
import { leftover } from "../outcome/internal/leftover.ts"
import { leavingNothing } from "../outcome/internal/proof.ts"
import { boundedWait } from "../outcome/internal/waiting.ts"
import { compact } from "../outcome/Optional.ts"
import { OutcomeUnknown, type Send } from "../outcome/Outcome.ts"
import {
  type FieldIssue,
  NotExecuted,
  NotFound,
  ReadFailed,
  Rejected,
  type SendError
} from "../outcome/ProviderError.ts"
import type { Reason } from "../outcome/Reason.ts"
import * as Redaction from "../outcome/Redaction.ts"
import { NotReplayed, Refused, type Why } from "../outcome/Replay.ts"
import { maybeSentReasons, neverSentReasons } from "./internal/faults.ts"
import { over } from "./internal/over.ts"
import { isRefused, tokenRefused } from "./internal/refusedToken.ts"
import { waiting, waitOf } from "./internal/waits.ts"

/** A call: its operation and reference. `sensitive` holds every secret and personal value of the call. */
export interface Options {
  /** The configured instance. */
  readonly provider: string
  /** The operation of our interface, such as `payouts.create`. */
  readonly operation: string
  /** The merchant's reference of the operation. */
  readonly reference: string
  /** Replaced by `***` wherever a message or code would repeat it. */
  readonly sensitive: Iterable<string | Redacted.Redacted<string>>
  /** Secrets that came after the call began, such as a token: asked for with each text. */
  readonly issued?: (() => ReadonlyArray<Redacted.Redacted<string>>) | undefined
  /** The instance's own connections, under every exchange of the call; left out: those that its callers are given. */
  readonly transport?: Transport | undefined
}

/** The details of an answer that an error or unknown keeps. */
export interface Details {
  /** The provider's own code or text for it. */
  readonly providerCode?: string | undefined
  /** The provider's id, where the answer states it. */
  readonly providerReference?: string | undefined
  /** How long the provider asks to wait, in milliseconds; more than an hour is an hour. */
  readonly retryAfterMillis?: number | undefined
}

type Exchange = Effect.Effect<Http.Answer | Http.MaybeSent, Http.NeverSent>

/** Builds the outcomes of one call. */
export interface Call {
  /** The provider's own words as they may be shown, without what the call knows to be secret or personal. */
  readonly words: (text: string) => string
  /** It may have been executed. */
  readonly unknown: (reason: Reason, message: string, details?: Details) => OutcomeUnknown
  /** The provider decided no, in words known to be final. */
  readonly rejected: (reason: Reason, message: string, details?: Details) => Rejected
  /** The provider repeats the refusal that it has answered the first request with, and nothing is left of it. */
  readonly refused: (reason: Reason, message: string, details?: Details) => Refused
  /** Nothing was sent by this replay. */
  readonly notReplayed: (why: Why, message: string) => NotReplayed
  /** Nothing was done, provably. */
  readonly notExecuted: (reason: Reason, message: string, details?: Details) => NotExecuted
  /** A read gave no usable answer. */
  readonly readFailed: (reason: Reason, message: string, details?: Details) => ReadFailed
  /** The provider has answered whose account it is, and that is another one, or of another mode, than is configured. */
  readonly anotherAccount: (message: string) => ReadFailed
  /** The provider says that it does not have the operation. */
  readonly notFound: (message: string, details?: Details) => NotFound
  /** The input of a send breaks this provider's rules; nothing was sent. */
  readonly invalid: (issues: ReadonlyArray<FieldIssue>) => NotExecuted
  /** The input of a read breaks this provider's rules; nothing was sent. */
  readonly invalidRead: (issues: ReadonlyArray<FieldIssue>) => ReadFailed
  /**
   * Ends a send. Never sent is `NotExecuted`, maybe sent is unknown, an answer goes to `interpret`, and what its
   * Retry-After asks for goes into the error or unknown that comes of it. What an answer of 500 or above says may describe the
   * unknown, but it proves nothing: neither a success nor a refusal.
   */
  readonly send: <A>(exchange: Exchange, interpret: (answer: Http.Answer) => Send<A>) => Send<A>
  /**
   * Ends a request that prepares, which moves no money by the documents: whatever is no success and no documented refusal is
   * `NotExecuted`, with its reason. It may have made something all the same.
   */
  readonly prepare: <A, E>(
    exchange: Exchange,
    interpret: (answer: Http.Answer) => Effect.Effect<A, E>
  ) => Effect.Effect<A, E | NotExecuted>
  /** A refusal that leaves something which can still be paid: unknown, whatever else it says. */
  readonly leftover: (refused: SendError, providerReference: string | undefined) => OutcomeUnknown
  /** Ends a read. Everything but an answer below 500 is `ReadFailed`; HTTP 429 is `RateLimited`. */
  readonly read: <A, E>(
    exchange: Exchange,
    interpret: (answer: Http.Answer) => Effect.Effect<A, E>
  ) => Effect.Effect<A, E | ReadFailed>
}

/** Prepares the building of outcomes and errors for one call. */
export const make = ({ operation, provider, reference, transport, ...options }: Options): Call => {
  const connected = (exchange: Exchange): Exchange => over({ provider, transport }, exchange)
  // Searched for in every text, so an iterable that can be walked only once must not be used up by the first.
  const known = [...options.sensitive]
  const { issued } = options
  const words = (text: string) => {
    const later = issued?.() ?? []
    return Redaction.scrub(text, later.length === 0 ? known : [...known, ...later])
  }
  const base = (reason: Reason, message: string, { providerCode }: Details) =>
    compact({
      provider,
      operation,
      reason,
      message: words(message),
      providerCode: providerCode === undefined ? undefined : words(providerCode)
    })
  const timed = (reason: Reason, message: string, details: Details) => ({
    ...base(reason, message, details),
    ...(details.retryAfterMillis === undefined ? {} : { retryAfterMillis: boundedWait(details.retryAfterMillis) })
  })
  const unknown: Call["unknown"] = (reason, message, details = {}) =>
    new OutcomeUnknown({
      ...timed(reason, message, details),
      ...compact({ reference, providerReference: details.providerReference })
    })
  const readFailed: Call["readFailed"] = (reason, message, details = {}) =>
    new ReadFailed(timed(reason, message, details))
  const notExecuted: Call["notExecuted"] = (reason, message, details = {}) =>
    new NotExecuted(timed(reason, message, details))
  const neverSent = ({ fault, message }: Http.NeverSent) => notExecuted(neverSentReasons[fault], message)
  const unproven = <A>(status: number, mapped: Send<A>): Send<A> =>
    Effect.match(mapped, {
      onFailure: ({ message, providerCode, retryAfterMillis }) =>
        unknown("ProviderUnavailable", `the provider answered HTTP ${status}: ${message}`, {
          providerCode,
          retryAfterMillis
        }),
      onSuccess: (outcome) =>
        outcome._tag === "OutcomeUnknown"
          ? unknown("ProviderUnavailable", outcome.message, outcome)
          : unknown("ProviderUnavailable", `the provider answered HTTP ${status} to what it calls a success`)
    })

  return {
    words,
    unknown,
    readFailed,
    anotherAccount: (message) =>
      new ReadFailed({ ...base("AuthenticationFailed", message, {}), isAnotherAccount: true }),
    notExecuted,
    rejected: (reason, message, details = {}) => new Rejected(timed(reason, message, details)),
    refused: (reason, message, details = {}) => new Refused({ ...base(reason, message, details), reference }),
    notReplayed: (why, message) => new NotReplayed({ provider, operation, why, message: words(message) }),
    notFound: (message, details = {}) => {
      const { reason: _, ...rest } = base("UnrecognisedAnswer", message, details)
      return new NotFound({ ...rest, reference })
    },
    invalid: (issues) => new NotExecuted({ ...base("InvalidRequest", describe(issues), {}), issues }),
    invalidRead: (issues) =>
      new ReadFailed({ ...base("InvalidRequest", describe(issues), {}), issues, neverSent: true }),
    send: <A>(exchange: Exchange, interpret: (answer: Http.Answer) => Send<A>): Send<A> =>
      connected(exchange).pipe(
        Effect.mapError(neverSent),
        Effect.flatMap((result): Send<A> => {
          if (result._tag === "MaybeSent")
            return Effect.succeed(unknown(maybeSentReasons[result.fault], result.message))
          if (isRefused(result)) return Effect.fail(leavingNothing(notExecuted("AuthenticationFailed", tokenRefused)))
          const ended = interpret(result)
          return waiting(result, result.status < 500 ? ended : unproven(result.status, ended))
        })
      ),
    prepare: <A, E>(
      exchange: Exchange,
      interpret: (answer: Http.Answer) => Effect.Effect<A, E>
    ): Effect.Effect<A, E | NotExecuted> =>
      connected(exchange).pipe(
        Effect.mapError(neverSent),
        Effect.flatMap((result): Effect.Effect<A, E | NotExecuted> => {
          if (result._tag === "MaybeSent") {
            return Effect.fail(notExecuted(maybeSentReasons[result.fault], result.message))
          }
          const { status } = result
          if (status < 500) return interpret(result)
          return Effect.flatMap(waitOf(result), (retryAfterMillis) =>
            Effect.fail(
              notExecuted("ProviderUnavailable", `the provider answered HTTP ${status}`, { retryAfterMillis })
            )
          )
        })
      ),
    leftover: (error, providerReference) => leftover({ provider, operation, reference }, error, providerReference),
    read: <A, E>(
      exchange: Exchange,
      interpret: (answer: Http.Answer) => Effect.Effect<A, E>
    ): Effect.Effect<A, E | ReadFailed> =>
      connected(exchange).pipe(
        Effect.mapError(
          (error) => new ReadFailed({ ...timed(neverSentReasons[error.fault], error.message, {}), neverSent: true })
        ),
        Effect.flatMap((result): Effect.Effect<A, E | ReadFailed> => {
          if (result._tag === "MaybeSent") {
            return Effect.fail(readFailed(maybeSentReasons[result.fault], result.message))
          }
          if (isRefused(result)) return Effect.fail(readFailed("AuthenticationFailed", tokenRefused))
          if (result.status < 500 && result.status !== 429) return interpret(result)
          return Effect.flatMap(waitOf(result), (retryAfterMillis) => {
            const reason = result.status === 429 ? "RateLimited" : "ProviderUnavailable"
            return Effect.fail(readFailed(reason, `the provider answered HTTP ${result.status}`, { retryAfterMillis }))
          })
        })
      )
  }
}
