/**
 * Carries out the due step of one claimed operation. An attempt is written down before the provider is called, and
 * nothing can come between the call and the recording of its outcome but the end of the process.
 */
import type { ProviderError } from "@switchyard/core"
import { Reason } from "@switchyard/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedules from "effect/Schedule"
import type { Ending } from "../health/verdict.ts"
import type { Ended, Read } from "../lifecycle/Event.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { AttemptRecord } from "../store/Store.ts"
import * as Trace from "../telemetry/Trace.ts"
import type { Answer } from "./answers.ts"
import type { Applied, Service } from "./Carrier.ts"
import { mayBePaid, recoverOne } from "./recover.ts"
import type { Opened } from "./sides.ts"

const sendMillis = 30_000

// How long a resend waits while its instance is sick.
const sickMillis = 30_000

/** How long a claim holds a row: longer than any read takes. */
export const leaseMillis = 60_000

// Nothing is lost without it: an attempt whose outcome is not recorded is looked up.
const recording = { schedule: Schedules.spaced("250 millis"), times: 40 } as const

const endedOf = (attempt: number, error: ProviderError.SendError): Ended => ({
  _tag: error._tag,
  attempt,
  reason: error.reason,
  message: error.message,
  providerCode: error.providerCode ?? null,
  passing: Reason.isPassing(error.reason),
  elsewhere: Reason.allowsFailover(error.reason),
  retryAfter: error.retryAfterMillis ?? null
})

const readOf = (error: ProviderError.ReadError): Read => {
  switch (error._tag) {
    case "NotFound":
      return { _tag: "NotFound", message: error.message }
    case "Unsupported":
      return { _tag: "Unsupported", message: error.message }
    case "ReadFailed":
      return {
        _tag: "ReadFailed",
        reason: error.reason,
        message: error.message,
        retryAfter: error.retryAfterMillis ?? null,
        neverSent: error.neverSent === true
      }
  }
}

/** Why the operation cannot be carried on with this config, if so. */
export const obstacle = ({ switchyard }: Service, row: Row): string | undefined => {
  if (row.provider === null || row.step === "submit") return undefined
  const instance = switchyard.instances.find(({ name }) => name === row.provider)
  if (instance === undefined) return `${row.provider} is not configured any more`
  return row.fingerprint !== null && row.fingerprint !== instance.fingerprint
    ? `${row.provider} now leads to another merchant account`
    : undefined
}

/** Sends once to this instance, if the attempt can be written down first; tells how that ended. */
const send = Effect.fnUntraced(function* (
  carrier: Service,
  row: Row,
  opened: Opened,
  instance: string
): Effect.fn.Return<Ending | undefined, StoreUnavailable> {
  const fingerprint = carrier.switchyard.instances.find(({ name }) => name === instance)?.fingerprint ?? ""
  const began = yield* Instant.now
  const sendUntil = Instant.after(began, carrier.options.sendMillis ?? sendMillis)
  const record: AttemptRecord = {
    number: row.attempts + 1,
    instance,
    fingerprint,
    startedAt: began,
    sendUntil,
    endedAt: null,
    outcome: null,
    reason: null
  }
  const planned = yield* carrier.apply(
    row,
    { _tag: "SendPlanned", instance, sendUntil },
    { fingerprint, attempt: record, once: true }
  )
  if (planned._tag !== "Applied") return undefined

  const result = yield* Effect.result(opened.createOn(instance, DateTime.makeUnsafe(sendUntil)))
  const outcome = Result.merge(result)
  const endedAt = yield* Instant.now
  const reason = outcome._tag === "Accepted" ? null : outcome.reason
  const attempt = { ...record, endedAt, outcome: outcome._tag, reason }
  const event: Ended =
    outcome._tag === "Accepted"
      ? { _tag: "Accepted", attempt: record.number, seen: outcome.value.seen }
      : outcome._tag === "OutcomeUnknown"
        ? {
            _tag: "OutcomeUnknown",
            attempt: record.number,
            reason: outcome.reason,
            message: outcome.message,
            providerCode: outcome.providerCode ?? null,
            providerReference: outcome.providerReference ?? null
          }
        : endedOf(record.number, outcome)
  const said = outcome._tag === "Accepted" ? outcome.value : undefined
  yield* carrier
    .apply(planned.row, event, { attempt, results: said?.results, next: said?.next })
    .pipe(Effect.retry(recording))
  return outcome
}, Effect.uninterruptible)

