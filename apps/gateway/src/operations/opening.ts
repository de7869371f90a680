/**
 * The content of a stored callback: opened, and verified as when it came. What cannot be verified now is tried again on a slowing
 * schedule, for as long as one is remembered.
 */
import type { Callback } from "@switchyard/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { StoredCallback } from "../store/Inbox.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import type { Service } from "./OperationRunner.ts"
import * as Verifying from "./verifying.ts"

/** Ended callbacks are remembered so long, to know them again. */
export const rememberedMillis = 24 * 3_600_000

// What takes longer to verify is tried again later, and holds up nobody meanwhile.
const longestMillis = 10_000

/** The sealed part of a callback. */
export const toText = ({ body, headers, path, receivedAt }: Callback.Raw): string =>
  JSON.stringify({
    body: Buffer.from(body).toString("base64"),
    headers,
    path,
    receivedAt: DateTime.toEpochMillis(receivedAt)
  })

// Versions before this one did not seal when it came, and kept that beside it.
const rawOf = (text: string, recordedAt: number): Callback.Raw => {
  const { body, headers, path, receivedAt = recordedAt } = JSON.parse(text)
  const at = DateTime.makeUnsafe(Number(receivedAt))
  return { body: Buffer.from(String(body), "base64"), headers, path: String(path), receivedAt: at }
}

/** A callback whose content is known; nothing is left to do about one without events. */
export interface Parsed {
  readonly seq: number
  readonly receivedAt: Instant.Instant
  readonly events: ReadonlyArray<Callback.Event> | "rejected" | "given_up"
  readonly standsForMore: boolean
  /** The ids of its events that were told already. */
  readonly told: ReadonlyArray<string>
}

// One that cannot be verified now is tried again on a slowing schedule, and no sooner than its adapter says.
const againIn = (age: number, retryAfter: number): number =>
  Math.min(Math.max(retryAfter, Math.min(Math.max(age / 2, 2_000), 30 * 60_000)), 60 * 60_000)

/** Whether a callback is as old as any is remembered; while the clocks do not agree nobody knows. */
export const isOver = Effect.fnUntraced(function* (receivedAt: Instant.Instant) {
  return (yield* Instant.isAgreed) && receivedAt < (yield* Instant.now) - rememberedMillis
})

/**
 * The callback, or nothing where it is to be tried again. One that is sealed with a key that is not configured here waits for it,
 * for as long as one is remembered, and so does one that cannot be verified now.
 */
export const open = Effect.fnUntraced(function* (
  runner: Service,
  instance: string,
  { receivedAt, sealed, seq, standsForMore, told }: StoredCallback,
  leaseUntil: Instant.Instant
): Effect.fn.Return<ReadonlyArray<Parsed>, StoreUnavailable> {
  const opened = yield* Effect.result(runner.vault.open(sealed, instance))
  const now = yield* Instant.now
  const isOld = yield* isOver(receivedAt)
  const about = { seq, receivedAt, standsForMore, told }
  if (Result.isFailure(opened)) {
    yield* Metrics.callback(instance, isOld ? "rejected" : "unreadable")
    yield* Effect.logWarning(`a callback of ${instance} cannot be opened (${opened.failure.reason})`)
    return isOld ? [{ ...about, events: "rejected" }] : []
  }
  const raw = rawOf(opened.success, receivedAt)
  const verified = yield* Verifying.within(runner, instance, raw, { millis: longestMillis })
  switch (verified._tag) {
    case "Events":
      if (verified.events.length === 0) yield* Metrics.callback(instance, "not_ours")
      return [{ ...about, events: verified.events }]
    case "Unverifiable": {
      yield* Metrics.callback(instance, "unverifiable")
      if (isOld) return [{ ...about, events: "given_up" }]
      const at = Instant.after(yield* Instant.now, againIn(now - receivedAt, verified.retryAfter))
      yield* runner.store.expediteCallbacks([seq], leaseUntil, at)
      return []
    }
    case "Rejected":
    case "Unsupported":
      yield* Metrics.callback(instance, "rejected")
      return [{ ...about, events: "rejected" }]
  }
})
