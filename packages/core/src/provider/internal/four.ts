/**
 * The four outcomes and no other: whatever a send gives that is neither a value of the two nor an error of the two proves
 * nothing, and is unknown. That is decided here and nowhere else.
 */
import * as Effect from "effect/Effect"
import { boundedSend, boundedUnknown } from "../../outcome/internal/waiting.ts"
import { type Outcome, OutcomeUnknown, type Send } from "../../outcome/Outcome.ts"
import type { SendError } from "../../outcome/ProviderError.ts"

/** What an outcome is about. */
export type About = Pick<OutcomeUnknown, "provider" | "operation" | "reference">

/** How what a send ends with is shown. */
export interface Shown {
  readonly outcome: (ended: Outcome<unknown>) => Outcome<unknown>
  readonly error: (error: SendError) => SendError
}

const asIs: Shown = { outcome: (ended) => ended, error: (error) => error }

/** Carries a send out; `report` is told of a defect. */
export const carriedOut = (
  about: About,
  report: (defect: unknown) => Effect.Effect<void>,
  send: () => Send<unknown>,
  { error: showError, outcome }: Shown = asIs
): Send<unknown> =>
  Effect.suspend(() => {
    const sent: unknown = send()
    return Effect.isEffect(sent) ? (sent as Send<unknown>) : Effect.die("no effect")
  }).pipe(
    Effect.catch((error: SendError) => (isSendError(error) ? Effect.fail(boundedSend(error)) : Effect.die(error))),
    Effect.map((ended) => outcome(named(ended, about))),
    Effect.mapError(showError),
    Effect.catchDefect((defect): Effect.Effect<Outcome<unknown>> => {
      const message = "the adapter failed while sending or reading the answer"
      return Effect.as(report(defect), new OutcomeUnknown({ ...about, reason: "UnreadableAnswer", message }))
    })
  )

/**
 * The outcome, about this operation: one that an adapter has built may be of no kind, or speak of another operation than the
 * one that was sent.
 */
export const named = (ended: Outcome<unknown>, about: About): Outcome<unknown> => {
  switch (ended._tag) {
    case "Accepted":
      return ended
    case "OutcomeUnknown":
      return boundedUnknown(isAbout(ended, about) ? ended : new OutcomeUnknown({ ...ended, ...about }))
    default:
      throw new TypeError("no outcome")
  }
}

const isAbout = (ended: OutcomeUnknown, { operation, provider, reference }: About): boolean =>
  ended instanceof OutcomeUnknown &&
  ended.provider === provider &&
  ended.operation === operation &&
  ended.reference === reference

/** Whether this is one of the two errors. One that says that something is left contradicts itself. */
export const isSendError = (error: { readonly _tag: string; readonly reason?: unknown }): error is SendError =>
  (error._tag === "NotExecuted" || error._tag === "Rejected") && error.reason !== "Leftover"
