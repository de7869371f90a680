/**
 * Sends a change of a payment: what is held is captured or let go, what its payer has approved is completed. It is written down as an
 * attempt before, on a read that was begun after it was asked for, and sent to the account that holds the payment.
 */
import { Optional, type Outcome, type PaymentChange, type ProviderError, Reason, type Replay } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { CallOutcome } from "../health/verdict.ts"
import { isMismatch } from "../lifecycle/Compare.ts"
import { mayHaveLeft, type Open } from "../lifecycle/changes/Change.ts"
import { groundOf } from "../lifecycle/changes/ground.ts"
import { changesOf } from "../lifecycle/changes/hold.ts"
import { understood } from "../lifecycle/changes/reading.ts"
import { givenUpAt } from "../lifecycle/changes/sending.ts"
import type { Due } from "../lifecycle/due.ts"
import type { ChangeEnded } from "../lifecycle/Event.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { isHeld } from "../lifecycle/Status.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import { moneyOf } from "../model/StoredAmount.ts"
import type { AttemptRecord } from "../store/Commit.ts"
import type { Row } from "../store/Row.ts"
import * as Attempts from "./attempts.ts"
import { type Closed, isWritten } from "./kinds.ts"
import { noteLeftOut } from "./leftOut.ts"
import type { Service } from "./OperationRunner.ts"
import type { Place } from "./places.ts"
import { changeKeyOf, sealedKey } from "./replayKeys.ts"
import { isIds } from "./stated.ts"

type Change = PaymentChange.Change

type Ended = Result.Result<Replay.Ended<Change>, ProviderError.SendError | Replay.NotReplayed>

/** The calls of one change at the instance that holds its payment. */
interface Calls {
  readonly key: Effect.Effect<Replay.Key | undefined>
  readonly send: (options: Outcome.SendOptions) => Outcome.Send<Change>
  readonly replay: (
    record: Replay.Record,
    options: Pick<Outcome.SendOptions, "deadline" | "sensitive">
  ) => Effect.Effect<Replay.Ended<Change>, Replay.NotReplayed>
}

const callsOf = ({ switchyard: { payments } }: Service, row: Row, open: Open): Calls | undefined => {
  const { instance } = open
  const about = {
    reference: row.reference,
    number: open.number,
    ...Optional.compact({
      providerReference: row.providerReference ?? undefined,
      ids: isIds(row.results.ids) ? row.results.ids : undefined,
      context: row.request.context
    })
  }
  if (open.name === "cancel") {
    const { hashOn, replayOn } = payments.replays.cancel
    return {
      key: hashOn(instance, about),
      send: (options) => payments.cancel(instance, about, options),
      replay: (record, options) => replayOn(instance, about, record, { ...isWritten, ...options })
    }
  }
  const amount = moneyOf(open.amount)
  if (amount === undefined) return undefined
  if (open.name === "complete") {
    const { hashOn, replayOn } = payments.replays.complete
    return {
      key: hashOn(instance, { ...about, amount }),
      send: (options) => payments.complete(instance, { ...about, amount }, options),
      replay: (record, options) => replayOn(instance, { ...about, amount }, record, { ...isWritten, ...options })
    }
  }
  const request = { ...about, amount, final: open.isFinal }
  const { hashOn, replayOn } = payments.replays.capture
  return {
    key: hashOn(instance, request),
    send: (options) => payments.capture(instance, request, options),
    replay: (record, options) => replayOn(instance, request, record, { ...isWritten, ...options })
  }
}

const eventOf = (about: Attempts.Written["request"], number: number, ended: Ended): ChangeEnded => {
  const outcome = Result.merge(ended)
  const base = { _tag: "ChangeEnded", ...about, number, part: null, isTransient: false } as const
  switch (outcome._tag) {
    case "Accepted":
      return {
        ...base,
        outcome: "Accepted",
        part: outcome.value.capture?.id ?? null,
        anomalies: outcome.value.anomalies,
        reason: null,
        message: "",
        retryAfter: null
      }
    case "NotReplayed":
      return {
        ...base,
        outcome: "NotReplayed",
        reason: null,
        message: outcome.message,
        retryAfter: outcome.retryAfterMillis ?? null
      }
    // The first answer, remembered: the machine believes it once a read shows that nothing was done.
    case "Refused": {
      const { message, reason } = outcome
      return { ...base, outcome: "Rejected", isRepeated: true, reason, message, retryAfter: null }
    }
    default: {
      const { _tag, message, reason, retryAfterMillis = null } = outcome
      return {
        ...base,
        outcome: _tag,
        isTransient: Reason.isTransient(reason),
        reason,
        message,
        retryAfter: retryAfterMillis
      }
    }
  }
}

// What a circuit hears of it; of what was not sent, nothing.
const heardOf = (ended: Ended): CallOutcome | undefined => {
  const outcome = Result.merge(ended)
  if (outcome._tag === "NotReplayed") return undefined
  if (outcome._tag === "Accepted") return { _tag: "Accepted" }
  return outcome._tag === "Refused" ? { ...outcome, _tag: "Rejected" } : outcome
}

