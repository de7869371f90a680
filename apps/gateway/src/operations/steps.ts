/**
 * Carries out the due step of one claimed operation. An attempt is written down before the provider is called, and
 * nothing can come between the call and the recording of its outcome but the end of the process.
 */
import type { ProviderError } from "@switchyard/core"
import { Reason } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { CallOutcome } from "../health/verdict.ts"
import { due } from "../lifecycle/due.ts"
import type { Ended, Request } from "../lifecycle/Event.ts"
import { noPolicy } from "../lifecycle/Machine.ts"
import { isDoubtful } from "../lifecycle/Operation.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { isEnded } from "../lifecycle/Status.ts"
import { mayLeave, stageOf } from "../lifecycle/stages.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { AttemptRecord } from "../store/Commit.ts"
import type { Row } from "../store/Row.ts"
import * as Trace from "../telemetry/Trace.ts"
import * as Abandoning from "./abandoning.ts"
import { accountAt } from "./accounts.ts"
import * as Attempts from "./attempts.ts"
import * as Changing from "./changing.ts"
import * as Grounds from "./grounds.ts"
import type { Closed, Opened } from "./kinds.ts"
import { noteLeftOut } from "./leftOut.ts"
import type { Service } from "./OperationRunner.ts"
import { obstacle } from "./obstacle.ts"
import type { Place } from "./places.ts"
import * as Prepared from "./prepared.ts"
import { read } from "./reading.ts"
import { recoverOne } from "./recover.ts"
import * as Replaying from "./replaying.ts"
import { sealedKey } from "./replayKeys.ts"
import * as SideReads from "./sideReads.ts"

const endedOf = (request: Request, error: ProviderError.SendError): Ended => ({
  _tag: error._tag,
  ...request,
  reason: error.reason,
  message: error.message,
  providerCode: error.providerCode ?? null,
  transient: Reason.isTransient(error.reason),
  failover: Reason.allowsFailover(error.reason),
  retryAfter: error.retryAfterMillis ?? null
})

/** How long an operation is set aside whose outcome cannot be stored. */
export const setAsideMillis = 3_600_000

/** Sends once to this instance, if the attempt can be written down first; gives how that ended. */
const send = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  opened: Opened,
  instance: string
): Effect.fn.Return<CallOutcome | undefined, StoreUnavailable> {
  const account = accountAt(runner, row, instance) ?? { instance, fingerprint: "" }
  yield* runner.store.useAccount(row.kind, account)
  const key = yield* opened.keyOn(instance)
  const replayKey = key === undefined ? null : yield* sealedKey(runner, row, key)
  const isStaged = mayLeave(runner.kinds[row.kind].policy(instance) ?? noPolicy)
  const began = yield* Instant.now
  // They did when it was claimed; what is written down now would not be true of everybody's time.
  if (!(yield* Instant.isAgreed)) {
    yield* runner.release(row, Instant.after(began, Schedule.putOff.clocks))
    return undefined
  }
  const written = yield* Attempts.writeDown(runner, row, began, { ...account, replayKey }, (sendUntil) => ({
    _tag: "SendPlanned",
    ...account,
    sendUntil,
    isReplayable: key !== undefined,
    isStaged
  }))
  if (written === undefined) return undefined
  const { record, request } = written
  const staged = isStaged
    ? { generation: stageOf(written.row)?.generation, beforeCommit: Prepared.stored(runner, written) }
    : {}
  const until = yield* Instant.onClock(record.sendUntil)
  const result = yield* Effect.result(opened.createOn(instance, until, { replayKey: key, ...staged }))
  const outcome = Result.merge(result)
  const event = Result.isFailure(result)
    ? endedOf(request, result.failure)
    : Attempts.endedWith(request, result.success)
  yield* Attempts.writeEnd(runner, written, event, {
    outcome: outcome._tag,
    reason: outcome._tag === "Accepted" ? null : outcome.reason,
    answer: outcome._tag === "Accepted" ? outcome.value : undefined
  })
  return outcome
}, Effect.uninterruptible)

/** Goes over to the sends of this instance; false when they are full, and then it waits for its turn there. */
const takesPlace = Effect.fnUntraced(function* (runner: Service, row: Row, place: Place, instance: string) {
  const bulkhead = Bulkhead.of(instance, "send")
  if (place.move(bulkhead)) return true
  yield* runner.release(row, yield* Instant.now, bulkhead)
  return false
})

const submit = Effect.fnUntraced(function* (runner: Service, row: Row, opened: Opened, place: Place) {
  const tried = new Set(row.facts.tried.map(({ instance }) => instance))
  const candidates = opened.candidates()
  const left = candidates.filter((candidate) => candidate.in && !tried.has(candidate.instance))
  for (const { instance } of left) {
    if (!(yield* takesPlace(runner, row, place, instance))) return
    if (yield* runner.guard.attempt(instance, send(runner, row, opened, instance))) return
    yield* noteLeftOut(runner, row, instance)
  }
  const transient = row.facts.tried.filter((each) => each.transient)
  const unhealthy = yield* Effect.filter(transient, ({ instance }) => runner.guard.isUnhealthy(instance))
  // It was accepted when somebody could carry it out: the config has changed, and may change back.
  if (tried.size === 0 && left.length === 0)
    return yield* runner.suspend(row, "no configured provider can carry it out")
  const why = candidates.map((candidate) => `${candidate.instance}: ${candidate.why}`)
  yield* runner.apply(
    row,
    {
      _tag: "NobodyLeft",
      message: `no provider can be tried (${why.join("; ")})`,
      isBlocked: left.length + unhealthy.length > 0
    },
    { once: true }
  )
})

