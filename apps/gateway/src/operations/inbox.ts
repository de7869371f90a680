/**
 * Stored callbacks, handled: verified, decoded, and then only a reason to read the status. Reads are coalesced per
 * operation by the database, so any number of callbacks causes at most one a minute; for what has ended only those count
 * that cannot be forged.
 */
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Compare from "../lifecycle/Compare.ts"
import { isHolder, needsAttempt, reopens } from "../lifecycle/callback.ts"
import type { Entry } from "../lifecycle/Decision.ts"
import { type Account, isAtRisk } from "../lifecycle/Facts.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { EndedCallback, StoredCallback } from "../store/Store.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { accountAt, knowsContext } from "./accounts.ts"
import { find } from "./finding.ts"
import { hiding } from "./kinds.ts"
import type { Service } from "./OperationRunner.ts"
import * as Verifying from "./verifying.ts"

/** Ended callbacks are remembered so long, to know them again. */
const rememberedMillis = 24 * 3_600_000

/** At most so many ended callbacks are remembered. */
const rememberedCount = 10_000

// What takes longer to verify is tried again when its claim ends, and holds up nobody meanwhile.
const longestMillis = 10_000

/** The sealed part of a callback. */
export const toText = ({ body, headers, path }: Callback.Raw): string =>
  JSON.stringify({ body: Buffer.from(body).toString("base64"), headers, path })

const rawOf = (text: string): Callback.Raw => {
  const { body, headers, path } = JSON.parse(text)
  return { body: Buffer.from(String(body), "base64"), headers, path: String(path) }
}

const trustOf = (events: ReadonlyArray<Callback.Event>) =>
  events.some(({ trust }) => trust === "verified") ? "verified" : "hint"

const lineOf = (instance: string, { providerStatus, trust }: Callback.Event, causesRead: boolean): Entry => ({
  kind: "callback",
  summary: `a callback (${trust}): ${providerStatus ?? "no status"}`,
  details: { instance, trust, causesRead }
})

// Anybody can write an unsigned callback, so a timeline shows only the one that caused something.
const visibleIn = (events: ReadonlyArray<Callback.Event>, isFirst: boolean): ReadonlyArray<Callback.Event> => [
  ...events.filter(({ trust }) => trust === "verified"),
  ...(isFirst ? events.filter(({ trust }) => trust === "hint").slice(0, 1) : [])
]

const calledBack = (runner: Service, row: Row, account: Account, events: ReadonlyArray<Callback.Event>) =>
  runner.apply(row, {
    _tag: "CalledElsewhere",
    ...account,
    trust: trustOf(events),
    providerStatus: events.at(-1)?.providerStatus ?? null
  })

const notifyHolder = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  account: Account,
  events: ReadonlyArray<Callback.Event>
) {
  const { store } = runner
  const now = yield* Instant.now
  const policy = runner.policyOf(row)
  const spacing = Math.max(policy.statusReads.spacingMillis, Schedule.callbackSpacing)
  const at = row.lastReadAt === null ? now : Instant.of(Math.max(now, row.lastReadAt + spacing))
  if (isAtRisk(row.facts)) yield* calledBack(runner, row, account, events)
  const isFirst = yield* store.requestRead(row.id, now, at, reopens(row, policy, trustOf(events), now))
  const visible = visibleIn(events, isFirst)
  if (visible.length === 0) return
  yield* store.record(
    row.id,
    now,
    visible.map((event) => lineOf(row.provider ?? "", event, isFirst))
  )
  for (const { amount, trust } of visible) {
    const anomalies = Compare.amounts(row.facts.asked.amount ?? null, amount ?? null)
    if (anomalies.length > 0) yield* runner.apply(row, { _tag: "Mismatch", trust, anomalies })
  }
})

// An instance that is not taken to hold it calls back: false when nothing says that it ever had anything to do with it.
const notifyOther = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  account: Account,
  events: ReadonlyArray<Callback.Event>
) {
  const { store } = runner
  const now = yield* Instant.now
  // While it is asked who has it, this one is asked next.
  if (row.facts.doubt === null) {
    const onlyKnown = needsAttempt(row, trustOf(events))
    const requested = yield* store.requestSideRead(row.id, account, { now, since: now, needsAttempt: onlyKnown })
    if (requested === "none") return false
    if (requested === "asked") return true
  }
  yield* store.record(
    row.id,
    now,
    visibleIn(events, true).map((event) => lineOf(account.instance, event, true))
  )
  yield* calledBack(runner, row, account, events)
  return true
})

// Whose status a callback reports in the provider's own words is known only now.
const readable = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  events: ReadonlyArray<Callback.Event>
): Effect.fn.Return<ReadonlyArray<Callback.Event>> {
  if (events.every(({ providerStatus }) => providerStatus === undefined)) return events
  const hide = yield* hiding(runner.kinds[row.kind], row)
  return events.map(({ providerStatus, ...event }) =>
    providerStatus === undefined ? event : { ...event, providerStatus: hide(providerStatus) }
  )
})

