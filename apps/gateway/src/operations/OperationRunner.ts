/**
 * The shell around the state machine: gives it the operation, the event and the time, and writes what it decides in one
 * transaction. When somebody else was first, the event is decided again on what is there now.
 */
import { Switchyard } from "@switchyard/facade"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { Service as Health } from "../health/Health.ts"
import { reopened } from "../lifecycle/callback.ts"
import { recordsOf } from "../lifecycle/changes/records.ts"
import type { Decided, Illegal } from "../lifecycle/Decision.ts"
import type { Event } from "../lifecycle/Event.ts"
import { decide, noPolicy } from "../lifecycle/Machine.ts"
import type { Ours } from "../lifecycle/Money.ts"
import type { Policy } from "../lifecycle/Operation.ts"
import * as Taken from "../lifecycle/taken.ts"
import * as Instant from "../model/Instant.ts"
import * as Monotonic from "../model/Monotonic.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import { withoutSecrets } from "../model/withoutSecrets.ts"
import type { Asking, AttemptRecord, Commit } from "../store/Commit.ts"
import type { Results, Row } from "../store/Row.ts"
import { Store, type Service as StoreService } from "../store/Store.ts"
import * as Trace from "../telemetry/Trace.ts"
import { Vault, type Service as VaultService } from "../vault.ts"
import type { Endpoint } from "../webhooks/Endpoint.ts"
import { messagesFor } from "../webhooks/Message.ts"
import * as Bulkheads from "./bulkheads.ts"
import { counted } from "./counting.ts"
import * as Kinds from "./everyKind.ts"
import * as Notes from "./notes.ts"
import * as Merge from "./payerMerge.ts"
import * as PayerParts from "./payerPart.ts"
import * as PayingBack from "./payingBack.ts"
import type { Related } from "./relatives.ts"
import * as Relatives from "./relatives.ts"
import { resourceOf } from "./resource.ts"
import { isForeign, merged, restated, waiting, withoutIds } from "./stated.ts"
import { dueAt, rereadIn } from "./timing.ts"

/** Options of an application. */
export interface Options {
  /** The endpoints that hear of transitions. */
  readonly endpoints?: ReadonlyArray<Endpoint> | undefined
  /** Keeps new attempts away from unhealthy instances; without it all are taken for healthy. */
  readonly guard?: Guard | undefined
  /** Run after transitions that the merchant hears of. */
  readonly wakeWebhooks?: Effect.Effect<void> | undefined
  /** How long one attempt may take. */
  readonly sendMillis?: number | undefined
}

/** Stands before the calls of instances. */
export type Guard = Pick<Health, "attempt" | "isUnhealthy" | "read">

const open: Guard = {
  attempt: (_, run) => Effect.as(run, true),
  isUnhealthy: () => Effect.succeed(false),
  read: (_, run) => run
}

/** Values that may come with an event. */
export interface Extras {
  readonly results?: Results | undefined
  readonly next?: PayerParts.PayerPart | null | undefined
  readonly attempt?: AttemptRecord | undefined
  /** The key under which a change of a payment is asked for; with `once` alone, as nobody else's key is waited for. */
  readonly asking?: Asking | undefined
  /** Refuse instead of deciding again when somebody else was first. */
  readonly once?: boolean | undefined
}

/** The result of an event. */
export type Applied =
  | { readonly _tag: "Applied"; readonly row: Row }
  | {
      readonly _tag: "Refused"
      readonly row: Row
      readonly why: string
      /** As `Illegal` says it. */
      readonly mayStillPay: ReadonlyArray<string> | undefined
      /** A request is on its way: it is refused for less than a minute. */
      readonly isInFlight: boolean
      /** As `Illegal` says it. */
      readonly code: Illegal["code"]
    }
  | { readonly _tag: "Late" }