/** Nothing is sent before everybody has answered who was asked: after a recovery, or because somebody called back. */
const mustWait = Effect.fnUntraced(function* (runner: Service, row: Row, now: Instant.Instant) {
  const isAsking =
    isDoubtful(row) || ((row.attempts > 0 || row.recovery !== null) && (yield* SideReads.isPending(runner, row)))
  if (isAsking) yield* runner.release(row, Instant.after(now, Schedule.putOff.sideRead))
  return isAsking
})

// A key may be configured again. What this version cannot read no time will open: whoever may have it is asked by a person.
const closed = Effect.fnUntraced(function* (runner: Service, row: Row, { _tag }: Closed) {
  if (_tag === "Sealed") return yield* runner.suspend(row, "its request is sealed with a key that is not configured")
  const why = "its request was stored by another version, and cannot be read by this one"
  const applied = yield* runner.apply(row, { _tag: "Unreadable", why }, { once: true })
  if (applied._tag === "Refused") yield* runner.suspend(row, why)
})

const carryOut = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  place: Place
): Effect.fn.Return<void, StoreUnavailable> {
  const { provider } = row
  const now = yield* Instant.now
  // Whatever has held it up, the config or its provider, its merchant hears of that.
  if (Changing.isGivenUp(runner, row, now)) {
    yield* runner.apply(row, { _tag: "ChangeDelayed" }, { once: true })
    return
  }
  const next = due(row, obstacle(runner, row), now, Replaying.moment(runner, row, now))
  if (next._tag === "Nothing") return
  if (next._tag === "Suspended") return yield* runner.suspend(row, next.why)
  if (next._tag === "Unaskable") {
    const { instance, why } = next
    yield* runner.apply(row, { _tag: "Unsupported", instance, message: why }, { once: true })
    return
  }
  if (next._tag === "ReplaysOver") {
    yield* runner.apply(row, { _tag: "ReplaysOver", why: next.why }, { once: true })
    return
  }
  if (next._tag === "BeingSent") return yield* runner.release(row, Instant.of(next.until))
  if (next._tag === "Change" || next._tag === "ChangeUnfinished") {
    if (yield* recoverOne(runner, row)) return
    return yield* Changing.change(runner, row, next, place)
  }
  if (next.asksFirst && (yield* recoverOne(runner, row))) return
  if (next._tag === "Unfinished") {
    const attempt: AttemptRecord = {
      number: next.attempt,
      instance: provider ?? "",
      fingerprint: row.fingerprint ?? "",
      startedAt: now,
      sendUntil: Instant.of(next.until),
      endedAt: now,
      outcome: "OutcomeUnknown",
      reason: "AnswerLost"
    }
    yield* runner.apply(row, { _tag: "Interrupted" }, { attempt, once: true })
    return
  }
  const opened = yield* Effect.result(runner.kinds[row.kind].open(row))
  if (Result.isFailure(opened)) return yield* closed(runner, row, opened.failure)
  if (next._tag === "Abandon") return yield* Abandoning.abandon(runner, row, opened.success, place)
  if (
    (next._tag === "Submit" || next._tag === "Send" || next._tag === "Replay") &&
    (yield* Grounds.mustWait(runner, row))
  )
    return
  if (next._tag === "Replay") return yield* Replaying.replay(runner, row, opened.success, place)
  if (next._tag !== "Read" && (yield* mustWait(runner, row, now))) return
  if (next._tag === "Submit") return yield* submit(runner, row, opened.success, place)
  if (provider === null) return yield* runner.suspend(row, "it has no provider")
  if (next._tag === "Send") {
    if (!(yield* takesPlace(runner, row, place, provider))) return
    const isSent = yield* runner.guard.attempt(provider, send(runner, row, opened.success, provider))
    if (isSent) return
    yield* noteLeftOut(runner, row, provider)
    return yield* runner.release(row, Instant.after(now, Schedule.putOff.unhealthy))
  }
  // The claim has counted it as read: it is not put off, and keeps its place where there is no other.
  place.move(Bulkhead.of(provider, isEnded(row.status) ? "ended" : "read"))
  yield* read(runner, row, opened.success, provider)
})

/** Carries out the due step of a claimed operation, in the trace of the request that created it. */
export const execute = (runner: Service, row: Row, place: Place): Effect.Effect<void, StoreUnavailable> => {
  const { id, kind, provider, step, traceParent } = row
  return carryOut(runner, row, place).pipe(
    Effect.withSpan(
      "operation.step",
      { attributes: { operationId: id, operationKind: kind, step, provider } },
      { captureStackTrace: false }
    ),
    Trace.continued(traceParent)
  )
}