const submit = Effect.fnUntraced(function* (carrier: Service, row: Row, opened: Opened) {
  const tried = new Set(row.facts.tried.map(({ instance }) => instance))
  const left = opened.candidates().filter((candidate) => candidate.in && !tried.has(candidate.instance))
  const names = left.map(({ instance }) => instance)
  if (mayBePaid(carrier, row, names)) return yield* recoverOne(carrier, row)
  for (const instance of names) {
    if (yield* carrier.guard.attempt(instance, send(carrier, row, opened, instance))) return
  }
  const passing = row.facts.tried.filter((each) => each.passing)
  const sick = yield* Effect.filter(passing, ({ instance }) => carrier.guard.isSick(instance))
  // It was accepted when somebody could carry it out: the config has changed, and may change back.
  if (tried.size === 0 && left.length === 0) return yield* carrier.park(row, "no configured provider can carry it out")
  const why = opened.candidates().map((candidate) => `${candidate.instance}: ${candidate.why}`)
  yield* carrier.apply(
    row,
    {
      _tag: "NobodyLeft",
      message: `no provider can be tried (${why.join("; ")})`,
      isBlocked: left.length + sick.length > 0
    },
    { once: true }
  )
})

/** Reads the status of a claimed row at its provider and applies what it says. */
export const read = Effect.fnUntraced(function* (
  carrier: Service,
  row: Row,
  opened: Opened,
  instance: string
): Effect.fn.Return<
  { readonly applied: Applied; readonly result: Result.Result<Answer, ProviderError.ReadError> },
  StoreUnavailable
> {
  const result = yield* Effect.result(carrier.guard.read(instance, opened.get(instance)))
  const event: Read = Result.isSuccess(result) ? { _tag: "Found", seen: result.success.seen } : readOf(result.failure)
  const extras = Result.isSuccess(result) ? { results: result.success.results, next: result.success.next } : {}
  return { applied: yield* carrier.apply(row, event, extras), result }
})

const carryOut = Effect.fnUntraced(function* (carrier: Service, row: Row): Effect.fn.Return<void, StoreUnavailable> {
  const { facts, provider, step } = row
  const now = yield* Instant.now
  if (step === "none") return
  const why = obstacle(carrier, row)
  if (why !== undefined) return yield* carrier.park(row, why)

  if (facts.sending !== null) {
    const until = Instant.of((facts.sendUntil ?? 0) + Schedule.sendGrace)
    // Somebody may be sending it at this moment.
    if (now < until) return yield* carrier.release(row, until)
    const attempt: AttemptRecord = {
      number: facts.sending,
      instance: provider ?? "",
      fingerprint: row.fingerprint ?? "",
      startedAt: now,
      sendUntil: Instant.orNull(facts.sendUntil) ?? now,
      endedAt: now,
      outcome: "OutcomeUnknown",
      reason: "AnswerLost"
    }
    yield* carrier.apply(row, { _tag: "Interrupted" }, { attempt, once: true })
    return
  }
  const opened = yield* Effect.result(carrier.sides[row.kind].open(row))
  if (Result.isFailure(opened))
    return yield* carrier.park(row, "its request is sealed with a key that is not configured")
  if (step === "submit") return yield* submit(carrier, row, opened.success)
  if (provider === null) return yield* carrier.park(row, "it has no provider")
  if (step === "send") {
    const isSent = yield* carrier.guard.attempt(provider, send(carrier, row, opened.success, provider))
    return isSent ? undefined : yield* carrier.release(row, Instant.after(now, sickMillis))
  }
  yield* read(carrier, row, opened.success, provider)
})

/** Carries out the due step of a claimed operation, in the trace of the request that created it. */
export const execute = (carrier: Service, row: Row): Effect.Effect<void, StoreUnavailable> => {
  const { id, kind, provider, step, traceParent } = row
  return carryOut(carrier, row).pipe(
    Effect.withSpan(
      "operation.step",
      { attributes: { operationId: id, operationKind: kind, step, provider } },
      { captureStackTrace: false }
    ),
    Trace.continued(traceParent)
  )
}