/** Applies events to stored operations. */
export interface Service {
  readonly store: StoreService
  readonly vault: VaultService
  readonly switchyard: Switchyard.Service
  readonly kinds: ReturnType<typeof Kinds.make>
  readonly options: Options
  readonly guard: Guard
  readonly policyOf: (row: Row) => Policy
  readonly apply: (row: Row, event: Event, extras?: Extras) => Effect.Effect<Applied, StoreUnavailable>
  /** Tries to write down what a provider answered until it is, for as long as anybody waits for it. */
  readonly insist: <A>(writing: Effect.Effect<A, StoreUnavailable>) => Effect.Effect<A, StoreUnavailable>
  /** The process is about to end: what cannot be written down within seconds is left to a look-up. */
  readonly drain: Effect.Effect<void>
  /** Leaves the state as it is: not now, and why not. */
  readonly suspend: (row: Row, why: string, millis?: number) => Effect.Effect<void, StoreUnavailable>
  /** Gives a claimed row back, due at `at`; in another bulkhead where one is given. */
  readonly release: (row: Row, at: Instant.Instant, bulkhead?: string) => Effect.Effect<void, StoreUnavailable>
}

/** Applies events to stored operations; in the environment. */
export class OperationRunner extends Context.Service<OperationRunner, Service>()(
  "@switchyard/gateway/OperationRunner"
) {}

const suspendedMillis = 5 * 60_000

// An answer is worth waiting for: without it only a look-up finds out, and not every provider has one.
const insistence = { soonMillis: 250, soonForMillis: 10_000, laterMillis: 2_000, longestMillis: 15 * 60_000 } as const

// What a create says is there before any callback that names its id has waited for long.
const isLearnt = (before: Row, after: Row, { _tag }: Event): boolean =>
  before.providerReference === null && after.providerReference !== null && _tag !== "Accepted" && _tag !== "Prepared"

// What was decided instead of an attempt is none: nothing is written down of it.
const begunOr = (attempt: AttemptRecord | undefined, { attempts }: Decided): AttemptRecord | null =>
  attempt === undefined || (attempt.endedAt === null && attempt.number !== attempts) ? null : attempt

/** The row as it is, for a commit that changes hardly anything. */
export const asIs = (row: Row, at: Instant.Instant): Commit => ({
  ...row,
  at,
  entries: [],
  attempt: null,
  changes: [],
  asking: null,
  deliveries: []
})

