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
import { stageOf } from "../lifecycle/stages.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { Answer } from "./answers.ts"
import * as Attempts from "./attempts.ts"
import type { Opened } from "./kinds.ts"
import { noteLeftOut } from "./leftOut.ts"
import type { Service } from "./OperationRunner.ts"
import type { Place } from "./places.ts"
import { keyIn, preparedAt } from "./prepared.ts"
import { keyOf } from "./replayKeys.ts"
import * as SideReads from "./sideReads.ts"

/** How it would be replayed now. */
export const moment = (runner: Service, row: Row, now: Instant.Instant): Replaying => ({
  policy: runner.policyOf(row),
  at: now,
  sendUntil: now + Attempts.sendMillisOf(runner),
  clocksApartMillis: Schedule.clocksApart
})

const putOff = (runner: Service, row: Row, until: number) =>
  Effect.asVoid(runner.apply(row, { _tag: "ReplayPutOff", until }, { once: true }))

const over = (runner: Service, row: Row, why: string) =>
  Effect.asVoid(runner.apply(row, { _tag: "ReplaysOver", why }, { once: true }))

const eventOf = (request: Request, ended: Result.Result<Replay.Ended<Answer>, Replay.NotReplayed>): Event => {
  if (Result.isFailure(ended)) {
    const { retryAfterMillis, why } = ended.failure
    return { _tag: "NotReplayed", ...request, why, retryAfter: retryAfterMillis ?? null }
  }
  const outcome = ended.success
  if (outcome._tag !== "Refused") return Attempts.endedWith(request, outcome)
  const { message, providerCode = null, reason } = outcome
  const failover = Reason.allowsFailover(reason)
  return { _tag: "ReplayRefused", ...request, reason, message, providerCode, failover }
}

// What a circuit hears of it; of what was not sent, nothing.
const heardOf = (ended: Result.Result<Replay.Ended<Answer>, Replay.NotReplayed>): CallOutcome | undefined => {
  if (Result.isFailure(ended)) return undefined
  return ended.success._tag === "Refused" ? { ...ended.success, _tag: "Rejected" } : ended.success
}

type Key = Replay.Key & Pick<Replay.Record, "prepared" | "generation">

// Of a create in stages the commit is replayed, by what it was prepared with.
const keyAt = Effect.fnUntraced(function* (runner: Service, row: Row, fingerprint: string) {
  const stage = stageOf(row)
  if (stage === null || !stage.isPrepared) return yield* keyOf(runner, row, fingerprint)
  const prepared = yield* preparedAt(runner, row, fingerprint)
  const key = prepared && keyIn(prepared)
  return key && { ...key, generation: stage.generation }
})

/** Sends it once more, if that can be written down first; gives how that ended. */
const replayOnce = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  opened: Opened,
  { fingerprint, instance }: { readonly instance: string; readonly fingerprint: string },
  key: Key
): Effect.fn.Return<CallOutcome | undefined, StoreUnavailable> {
  const account = { instance, fingerprint }
  const open = openOf(row.facts)
  const began = yield* Instant.now
  if (open === null) return undefined
  if (!(yield* Instant.isAgreed)) {
    yield* putOff(runner, row, began + Schedule.putOff.clocks)
    return undefined
  }
  const written = yield* Attempts.writeDown(runner, row, began, { ...account, kind: "replay" }, (sendUntil) => ({
    _tag: "ReplayPlanned",
    ...account,
    sendUntil,
    clocksApartMillis: Schedule.clocksApart
  }))
  if (written === undefined) return undefined
  const record: Replay.Record = {
    ...key,
    firstSentAt: yield* Instant.onClock(Instant.of(open.firstSentAt)),
    lastSendUntil: yield* Instant.onClock(Instant.of(open.until))
  }
  const until = yield* Instant.onClock(written.record.sendUntil)
  const ended = yield* Effect.result(opened.replayOn(instance, record, until))
  const outcome = Result.merge(ended)
  yield* Attempts.writeEnd(runner, written, eventOf(written.request, ended), {
    outcome: outcome._tag,
    reason: "why" in outcome ? outcome.why : outcome._tag === "Accepted" ? null : outcome.reason,
    answer: outcome._tag === "Accepted" ? outcome.value : undefined
  })
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
    return yield* putOff(runner, row, now + Schedule.putOff.sideRead)
  }
  const found = yield* Effect.result(keyAt(runner, row, fingerprint))
  if (Result.isFailure(found)) {
    if (found.failure._tag === "StoreUnavailable") return yield* found.failure
    if (found.failure._tag === "Sealed")
      return yield* runner.suspend(row, "what was sent first is sealed with a key that is not configured")
  }
  const key = Result.getOrUndefined(found)
  if (key === undefined) return yield* over(runner, row, "what was sent first cannot be told any more")
  const bulkhead = Bulkhead.of(provider, "send")
  if (!place.move(bulkhead)) return yield* runner.release(row, now, bulkhead)
  const account = { instance: provider, fingerprint }
  const isSent = yield* runner.guard.attempt(provider, replayOnce(runner, row, opened, account, key))
  if (isSent) return
  yield* noteLeftOut(runner, row, provider)
  yield* putOff(runner, row, now + Schedule.putOff.unhealthy)
})