const sendOnce = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  open: Open,
  calls: Calls,
  stored: Replay.Key | undefined
): Effect.fn.Return<CallOutcome | undefined, StoreUnavailable> {
  const account = { instance: open.instance, fingerprint: open.fingerprint }
  const isReplay = open.stage === "unknown"
  const key = isReplay ? stored : yield* calls.key
  const replayKey = isReplay || key === undefined ? null : yield* sealedKey(runner, row, key)
  const opened = yield* Effect.result(runner.kinds.payment.open(row))
  const began = yield* Instant.now
  if (Result.isFailure(opened) || !(yield* Instant.isAgreed)) {
    yield* runner.release(row, Instant.after(began, Schedule.putOff.clocks))
    return undefined
  }
  // Without what was sent first nothing is replayed, and the plan says so.
  const written = yield* Attempts.writeDown(
    runner,
    row,
    began,
    { ...account, kind: open.name, replayKey },
    (sendUntil) => ({
      _tag: "ChangePlanned",
      ...account,
      sendUntil,
      isReplayable: key !== undefined,
      clocksApartMillis: Schedule.clocksApart
    })
  )
  if (written === undefined) return undefined
  const { sensitive } = opened.success
  const deadline = yield* Instant.onClock(written.record.sendUntil)
  let ended: Ended
  if (isReplay) {
    if (key === undefined || open.firstSentAt === null || open.until === null) return undefined
    const record = {
      ...key,
      firstSentAt: yield* Instant.onClock(Instant.of(open.firstSentAt)),
      lastSendUntil: yield* Instant.onClock(Instant.of(open.until))
    }
    ended = yield* Effect.result(calls.replay(record, { deadline, sensitive }))
  } else ended = yield* Effect.result(calls.send({ deadline, sensitive, replayKey: key }))
  const outcome = Result.merge(ended)
  // What speaks of another payment names nothing of this one.
  const ids = outcome._tag === "Accepted" && !outcome.value.anomalies.some(isMismatch) ? outcome.value.ids : undefined
  yield* Attempts.writeEnd(runner, written, eventOf(written.request, open.number, ended), {
    outcome: outcome._tag,
    reason: "why" in outcome ? outcome.why : outcome._tag === "Accepted" ? null : outcome.reason,
    answer: ids === undefined ? undefined : { results: { ids } }
  })
  return heardOf(ended)
}, Effect.uninterruptible)

/** Whether the change of this payment that has not left has waited for so long that it ends. */
export const isGivenUp = (runner: Service, row: Row, now: number): boolean => {
  const open = row.facts.changes?.open ?? null
  const at = open === null || !isHeld(row.status) ? null : givenUpAt(row, open, runner.policyOf(row))
  return at !== null && now >= at
}

/** Sends the change of a claimed payment that is due, or finds that the one before has no outcome. */
export const change = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  due: Extract<Due, { readonly _tag: "Change" | "ChangeUnfinished" }>,
  place: Place
): Effect.fn.Return<void, StoreUnavailable> {
  const now = yield* Instant.now
  // In a recovery it may have been sent by whoever kept the records since.
  const open = changesOf(understood(row, now)).open
  if (open === null) return yield* runner.suspend(row, "nothing is to be changed")
  if (due._tag === "ChangeUnfinished") {
    const attempt: AttemptRecord = {
      ...{ number: due.attempt, instance: open.instance, fingerprint: open.fingerprint, kind: open.name },
      ...{
        startedAt: now,
        sendUntil: Instant.of(due.until),
        endedAt: now,
        outcome: "OutcomeUnknown",
        reason: "AnswerLost"
      }
    }
    yield* runner.apply(row, { _tag: "ChangeInterrupted" }, { attempt, once: true })
    return
  }
  // It goes over to the reads, which come within their spacing and know that the payment was read.
  if (groundOf(row, open, runner.policyOf(row), now)._tag === "Stale" || now < open.dueAt) {
    yield* runner.apply(row, { _tag: "ChangeDelayed" }, { once: true })
    return
  }
  const calls = callsOf(runner, row, open)
  if (calls === undefined) return yield* runner.suspend(row, "what is to be changed cannot be read")
  const key =
    mayHaveLeft(open) && open.keyAttempt !== null
      ? changeKeyOf(runner, row, open.keyAttempt)
      : Effect.succeed(undefined)
  const stored: Result.Result<Replay.Key | undefined, Closed | StoreUnavailable> = yield* Effect.result(key)
  if (Result.isFailure(stored)) {
    if (stored.failure._tag === "StoreUnavailable") return yield* stored.failure
    if (stored.failure._tag === "Sealed")
      return yield* runner.suspend(row, "what was sent first is sealed with a key that is not configured")
  }
  const bulkhead = Bulkhead.of(open.instance, "send")
  if (!place.move(bulkhead)) return yield* runner.release(row, now, bulkhead)
  if (yield* runner.guard.attempt(open.instance, sendOnce(runner, row, open, calls, Result.getOrUndefined(stored))))
    return
  yield* noteLeftOut(runner, row, open.instance)
  yield* runner.release(row, Instant.after(now, Schedule.putOff.unhealthy))
})