const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<Service, never, Store | Vault | Switchyard.Switchyard> {
  const store = yield* Store
  const vault = yield* Vault
  const switchyard = yield* Switchyard.Switchyard
  const kinds = Kinds.make(switchyard, vault)
  const endpoints = options.endpoints ?? []
  const guard = options.guard ?? open

  const policyOf = (row: Row): Policy => {
    const policy = {
      ...(kinds[row.kind].policy(row.provider) ?? noPolicy),
      refundsShownAfterMillis: kinds.refund.policy(row.provider)?.lookUp.create?.foundAfterMillis
    }
    return kinds[row.kind].isPayerAsked(row) ? policy : { ...policy, payerIsAsked: false }
  }

  const announce = Effect.fnUntraced(function* (row: Row, type: string | null, at: Instant.Instant) {
    if (type === null || endpoints.length === 0) return []
    const resource = withoutSecrets(yield* resourceOf(vault, row))
    const messages = yield* messagesFor(endpoints, {
      at,
      type,
      resource,
      traceParent: (yield* Trace.current) ?? row.traceParent
    })
    return yield* Effect.forEach(messages, (message) =>
      Effect.map(vault.seal(message.body, message.id), (body) => ({ ...message, body }))
    )
  })

  const sealPart = Effect.fnUntraced(function* (row: Row, next: PayerParts.PayerPart | null | undefined) {
    if (next === null || next === undefined) return row.nextAction
    return yield* vault.seal(JSON.stringify(Merge.merged(yield* PayerParts.payerPart(vault, row), next)), row.id)
  })

  const commitOf = Effect.fnUntraced(function* (
    row: Row,
    decision: Decided,
    extras: Extras,
    now: Instant.Instant,
    refunds: ReadonlyArray<Ours> = []
  ) {
    const decided = reopened(decision, rereadIn(row, now))
    const policy = kinds[row.kind].policy(decided.provider) ?? noPolicy
    const { next: part, results = {} } = extras
    const nextAction = yield* sealPart(row, part)
    const known = decided.fingerprint === row.fingerprint ? row.results : withoutIds(row.results)
    const nextAt = dueAt(row, decided, policy, now)
    const { announce: type, beside = [], delay: _, entries, isSnapshot: _snapshot, ...state } = decided
    const next: Row = {
      ...row,
      ...state,
      version: row.version + 1,
      nextAt,
      leaseUntil: decided.delay === "keep" ? row.leaseUntil : null,
      suspended: null,
      updatedAt: now,
      results: { ...merged(known, results), ...PayingBack.resultsOf(decision.worth, refunds) },
      nextAction
    }
    const after: Row = { ...next, bulkhead: yield* Bulkheads.ofNextStep({ guard, kinds }, next) }
    const commit: Commit = {
      ...after,
      at: now,
      entries: Notes.withNotes(row.results, results, [
        ...entries,
        ...restated(row.results, results),
        ...waiting(row.results, results)
      ]),
      attempt: begunOr(extras.attempt, decided),
      changes: recordsOf(row.facts.changes, decided.facts.changes, now),
      asking: extras.asking ?? null,
      deliveries: (yield* Effect.forEach([type, ...beside], (each) => announce(after, each, now))).flat()
    }
    return { after, commit }
  })

  // A refund moves with its payment: what that is worth is what the refund was decided by.
  const write = Effect.fnUntraced(function* (
    row: Row,
    after: Row,
    commit: Commit,
    { of }: Related
  ): Effect.fn.Return<Commit["deliveries"] | undefined, StoreUnavailable> {
    const moved =
      of === null ? undefined : PayingBack.after(of, row, after, { now: commit.at, policy: policyOf(of.payment) })
    const isPlan = commit.attempt !== null && commit.attempt.endedAt === null
    if (of === null || (moved === undefined && !isPlan))
      return (yield* store.commit(row, commit)) ? commit.deliveries : undefined
    const to = moved && {
      ...asIs(moved.payment, commit.at),
      entries: [PayingBack.lineOf(row, after)],
      deliveries: yield* announce({ ...moved.payment, version: of.payment.version + 1 }, moved.news, commit.at)
    }
    const isWritten = yield* store.commitWith({ row, to: commit }, { row: of.payment, to: to ?? null })
    return isWritten ? [...commit.deliveries, ...(to?.deliveries ?? [])] : undefined
  })

  // Two may read the same entry of a list at one moment: the database lets one of them have its id.
  const takenBy = Effect.fnUntraced(function* ({ fingerprint, kind, provider, providerReference }: Row) {
    const holder = yield* store.findByProviderReference(provider ?? "", kind, providerReference ?? "")
    return { fingerprint, providerReference, by: holder?.id ?? "another operation" } satisfies Taken.Taken
  })

  // They are tried again by themselves, only later.
  const wakeCallbacks = ({ provider }: Row, now: Instant.Instant) =>
    Effect.catch(store.wakeCallbacks(provider ?? "", now), () => Effect.logWarning("callbacks wait for their own time"))

  const apply = Effect.fnUntraced(function* (
    first: Row,
    given: Event,
    extras: Extras = {}
  ): Effect.fn.Return<Applied, StoreUnavailable> {
    let row = first
    let event = given
    let alien: Taken.Taken | undefined
    for (;;) {
      const now = yield* Instant.now
      const related = yield* Relatives.of(store, row, event)
      const made = decide(related.operation, event, policyOf(row), now)
      const decision = alien === undefined ? made : Taken.without(related.operation, event, made, alien)
      if (decision._tag === "Illegal") {
        const { code, mayStillPay, why } = decision
        return { _tag: "Refused", row, why, mayStillPay, isInFlight: code === "in_flight", code }
      }
      // What another instance says of what it holds is no statement about this one.
      const isOther = "instance" in event && event.instance !== decision.provider
      const nothing = { ...extras, results: undefined, next: undefined }
      const own = isOther || isForeign(row, event) ? nothing : extras
      // It may be long ago that it was so: only what nobody has said since is taken of it.
      const taken = decision.isSnapshot === true && row.nextAction !== null ? nothing : own
      const kept = decision.isSnapshot === true ? { ...taken, results: undefined } : taken
      const { after, commit } = yield* commitOf(row, decision, kept, now, related.operation.refunds)
      const written = yield* Effect.result(write(row, after, commit, related))
      if (Result.isFailure(written)) {
        if (alien !== undefined || written.failure.isIdTaken !== true) return yield* written.failure
        alien = yield* takenBy(after)
        event = Taken.marked(event, alien)
        continue
      }
      const deliveries = written.success
      if (deliveries !== undefined) {
        yield* counted(row, after, commit)
        if (deliveries.length > 0) yield* options.wakeWebhooks ?? Effect.void
        if (isLearnt(row, after, event)) yield* wakeCallbacks(after, now)
        return { _tag: "Applied", row: after }
      }
      if (extras.once === true) return { _tag: "Late" }
      const there = yield* store.find(row.id)
      if (there === undefined) return { _tag: "Late" }
      row = there
    }
  })

  const release: Service["release"] = Effect.fnUntraced(function* (row, nextAt, bulkhead = row.bulkhead) {
    const now = yield* Instant.now
    const isReleased = yield* store.commit(row, { ...asIs(row, now), nextAt, leaseUntil: null, bulkhead })
    // Somebody has changed it: what goes over to another bulkhead does not wait for the end of the claim.
    if (!isReleased && bulkhead !== row.bulkhead) yield* store.expedite(row, now)
  })

  const suspend: Service["suspend"] = Effect.fnUntraced(function* (row, why, millis = suspendedMillis) {
    const now = yield* Instant.now
    const entries =
      row.suspended === why
        ? []
        : [{ kind: "anomaly" as const, summary: `parked: ${why}`, details: { anomaly: "Parked", parked: why } }]
    const commit = {
      ...asIs(row, now),
      nextAt: Instant.after(now, millis),
      leaseUntil: null,
      suspended: why,
      entries
    }
    if (yield* store.commit(row, commit)) yield* counted(row, row, commit)
  })

  let isDraining = false

  const insist: Service["insist"] = Effect.fnUntraced(function* (writing) {
    const began = yield* Monotonic.millis
    for (;;) {
      const written = yield* Effect.result(writing)
      if (Result.isSuccess(written)) return written.success
      // By the time that was spent and not by the tries: one of them may take as long as the database is waited for.
      const spent = (yield* Monotonic.millis) - began
      const isSoon = spent < insistence.soonForMillis
      // Records that may be old take nothing before a recovery, which people begin.
      const isOver = written.failure.isFenced !== true && spent > insistence.longestMillis
      if (written.failure.isAboutContent || isOver || (isDraining && !isSoon)) return yield* written.failure
      yield* Effect.sleep(isSoon ? insistence.soonMillis : insistence.laterMillis)
    }
  })

  const drain = Effect.sync(() => {
    isDraining = true
  })

  return { store, vault, switchyard, kinds, options, guard, policyOf, apply, insist, drain, suspend, release }
})

/** Applies events to stored operations. */
export const layer = (
  options: Options = {}
): Layer.Layer<OperationRunner, never, Store | Vault | Switchyard.Switchyard> =>
  Layer.effect(OperationRunner, make(options))
