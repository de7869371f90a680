/**
 * An attempt, a send or a replay, from its plan to the event that tells how it ended. Nothing of it leaves before it is written
 * down, and what was decided instead is no leave to send.
 */
import { type Outcome, Reason } from "@switchyard/core"
import * as Effect from "effect/Effect"
import type { Ended, Event, Left, Request } from "../lifecycle/Event.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { AttemptRecord } from "../store/Commit.ts"
import type { Row } from "../store/Row.ts"
import type { Answer } from "./answers.ts"
import type { Service } from "./OperationRunner.ts"

/** How long one attempt may take. */
export const sendMillisOf = ({ options }: Pick<Service, "options">): number => options.sendMillis ?? Schedule.sendMillis

/** An attempt that is written down, and the operation with it. */
export interface Written {
  readonly row: Row
  readonly record: AttemptRecord
  readonly request: Request
}

// It is the one on its way, of its create or of a change of it.
const isBegun = ({ facts: { changes, latest } }: Row, number: number): boolean => {
  const open = changes?.open ?? null
  return (
    (latest?._tag === "Sending" && latest.attempt === number) || (open?.stage === "sending" && open.attempt === number)
  )
}

/** Writes down an attempt that begins at this moment, by what `plan` asks the operation; undefined where it may not be made. */
export const writeDown = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  began: Instant.Instant,
  attempt: Pick<AttemptRecord, "instance" | "fingerprint" | "kind" | "replayKey">,
  plan: (sendUntil: number) => Event
): Effect.fn.Return<Written | undefined, StoreUnavailable> {
  const { fingerprint, instance } = attempt
  const sendUntil = Instant.after(began, sendMillisOf(runner))
  const number = row.attempts + 1
  const record: AttemptRecord = {
    ...attempt,
    ...{ number, startedAt: began, sendUntil, endedAt: null, outcome: null, reason: null }
  }
  const planned = yield* runner.apply(row, plan(sendUntil), { attempt: record, once: true })
  // A callback came between: what it changes is looked at now, not at the end of this claim.
  if (planned._tag === "Late") yield* runner.store.expedite(row, began)
  if (planned._tag !== "Applied" || !isBegun(planned.row, number)) return undefined
  return { row: planned.row, record, request: { instance, fingerprint, attempt: number, sendUntil } }
})

// The refusal that holds once nothing is left of it.
const refusedOf = (refused: Outcome.Refused | undefined): Left["refused"] =>
  refused === undefined
    ? null
    : {
        reason: refused.reason,
        message: refused.message,
        providerCode: refused.providerCode ?? null,
        transient: refused._tag === "NotExecuted" && Reason.isTransient(refused.reason),
        failover: refused._tag === "NotExecuted" || Reason.allowsFailover(refused.reason)
      }

/** The end of an attempt that ended with a value. */
export const endedWith = (request: Request, outcome: Outcome.Outcome<Answer>): Ended =>
  outcome._tag === "Accepted"
    ? { _tag: "Accepted", ...request, observation: outcome.value.observation }
    : {
        _tag: "OutcomeUnknown",
        ...request,
        reason: outcome.reason,
        message: outcome.message,
        providerCode: outcome.providerCode ?? null,
        providerReference: outcome.providerReference ?? null,
        retryAfter: outcome.retryAfterMillis ?? null,
        ...(outcome.reason === "Leftover" ? { left: { refused: refusedOf(outcome.refused) } } : {})
      }

/** What an answer tells beside its state. */
type Told = Pick<Answer, "results"> & Partial<Pick<Answer, "next">>

/** Writes down how an attempt has ended, until that is done. */
export const writeEnd = Effect.fnUntraced(function* (
  runner: Service,
  { record, row }: Written,
  event: Event,
  ended: { readonly outcome: string; readonly reason: string | null; readonly answer: Told | undefined }
): Effect.fn.Return<void, StoreUnavailable> {
  const { answer, outcome, reason } = ended
  const attempt = { ...record, endedAt: yield* Instant.now, outcome, reason }
  yield* runner.insist(runner.apply(row, event, { attempt, results: answer?.results, next: answer?.next }))
})
