/**
 * One call of one provider, made safe for the facade: whatever a provider does once it has been called, the facade gets
 * one of the four endings. `PayoutProvider.make` already sees to that; a service written by hand may not.
 */
import { accepted, type Outcome, OutcomeUnknown, type Send } from "@switchyard/core/Outcome"
import { NotExecuted, type Rejected, type SendError } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/** What is being sent, for errors. */
export interface Sending {
  readonly provider: string
  /** The operation of our interface, such as `payouts.create`. */
  readonly operation: string
  readonly reference: string
}

/** The facade's or a provider's word that nothing was done. */
export const notExecuted = (
  { operation, provider }: Pick<Sending, "operation" | "provider">,
  reason: Reason,
  message: string,
  issues?: ReadonlyArray<{ readonly path: string; readonly reason: string }>
): NotExecuted => new NotExecuted({ provider, operation, reason, message, ...(issues === undefined ? {} : { issues }) })

/** Sends once, or not at all when `sendUntil` has passed. */
export const once = <A>(
  sending: Sending,
  sendUntil: DateTime.Utc,
  send: (options: { readonly deadline: DateTime.Utc }) => Send<A>
): Send<A> => {
  const unknown = (message: string) => new OutcomeUnknown({ ...sending, reason: "UnreadableAnswer", message })

  const landed = (outcome: Outcome<A>): Outcome<A> => {
    if (outcome._tag === "Accepted") return accepted(outcome.value)
    return Result.getOrElse(
      Result.try(() => new OutcomeUnknown({ ...outcome, ...sending, _tag: "OutcomeUnknown" })),
      () => unknown("the adapter ended with something that is no outcome")
    )
  }

  return Effect.flatMap(Clock.currentTimeMillis, (now) => {
    if (DateTime.toEpochMillis(sendUntil) <= now) {
      return Effect.fail(notExecuted(sending, "TimedOut", "the deadline passed before anything was sent"))
    }
    const sent = Effect.suspend(() => {
      const effect = send({ deadline: sendUntil })
      return Effect.isEffect(effect) ? effect : Effect.die("no effect")
    })
    return sent.pipe(
      Effect.map(landed),
      Effect.catch(
        (error: SendError): Send<A> =>
          isSendError(error) ? Effect.fail(error) : Effect.succeed(unknown("the adapter failed with an unknown error"))
      ),
      Effect.catchDefect((): Send<A> => Effect.succeed(unknown("the adapter failed while sending")))
    )
  })
}

const isSendError = (error: unknown): error is NotExecuted | Rejected =>
  typeof error === "object" &&
  error !== null &&
  "_tag" in error &&
  (error._tag === "NotExecuted" || error._tag === "Rejected")
