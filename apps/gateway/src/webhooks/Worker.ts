/**
 * Delivers messages: for each endpoint a loop of its own that claims what is due, sends it and writes down how it went,
 * so an endpoint that hangs holds up nobody else. A worker that dies leaves its rows to their lease; a message can then
 * arrive twice, which the merchant sees by its `webhook-id`, but it is never lost and never overtakes an earlier one.
 */
import { Cause, Duration, Effect, FiberSet, Latch, Random, Schedule, type Scope } from "effect"
import * as Instant from "../model/Instant.ts"
import * as Monotonic from "../model/Monotonic.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import * as Trace from "../telemetry/Trace.ts"
import * as Backoff from "./Backoff.ts"
import * as Deliveries from "./Deliveries.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { HttpAnswer, Sender } from "./Sender.ts"

/** How a worker runs. */
export interface Options {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly send: Sender
  /** Messages to one endpoint on their way at once; default 16. */
  readonly concurrency?: number | undefined
  /** How often it looks for rows that other nodes added; default one second. */
  readonly interval?: Duration.Input | undefined
}

/** A running worker. */
export interface Worker {
  /** Notifies the worker that rows were added, so that it need not wait for its next look. */
  readonly wake: Effect.Effect<void>
}

/** Far above the 15 seconds of an attempt and the writing down after it. */
const leaseMillis = 90_000
const drain = Duration.seconds(20)
const recordingMillis = 60_000
const doubtfulMillis = 60_000

// A 410 is a no to this message only: endpoints are switched off in the config, where nobody does it by accident.
const isFinal = ({ httpStatus }: HttpAnswer): boolean => httpStatus === 410

const outcome = Effect.fnUntraced(function* (claimed: Deliveries.Claimed, answer: HttpAnswer, now: Instant.Instant) {
  if (answer.error === null) return { _tag: "delivered" } as const
  if (isFinal(answer)) return { _tag: "failed" } as const
  const { attemptHere: attempt, firstAttemptAt } = claimed
  const { retryAfterMillis } = answer
  const next = Backoff.next({ attempt, firstAttemptAt, now, retryAfterMillis, random: yield* Random.next })
  if (next !== undefined) return { _tag: "retry", next } as const
  // Whether it has been tried for a day is not known while the clocks do not agree.
  if (yield* Instant.isAgreed) return { _tag: "failed" } as const
  return { _tag: "retry", next: Instant.after(now, doubtfulMillis) } as const
})

/** Starts delivering until the scope closes; what is on its way then is finished first. */
export const make = Effect.fnUntraced(function* ({
  concurrency = 16,
  endpoints,
  interval = "1 second",
  send
}: Options): Effect.fn.Return<Worker, never, Deliveries.Deliveries | Scope.Scope> {
  const deliveries = yield* Deliveries.Deliveries

  const record = Effect.fnUntraced(function* (claimed: Deliveries.Claimed, answer: HttpAnswer, began: number) {
    const at = yield* Instant.now
    const counted = yield* Monotonic.millis
    const attempt = { at, httpStatus: answer.httpStatus, error: answer.error }
    const ended = yield* outcome(claimed, answer, at)
    const writing =
      ended._tag === "delivered"
        ? deliveries.delivered(claimed, attempt)
        : ended._tag === "failed"
          ? deliveries.failed(claimed, attempt)
          : deliveries.retry(claimed, attempt, ended.next)
    yield* Metrics.webhookAttempt(ended._tag, counted - began)
    yield* Effect.retry(writing, {
      schedule: Schedule.spaced("1 second"),
      while: () => Effect.map(Monotonic.millis, (now) => now - counted < recordingMillis)
    })
    if (ended._tag === "failed") yield* Effect.logWarning("a webhook was given up")
  })

  const deliver = (endpoint: Endpoint, claimed: Deliveries.Claimed): Effect.Effect<void> => {
    const { attempt, eventId, id, operation, traceParent, type } = claimed
    const once = Effect.gen(function* () {
      const began = yield* Monotonic.millis
      yield* record(claimed, yield* send(endpoint, claimed), began)
    })
    return once.pipe(
      Effect.catchCause((cause) => Effect.logError("a webhook is left to its lease and will be sent again", cause)),
      Effect.withSpan("webhook.deliver", {
        attributes: { deliveryId: id, eventId, operationId: operation, type, attempt }
      }),
      Trace.continued(traceParent),
      Effect.annotateLogs({ deliveryId: id, eventId, operationId: operation, type, attempt })
    )
  }

  const drive = Effect.fnUntraced(function* (endpoint: Endpoint, woken: Latch.Latch) {
    const running = yield* FiberSet.make<void>()
    let busy = 0
    yield* Effect.addFinalizer(() => Effect.timeoutOption(FiberSet.awaitEmpty(running), drain))

    const start = (claimed: Deliveries.Claimed) => {
      busy++
      const finished = Effect.sync(() => {
        busy--
        // The next row with its ordering key may be due now.
        woken.openUnsafe()
      })
      return FiberSet.run(running, Effect.ensuring(deliver(endpoint, claimed), finished))
    }

    const look = Effect.gen(function* () {
      woken.closeUnsafe()
      const limit = concurrency - busy
      const now = yield* Instant.now
      const claim = { endpoint: endpoint.url, now, limit, leaseUntil: Instant.after(now, leaseMillis) }
      const rows = limit > 0 ? yield* deliveries.claimDue(claim) : []
      yield* Effect.forEach(rows, start, { discard: true })
      if (rows.length === 0 || rows.length < limit) yield* Effect.timeoutOption(woken.await, interval)
    })
    const always = look.pipe(
      Effect.catch(({ retryAfterSeconds }) => Effect.sleep(Duration.seconds(retryAfterSeconds))),
      Effect.catchDefect((defect) =>
        Effect.andThen(Effect.logError("webhooks could not be claimed", Cause.die(defect)), Effect.sleep("5 seconds"))
      ),
      Effect.forever
    )
    yield* Effect.forkScoped(always)
  })

  const latches = yield* Effect.forEach(endpoints, (endpoint) =>
    Effect.tap(Latch.make(false), (woken) => drive(endpoint, woken))
  )
  return { wake: Effect.forEach(latches, Latch.open, { discard: true }) }
})