const notify = Effect.fnUntraced(function* (
  runner: Service,
  instance: string,
  row: Row,
  verified: ReadonlyArray<Callback.Event>
) {
  const account = accountAt(runner, row, instance)
  // Where its context is unknown it cannot be, nor be asked: what came stays as evidence.
  if (account === undefined || !knowsContext(runner, row, instance)) return false
  const events = yield* readable(runner, row, verified)
  if (!isHolder(row, account)) return yield* notifyOther(runner, row, account, events)
  yield* notifyHolder(runner, row, account, events)
  return true
})

interface Parsed {
  readonly seq: number
  readonly event: Callback.Event | undefined
  readonly standsForMore?: boolean
}

interface Known {
  readonly seq: number
  readonly event: Callback.Event
}

const keyOf = ({ kind, providerReference, reference }: Callback.Event): string =>
  reference === undefined ? `${kind} by theirs ${providerReference}` : `${kind} ${reference}`

// All callbacks of one instance that were claimed together: any number about one operation is reported once.
const handleOf = Effect.fnUntraced(function* (runner: Service, instance: string, parsed: ReadonlyArray<Parsed>) {
  const { store } = runner
  const ids = parsed.flatMap(({ event }) => (event === undefined ? [] : [event.eventId]))
  const known = new Set(yield* store.knownEvents(instance, ids))
  const ended: Array<EndedCallback> = []
  const groups = new Map<string, Array<Known>>()
  for (const { event, seq, standsForMore } of parsed) {
    if (event === undefined) ended.push({ seq, state: "rejected", eventId: null, named: null })
    else if (known.has(event.eventId) && standsForMore !== true) {
      yield* Metrics.callback(instance, "repeated")
      ended.push({ seq, state: "handled", eventId: null, named: null })
    } else {
      known.add(event.eventId)
      const key = keyOf(event)
      groups.set(key, [...(groups.get(key) ?? []), { seq, event }])
    }
  }
  const handleGroup = Effect.fnUntraced(function* (group: ReadonlyArray<Known>) {
    const events = group.map(({ event }) => event)
    const [first] = events
    const row = first && (yield* find(runner, instance, first))
    const isKnown = row !== undefined && (yield* notify(runner, instance, row, events))
    for (const { trust } of events) yield* Metrics.callback(instance, isKnown ? trust : "unknown_reference")
    for (const { event, seq } of group) {
      const { eventId, kind, reference, trust } = event
      const named = isKnown || reference === undefined ? null : { kind, reference, trust }
      ended.push({ seq, state: isKnown ? "handled" : "unknown", eventId, named })
    }
  })
  // One that cannot be written down for what it says is set aside, and its batch goes on.
  const contained = (group: ReadonlyArray<Known>) =>
    Effect.catchIf(
      handleGroup(group),
      (error) => error.isAboutContent,
      () =>
        Effect.gen(function* () {
          yield* Effect.logError(`callbacks of ${instance} cannot be stored and are set aside`)
          for (const { seq } of group) {
            yield* Metrics.callback(instance, "set_aside")
            ended.push({ seq, state: "rejected", eventId: null, named: null })
          }
        })
    )
  // At once, so that what they write goes to the database together.
  yield* Effect.forEach(groups.values(), contained, { concurrency: "unbounded", discard: true })
  // Only now: a crash before it handles them again, and twice is as good as once.
  yield* store.endCallbacks(ended)
})

// One that is sealed with a key that is not configured here waits for it, for as long as one is remembered, and so does one
// that cannot be verified now.
const openOne = Effect.fnUntraced(function* (
  runner: Service,
  instance: string,
  { receivedAt, sealed, seq, standsForMore }: StoredCallback
): Effect.fn.Return<ReadonlyArray<Parsed>> {
  const opened = yield* Effect.result(runner.vault.open(sealed, instance))
  const isOld = (yield* Instant.isAgreed) && receivedAt < (yield* Instant.now) - rememberedMillis
  if (Result.isFailure(opened)) {
    yield* Metrics.callback(instance, isOld ? "rejected" : "unreadable")
    yield* Effect.logWarning(`a callback of ${instance} cannot be opened (${opened.failure.reason})`)
    return isOld ? [{ seq, event: undefined }] : []
  }
  const event = yield* Verifying.within(runner, instance, rawOf(opened.success), { millis: longestMillis })
  if (typeof event !== "string") return [{ seq, event, standsForMore }]
  if (event === "unsettled" && !isOld) return []
  yield* Metrics.callback(instance, "rejected")
  return [{ seq, event: undefined }]
})

/** Handles callbacks of one instance that were claimed together. */
export const handle = Effect.fnUntraced(function* (
  runner: Service,
  instance: string,
  batch: ReadonlyArray<StoredCallback>
): Effect.fn.Return<void, StoreUnavailable> {
  const parsed = yield* Effect.forEach(batch, (callback) => openOne(runner, instance, callback), {
    concurrency: "unbounded"
  })
  yield* handleOf(runner, instance, parsed.flat())
})

/** Forgets old callbacks; while the clocks do not agree nobody knows which are. */
export const prune = Effect.fnUntraced(function* ({ store }: Service) {
  if (!(yield* Instant.isAgreed)) return 0
  const now = yield* Instant.now
  return yield* store.pruneCallbacks(Instant.after(now, -rememberedMillis), rememberedCount)
})
