/**
 * What a replay ends with, by the answer to it. It settles little: the operation exists where it was accepted, and is over
 * where its provider repeats a refusal of its own that leaves nothing behind. All else is as unknown as before.
 */
import * as Effect from "effect/Effect"
import type * as Http from "../../http/Http.ts"
import type { Outcome } from "../../outcome/Outcome.ts"
import * as Reason from "../../outcome/Reason.ts"
import type * as Replay from "../../outcome/Replay.ts"
import type { Call, Details } from "../Call.ts"
import type { Verdict } from "../Tables.ts"
import type { Refusal, Unreadable } from "./envelope.ts"
import { maybeSentReasons } from "./faults.ts"
import type { Exchange } from "./ready.ts"
import { waitOf } from "./waits.ts"

/** An answer with its data decoded. */
export type Decoded<A> =
  | { readonly _tag: "Decoded"; readonly value: A; readonly providerReference?: string | undefined }
  | Refusal
  | Unreadable

/** How the answers of an endpoint are read. */
export interface Reader<A> {
  readonly decoded: (answer: Http.Answer) => Decoded<A>
  readonly judged: (
    answer: Http.Answer,
    refusal: Refusal
  ) => { readonly verdict: Verdict | undefined; readonly details: Details }
  readonly isRepeated: (answer: Http.Answer) => boolean
}

interface ReplayReader<A, B> extends Reader<A> {
  /** From the data of a success to what it reports, where that is about the operation. */
  readonly accept: (data: A) => Outcome<B>
  readonly areRefusalsStored: boolean
}

/** The end of a replay, by how its exchange ended. */
export const ended = <A, B>(
  call: Call,
  exchange: Exchange,
  reader: ReplayReader<A, B>
): Effect.Effect<Replay.Ended<B>, Replay.NotReplayed> =>
  exchange.pipe(
    Effect.mapError(({ message }) => call.notReplayed("NeverSent", message)),
    Effect.flatMap(
      (result): Effect.Effect<Replay.Ended<B>> =>
        result._tag === "MaybeSent"
          ? Effect.succeed(call.unknown(maybeSentReasons[result.fault], result.message))
          : Effect.map(waitOf(result), (wait) => read(call, result, wait, reader))
    )
  )

const read = <A, B>(
  call: Call,
  answer: Http.Answer,
  wait: number | undefined,
  { accept, areRefusalsStored, decoded, isRepeated, judged }: ReplayReader<A, B>
): Replay.Ended<B> => {
  const { status } = answer
  const isMarked = isRepeated(answer)
  const found = decoded(answer)
  if (found._tag === "Decoded") {
    const outcome = accept(found.value)
    return outcome._tag === "OutcomeUnknown" && isMarked
      ? call.unknown("DuplicateReference", outcome.message, outcome)
      : outcome
  }
  const { message, providerReference } = found
  const unknown = (reason: Reason.Reason, details: Details): Replay.Ended<B> => {
    const { retryAfterMillis = wait } = details
    // A repeated answer shows that the first request arrived, whatever this one says.
    const shown = isMarked ? "DuplicateReference" : status < 500 ? reason : "ProviderUnavailable"
    return call.unknown(shown, message, { ...details, providerReference, retryAfterMillis })
  }
  if (found._tag === "Unreadable") return unknown("UnreadableAnswer", {})
  const { details, verdict } = judged(answer, found)
  if (verdict?.proves === "duplicate") return unknown("DuplicateReference", details)
  // It contradicts itself: something exists there.
  if (providerReference !== undefined) return unknown("UnrecognisedAnswer", details)
  const isFinal =
    areRefusalsStored &&
    isMarked &&
    status >= 400 &&
    status < 500 &&
    verdict?.proves === "refused" &&
    verdict.leaves === "nothing" &&
    Reason.isLasting(verdict.reason)
  return isFinal ? call.refused(verdict.reason, message, details) : unknown(reasonOf(verdict), details)
}

// That it is there is said by a duplicate alone.
const reasonOf = (verdict: Verdict | undefined): Reason.Reason =>
  verdict === undefined || verdict.reason === "DuplicateReference" ? "UnrecognisedAnswer" : verdict.reason
