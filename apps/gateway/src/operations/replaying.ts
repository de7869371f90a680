/**
 * Settles an unknown by a replay: the very request that was sent first, under its key, inside its provider's window. It is
 * written down as an attempt before it is asked for, and what only passes puts it off without holding up a look-up.
 */
import { Reason, type Replay } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { CallOutcome } from "../health/verdict.ts"
import type { Replaying } from "../lifecycle/due.ts"
import type { Event, Request } from "../lifecycle/Event.ts"
import { openOf } from "../lifecycle/replays.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { AttemptRecord } from "../store/Store.ts"
import type { Answer } from "./answers.ts"
import type { Opened } from "./kinds.ts"
import { noteLeftOut } from "./leftOut.ts"
import type { Service } from "./OperationRunner.ts"
import type { Place } from "./places.ts"
import { keyOf } from "./replayKeys.ts"
import * as SideReads from "./sideReads.ts"

// Until what only passes is looked at again.
const putOffMillis = { sideRead: 5_000, clocks: 5_000, unhealthy: 30_000 } as const

const sendMillisOf = ({ options }: Service): number => options.sendMillis ?? Schedule.sendMillis

/** How it would be replayed now. */
export const moment = (runner: Service, row: Row, now: Instant.Instant): Replaying => ({
  policy: runner.policyOf(row),
  at: now,
  sendUntil: now + sendMillisOf(runner),
  clocksApartMillis: Schedule.clocksApart
})

const putOff = (runner: Service, row: Row, until: number, why: string) =>
  Effect.asVoid(runner.apply(row, { _tag: "ReplayPutOff", until, why }, { once: true }))

const over = (runner: Service, row: Row, why: string) =>
  Effect.asVoid(runner.apply(row, { _tag: "ReplaysOver", why }, { once: true }))

const eventOf = (request: Request, ended: Result.Result<Replay.Ended<Answer>, Replay.NotReplayed>): Event => {
  if (Result.isFailure(ended)) {
    const { retryAfterMillis, why } = ended.failure
    return { _tag: "NotReplayed", ...request, why, retryAfter: retryAfterMillis ?? null }
  }
  const outcome = ended.success
  if (outcome._tag === "Accepted") return { _tag: "Accepted", ...request, observation: outcome.value.observation }
  const { message, providerCode = null, reason } = outcome
  const details = { ...request, reason, message, providerCode }
  return outcome._tag === "Refused"
    ? { _tag: "ReplayRefused", ...details, failover: Reason.allowsFailover(reason) }
    : {
        _tag: "OutcomeUnknown",
        ...details,
        providerReference: outcome.providerReference ?? null,
        retryAfter: outcome.retryAfterMillis ?? null
      }
}

// What a circuit hears of it; of what was not sent, nothing.
const heardOf = (ended: Result.Result<Replay.Ended<Answer>, Replay.NotReplayed>): CallOutcome | undefined => {
  if (Result.isFailure(ended)) return undefined
  return ended.success._tag === "Refused" ? { ...ended.success, _tag: "Rejected" } : ended.success
}

/** Sends it once more, if that can be written down first; gives how that ended. */
const replayOnce = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  opened: Opened,
  { fingerprint, instance }: { readonly instance: string; readonly fingerprint: string },
  key: Replay.Key
): Effect.fn.Return<CallOutcome | undefined, StoreUnavailable> {
  const account = { instance, fingerprint }
  const open = openOf(row.facts)
  const began = yield* Instant.now
  if (open === null) return undefined
  if (!(yield* Instant.isAgreed)) {
    yield* putOff(runner, row, began + putOffMillis.clocks, "the clocks do not agree")
    return undefined
  }
  const sendUntil = Instant.after(began, sendMillisOf(runner))
  const attempt: AttemptRecord = {
    number: row.attempts + 1,
    kind: "replay",
    ...account,
    startedAt: began,
    sendUntil,
    endedAt: null,
    outcome: null,
    reason: null
  }
  const planned = yield* runner.apply(
    row,
    { _tag: "ReplayPlanned", ...account, sendUntil, clocksApartMillis: Schedule.clocksApart },
    { attempt, once: true }
  )
  if (planned._tag === "Late") yield* runner.store.expedite(row, began)
  // What was decided instead of sending, or by somebody else, is no leave to send.
  const written = planned._tag === "Applied" ? planned.row.facts.latest : null
  if (planned._tag !== "Applied" || written?._tag !== "Sending" || written.attempt !== attempt.number) return undefined

  const record: Replay.Record = {
    ...key,
    firstSentAt: yield* Instant.onClock(Instant.of(open.firstSentAt)),
    lastSendUntil: yield* Instant.onClock(Instant.of(open.until))
  }
  const ended = yield* Effect.result(opened.replayOn(instance, record, yield* Instant.onClock(sendUntil)))
  const outcome = Result.merge(ended)
  const endedAt = yield* Instant.now
  const reason = "why" in outcome ? outcome.why : outcome._tag === "Accepted" ? null : outcome.reason
  const event = eventOf({ ...account, attempt: attempt.number, sendUntil }, ended)
  const answer = outcome._tag === "Accepted" ? outcome.value : undefined
  yield* runner.insist(
    runner.apply(planned.row, event, {
      attempt: { ...attempt, endedAt, outcome: outcome._tag, reason },
      results: answer?.results,
      next: answer?.next
    })
  )
  return heardOf(ended)
}, Effect.uninterruptible)

/** Replays a claimed unknown whose replay is due. */
export const replay = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  opened: Opened,
  place: Place
): Effect.fn.Return<void, StoreUnavailable> {
  const { fingerprint, provider } = row
  const now = yield* Instant.now
  if (provider === null || fingerprint === null) return yield* over(runner, row, "it is not known who has it")
  if (yield* SideReads.isPending(runner, row)) {
    return yield* putOff(runner, row, now + putOffMillis.sideRead, "somebody else is being asked about it")
  }
  const key = yield* Effect.catchTag(keyOf(runner, row, fingerprint), "Sealed", () => Effect.succeed("sealed" as const))
  if (key === "sealed")
    return yield* runner.suspend(row, "what was sent first is sealed with a key that is not configured")
  if (key === undefined) return yield* over(runner, row, "what was sent first cannot be told any more")
  const bulkhead = Bulkhead.of(provider, "send")
  if (!place.move(bulkhead)) return yield* runner.release(row, now, bulkhead)
  const account = { instance: provider, fingerprint }
  const isSent = yield* runner.guard.attempt(provider, replayOnce(runner, row, opened, account, key))
  if (isSent) return
  yield* noteLeftOut(runner, row, provider)
  yield* putOff(runner, row, now + putOffMillis.unhealthy, "its circuit is open")
})
