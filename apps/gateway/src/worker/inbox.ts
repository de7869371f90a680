/**
 * Stored callbacks, handled: verified, decoded, and then only a reason to read the status. Reads are coalesced per
 * operation by the database, so any number of callbacks causes at most one a minute, and none for what is closed.
 */
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Compare from "../lifecycle/Compare.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import type { Kind } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { EndedCallback, StoredCallback } from "../store/Store.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import type { Service } from "./Carrier.ts"

/** Ended callbacks are remembered so long, to know them again. */
const rememberedMillis = 24 * 3_600_000

/** At most so many ended callbacks are remembered. */
const rememberedCount = 10_000

/** What is sealed of a callback. */
export const toText = ({ body, headers, path }: Callback.Raw): string =>
  JSON.stringify({ body: Buffer.from(body).toString("base64"), headers, path })

const rawOf = (text: string): Callback.Raw => {
  const { body, headers, path } = JSON.parse(text)
  return { body: Buffer.from(String(body), "base64"), headers, path: String(path) }
}

const kindsOf = (path: string): ReadonlyArray<Kind> =>
  path.startsWith("payment") ? ["payment", "payout"] : ["payout", "payment"]

/** The callback as the adapter reads it; a rejection when no kind of this instance takes it. */
const parse = Effect.fnUntraced(function* (carrier: Service, instance: string, raw: Callback.Raw) {
  let refused = false
  for (const kind of kindsOf(raw.path)) {
    const parsed = yield* Effect.result(carrier.sides[kind].parseCallback(instance, raw))
    if (Result.isSuccess(parsed)) return parsed.success
    refused ||= parsed.failure._tag === "CallbackRejected"
  }
  return refused ? ("rejected" as const) : ("unsupported" as const)
})

const target = Effect.fnUntraced(function* (
  { store }: Service,
  instance: string,
  { kind, providerReference, reference }: Callback.Event
) {
  const row =
    reference !== undefined
      ? yield* store.findByReference(kind, reference)
      : providerReference === undefined
        ? undefined
        : yield* store.findByProviderReference(instance, kind, providerReference)
  // One for an operation of another instance is about nothing that we know here.
  return row?.provider === instance ? row : undefined
})

const tell = Effect.fnUntraced(function* (carrier: Service, row: Row, events: ReadonlyArray<Callback.Event>) {
  const { store } = carrier
  const now = yield* Instant.now
  const spacing = Math.max(carrier.policyOf(row).statusReads.spacingMillis, Schedule.callbackSpacing)
  const at = row.lastReadAt === null ? now : Instant.of(Math.max(now, row.lastReadAt + spacing))
  const isFirst = yield* store.hint(row.id, now, at)
  // Anybody can write a hint, so a timeline shows only the one that caused something.
  const hints = events.filter(({ trust }) => trust === "hint")
  const shown = [...events.filter(({ trust }) => trust === "verified"), ...(isFirst ? hints.slice(0, 1) : [])]
  if (shown.length === 0) return
  yield* store.record(
    row.id,
    now,
    shown.map(({ providerStatus, trust }) => ({
      kind: "callback" as const,
      summary: `a callback (${trust}): ${providerStatus ?? "no status"}`,
      details: { instance: row.provider, trust, causesRead: isFirst }
    }))
  )
  for (const { amount, trust } of shown) {
    const anomalies = amount === undefined ? [] : Compare.amounts(row.facts.expected, amount)
    if (anomalies.length > 0) yield* carrier.apply(row, { _tag: "Mismatch", trust, anomalies })
  }
})

interface Parsed {
  readonly seq: number
  readonly event: Callback.Event | undefined
}

interface Known {
  readonly seq: number
  readonly event: Callback.Event
}

const keyOf = ({ kind, providerReference, reference }: Callback.Event): string =>
  reference === undefined ? `${kind} by theirs ${providerReference}` : `${kind} ${reference}`

// All callbacks of one instance that were claimed together: any number about one operation is told once.
const handleOf = Effect.fnUntraced(function* (carrier: Service, instance: string, parsed: ReadonlyArray<Parsed>) {
  const { store } = carrier
  const ids = parsed.flatMap(({ event }) => (event === undefined ? [] : [event.eventId]))
  const known = new Set(yield* store.knownEvents(instance, ids))
  const ended: Array<EndedCallback> = []
  const groups = new Map<string, Array<Known>>()
  for (const { event, seq } of parsed) {
    if (event === undefined) ended.push({ seq, state: "rejected", eventId: null })
    else if (known.has(event.eventId)) {
      yield* Metrics.callback(instance, "repeated")
      ended.push({ seq, state: "handled", eventId: null })
    } else {
      known.add(event.eventId)
      const key = keyOf(event)
      groups.set(key, [...(groups.get(key) ?? []), { seq, event }])
    }
  }
  const handleGroup = Effect.fnUntraced(function* (group: ReadonlyArray<Known>) {
    const events = group.map(({ event }) => event)
    const [first] = events
    const row = first && (yield* target(carrier, instance, first))
    if (row !== undefined) yield* tell(carrier, row, events)
    for (const { trust } of events) yield* Metrics.callback(instance, row === undefined ? "unknown_reference" : trust)
    const state = row === undefined ? "unknown" : "handled"
    for (const { event, seq } of group) ended.push({ seq, state, eventId: event.eventId })
  })
  // At once, so that what they write goes to the database together.
  yield* Effect.forEach(groups.values(), handleGroup, { concurrency: "unbounded", discard: true })
  // Only now: a crash before it handles them again, and twice is as good as once.
  yield* store.endCallbacks(ended)
})

/** Handles callbacks that were claimed together. */
export const handle = Effect.fnUntraced(function* (
  carrier: Service,
  batch: ReadonlyArray<StoredCallback>
): Effect.fn.Return<void, StoreUnavailable> {
  for (const [instance, callbacks] of Map.groupBy(batch, (callback) => callback.instance)) {
    const parsed = yield* Effect.forEach(callbacks, ({ sealed, seq }) =>
      Effect.gen(function* () {
        const opened = yield* Effect.result(carrier.vault.open(sealed, instance))
        if (Result.isFailure(opened)) return { seq, event: undefined }
        const event = yield* parse(carrier, instance, rawOf(opened.success))
        if (event === "rejected" || event === "unsupported") {
          yield* Metrics.callback(instance, "rejected")
          return { seq, event: undefined }
        }
        return { seq, event }
      })
    )
    yield* handleOf(carrier, instance, parsed)
  }
})

/** Forgets old callbacks. */
export const prune = Effect.fnUntraced(function* ({ store }: Service) {
  const now = yield* Instant.now
  return yield* store.pruneCallbacks(Instant.after(now, -rememberedMillis), rememberedCount)
})
