/**
 * Stored callbacks, handled: verified, decoded, and then only a reason to read the status. Reads are coalesced per
 * operation by the database, so any number of callbacks causes at most one a minute; for what has ended only those count
 * that cannot be forged.
 */
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Compare from "../lifecycle/Compare.ts"
import { isHolder, needsAttempt, reopens } from "../lifecycle/callback.ts"
import type { Entry } from "../lifecycle/Decision.ts"
import * as Doubts from "../lifecycle/doubt.ts"
import { type Account, isAtRisk } from "../lifecycle/Facts.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { EndedCallback, StoredCallback } from "../store/Inbox.ts"
import type { Row } from "../store/Row.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { accountAt, isOfPinned, knowsContext } from "./accounts.ts"
import { type Became, endedOf, toldOf } from "./endings.ts"
import { find, keyOf, type Named, namedIn } from "./finding.ts"
import { hiding } from "./kinds.ts"
import { learnId } from "./learning.ts"
import * as LeftReads from "./leftReads.ts"
import type { Service } from "./OperationRunner.ts"
import { isOver, open, type Parsed, rememberedMillis } from "./opening.ts"
import * as Verifying from "./verifying.ts"

/** At most so many ended callbacks are remembered. */
const rememberedCount = 10_000

const isOfPayment = (kind: Callback.Event["kind"]): boolean => kind === "refund" || kind === "dispute"

const trustOf = (events: ReadonlyArray<Callback.Event>) =>
  events.some(({ trust }) => trust === "verified") ? "verified" : "hint"

const lineOf = (instance: string, { kind, providerStatus, trust }: Callback.Event, causesRead: boolean): Entry => ({
  kind: "callback",
  summary: `a callback (${trust})${isOfPayment(kind) ? ` about a ${kind}` : ""}: ${providerStatus ?? "no status"}`,
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
  yield* learnId(runner, row, account, events)
  const isFirst = yield* store.requestRead(row.id, now, at, reopens(row, policy, trustOf(events), now))
  const visible = visibleIn(events, isFirst)
  if (visible.length === 0) return
  yield* store.record(
    row.id,
    now,
    visible.map((event) => lineOf(row.provider ?? "", event, isFirst))
  )
  for (const { amount, kind, trust } of visible) {
    // Of a refund it is not what was asked for.
    if (kind !== row.kind) continue
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
  // A context of another provider is another account, which the operation was never given.
  const { doubt } = row.facts
  const isStranger = !isOfPinned(row)(account) && (doubt === null || !Doubts.concerns(doubt, account))
  // While it is asked who has it, this one is asked next.
  if (doubt === null || isStranger) {
    const onlyKnown = isStranger || needsAttempt(row, trustOf(events))
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

// What was left behind is read by the id that they name; the others, and what may also be news of the latest one, is what remains.
// A hint asks for that one alone, so that none causes two reads.
const withoutLeft = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  account: Account,
  events: ReadonlyArray<Callback.Event>
): Effect.fn.Return<ReadonlyArray<Callback.Event>, StoreUnavailable> {
  const named = LeftReads.named(row, account, events)
  const isElsewhere = row.facts.doubt === null && !isHolder(row, account)
  const isOnlyOfLeft = ({ trust }: Callback.Event) => trust === "hint" || isElsewhere
  for (const [id, about] of named) {
    const isFirst = yield* LeftReads.request(runner, row, account, id, trustOf(about))
    const lines = visibleIn(about.filter(isOnlyOfLeft), isFirst).map((event) =>
      lineOf(account.instance, event, isFirst)
    )
    if (lines.length > 0) yield* runner.store.record(row.id, yield* Instant.now, lines)
    if (isElsewhere && isFirst) yield* calledBack(runner, row, account, about)
  }
  const ofLeft = new Set([...named.values()].flat().filter(isOnlyOfLeft))
  return events.filter((event) => !ofLeft.has(event))
})

// Of one account two instances may hear: it is read by the name that has it, and by no other.
const asHolder = (row: Row, account: Account | undefined): Account | undefined =>
  account !== undefined && row.provider !== null && isHolder(row, account)
    ? { ...account, instance: row.provider }
    : account

const notify = Effect.fnUntraced(function* (
  runner: Service,
  instance: string,
  row: Row,
  verified: ReadonlyArray<Callback.Event>
) {
  const account = asHolder(row, accountAt(runner, row, instance))
  // Where its context is unknown it cannot be, nor be asked: what came stays as evidence.
  if (account === undefined || !knowsContext(runner, row, instance)) return false
  const events = yield* withoutLeft(runner, row, account, yield* readable(runner, row, verified))
  if (events.length === 0) return true
  if (!isHolder(row, account)) return yield* notifyOther(runner, row, account, events)
  yield* notifyHolder(runner, row, account, events)
  return true
})

interface Known extends Pick<Parsed, "seq" | "receivedAt"> {
  readonly event: Callback.Event
  readonly of: Named
}

// It may have come before the id that it names is known: it counts once that is learnt.
const waits = Effect.fnUntraced(function* ({ event, of: { providerReferences, reference }, receivedAt }: Known) {
  const isNamed = reference === undefined && providerReferences.length > 0
  return event.trust === "verified" && isNamed && !(yield* isOver(receivedAt))
})

// One callback may hold a thousand events.
const groupsAtOnce = 200

const waitsFor = (age: number): number => Math.max(age * 3, 5_000)

// All callbacks of one instance that were claimed together: any number about one operation is reported once.
const handleOf = Effect.fnUntraced(function* (
  runner: Service,
  instance: string,
  parsed: ReadonlyArray<Parsed>,
  leaseUntil: Instant.Instant
) {
  const { store } = runner
  const eventsOf = ({ events }: Parsed) => (typeof events === "string" ? [] : events)
  const ids = parsed.flatMap((each) => eventsOf(each).map(({ eventId }) => eventId))
  const known = new Set(yield* store.knownEvents(instance, ids))
  const groups = new Map<string, Array<Known>>()
  for (const each of parsed) {
    for (const event of eventsOf(each)) {
      // Of a callback that has waited, what was told then is not told again.
      if (each.told.includes(event.eventId)) known.add(event.eventId)
      else if (known.has(event.eventId) && !each.standsForMore) yield* Metrics.callback(instance, "repeated")
      else {
        known.add(event.eventId)
        for (const of of namedIn(event)) {
          const key = keyOf(event, of)
          groups.set(key, [...(groups.get(key) ?? []), { ...each, event, of }])
        }
      }
    }
  }
  // What became of the events of each callback, as far as they were handled now.
  const became = new Map<number, Array<Became>>()
  const note = ({ event, seq }: Known, how: Became["how"]) =>
    became.set(seq, [...(became.get(seq) ?? []), { event, how }])
  const handleGroup = Effect.fnUntraced(function* (group: ReadonlyArray<Known>) {
    const events = group.map(({ event }) => event)
    const [first] = group
    const row = first && (yield* find(runner, instance, first.event, first.of))
    const isKnown = row !== undefined && (yield* notify(runner, instance, row, events))
    for (const each of group) {
      if (row === undefined && (yield* waits(each))) note(each, "waits")
      else {
        if (isKnown) yield* Metrics.callback(instance, each.event.trust)
        note(each, isKnown ? "handled" : "unknown")
      }
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
          for (const each of group) {
            yield* Metrics.callback(instance, "set_aside")
            note(each, "rejected")
          }
        })
    )
  // At once, so that what they write goes to the database together.
  yield* Effect.forEach(groups.values(), contained, { concurrency: groupsAtOnce, discard: true })
  const ended: Array<EndedCallback> = []
  for (const each of parsed) {
    const all = became.get(each.seq) ?? []
    const end = endedOf(each, all)
    if (end !== undefined) {
      ended.push(end)
      for (const { how } of all) if (how === "unknown") yield* Metrics.callback(instance, "unknown_reference")
    } else {
      const now = yield* Instant.now
      const at = Instant.after(now, waitsFor(now - each.receivedAt))
      const events = eventsOf(each)
      const eventId = events.every(({ trust }) => trust === "verified") ? Verifying.idOf(events) : null
      yield* store.keepWaiting(each.seq, leaseUntil, at, { told: toldOf(each, all), eventId })
    }
  }
  // Only now, and each when all of its events are handled: a crash before it handles them again, and twice is as good as once.
  yield* store.endCallbacks(ended)
})

/** Handles callbacks of one instance that were claimed together until then. */
export const handle = Effect.fnUntraced(function* (
  runner: Service,
  instance: string,
  batch: ReadonlyArray<StoredCallback>,
  leaseUntil: Instant.Instant
): Effect.fn.Return<void, StoreUnavailable> {
  const parsed = yield* Effect.forEach(batch, (callback) => open(runner, instance, callback, leaseUntil), {
    concurrency: "unbounded"
  })
  yield* handleOf(runner, instance, parsed.flat(), leaseUntil)
})

/** Forgets old callbacks; while the clocks do not agree nobody knows which are. */
export const prune = Effect.fnUntraced(function* ({ store }: Service) {
  if (!(yield* Instant.isAgreed)) return 0
  const now = yield* Instant.now
  return yield* store.pruneCallbacks(Instant.after(now, -rememberedMillis), rememberedCount)
})
