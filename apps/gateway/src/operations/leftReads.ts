/**
 * Reading what operations have left behind, each by its own id at its own account: on a slow schedule for as long as it may still
 * change, and after callbacks that name it. Nothing is sent by it; what was paid there after all is for a person.
 */
import { type Callback, type ProviderError, Reference } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Account } from "../lifecycle/Facts.ts"
import * as LeftBehind from "../lifecycle/leftBehind.ts"
import { noPolicy } from "../lifecycle/Machine.ts"
import { isLeft } from "../lifecycle/Operation.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { isMoneyMoved, isOpen } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { LeftRead } from "../store/Store.ts"
import { accountAt, knowsContext } from "./accounts.ts"
import type { Service } from "./OperationRunner.ts"

// Until it is looked whether the config leads to its account again.
const unaskableMillis = 6 * 3_600_000

// A read a minute: so long it is waited for where a callback has named it.
const patience = 15

// A name may lead to another account now, and another name to this one.
const instanceOf = (runner: Service, { fingerprint, instance, row }: LeftRead): string | undefined =>
  [instance, ...runner.switchyard.instances.map(({ name }) => name)].find(
    (name) => accountAt(runner, row, name)?.fingerprint === fingerprint && knowsContext(runner, row, name)
  )

const ask = Effect.fnUntraced(function* (runner: Service, claimed: LeftRead): Effect.fn.Return<void, StoreUnavailable> {
  const { count, fingerprint, providerReference, row, since, tries } = claimed
  const { kinds, store } = runner
  const instance = instanceOf(runner, claimed)
  const policy = kinds[row.kind].policy(instance ?? claimed.instance) ?? noPolicy
  const isDead = (of: Row) => LeftBehind.at(of.facts, { fingerprint }, providerReference)?.isDead === true
  const end = Effect.fnUntraced(function* (nextAt: number | null, change: Partial<LeftRead> = {}) {
    const next = {
      count,
      since,
      tries: 0,
      isAwaited: false,
      ...change,
      nextAt: nextAt === null ? null : Instant.of(nextAt)
    }
    yield* store.endLeftRead(claimed, next)
  })
  // It is read again, and once more for a while after that may be over; then it is shown that nobody could look.
  const unread = Effect.fnUntraced(function* (why: string, waitMillis: number) {
    const now = yield* Instant.now
    const isSilent = claimed.isAwaited && tries >= patience
    if (isSilent) yield* runner.apply(row, { _tag: "SilentElsewhere", instance: claimed.instance })
    if (LeftBehind.isLookedAfter(policy, { since }, isDead(row), now)) {
      const isAwaited = claimed.isAwaited && !isSilent
      return yield* end(now + (isAwaited ? Schedule.callbackSpacing : waitMillis), { tries, isAwaited })
    }
    const summary = `what was given up at ${claimed.instance} could not be read: ${why}`
    yield* store.record(row.id, now, [{ kind: "anomaly", summary, details: { anomaly: "Unread", providerReference } }])
    yield* end(null)
  })
  if (instance === undefined) return yield* unread("nobody here leads to its account", unaskableMillis)
  const opened = yield* Effect.result(kinds[row.kind].open({ ...row, providerReference }))
  if (Result.isFailure(opened)) return yield* unread("its request cannot be opened", unaskableMillis)
  const result = yield* Effect.result(runner.guard.read(instance, opened.success.get(instance)))
  const now = yield* Instant.now
  if (Result.isFailure(result)) {
    const { failure } = result
    // "Not found" is no proof so soon after a callback that names it.
    if (failure._tag === "NotFound" && !claimed.isAwaited) {
      return yield* end(LeftBehind.next(row.kind, policy, { count: count + 1, since }, isDead(row), now), {
        count: count + 1
      })
    }
    return yield* unread(failure.message, waitOf(failure, policy.statusReads.spacingMillis, tries))
  }
  const { observation } = result.success
  const event = { _tag: "LeftFound", instance, fingerprint, providerReference, observation } as const
  const applied = yield* runner.apply(row, event)
  // An answer about another one is none: only the provider's own documents tell why it was given.
  if (applied._tag === "Refused") return yield* unread(applied.why, policy.statusReads.spacingMillis * 60)
  const { status } = observation
  if (isMoneyMoved(status)) return yield* end(null)
  const isOver = applied._tag === "Applied" && isDead(applied.row)
  const isCarriedOut = !isLeft(status) && status !== "unrecognised" && isOpen(status)
  const isAlive = isCarriedOut || isLeft(status)
  // Its time runs from its end, and not before it has one.
  const from = isAlive || (isOver && !isDead(row)) ? now : since
  const looked = { count: count + 1, since: from }
  const nextAt = LeftBehind.next(row.kind, policy, looked, isOver, now)
  const soon = now + Math.max(Schedule.sideRead(count), policy.statusReads.spacingMillis)
  yield* end(isCarriedOut && nextAt !== null ? Math.min(nextAt, soon) : nextAt, looked)
})

const waitOf = (error: ProviderError.ReadError, spacingMillis: number, tries: number): number => {
  const asked = error._tag === "ReadFailed" ? Math.min(error.retryAfterMillis ?? 0, Schedule.longestRetryAfter) : 0
  return Math.max(spacingMillis, asked, Schedule.unread(tries))
}

/** Reads what is due; one that fails is due again when its claim ends. */
export const run = (runner: Service, due: LeftRead): Effect.Effect<void> =>
  Effect.catchCause(ask(runner, due), (cause) => Effect.logWarning("a read of what was left behind broke off", cause))

// That of a refund is none of its payment's, however alike the two are.
const idsOf = ({ kind }: Pick<Row, "kind">, event: Callback.Event): ReadonlyArray<string> => {
  const { otherProviderReferences = [], payment, providerReference } = event
  const own = event.kind === kind ? [providerReference, ...otherProviderReferences] : [payment?.providerReference]
  return own.filter((id) => id !== undefined)
}

/** The callbacks of this account that name something which was left behind there, by its id. */
export const named = (
  row: Pick<Row, "facts" | "fingerprint" | "kind" | "providerReference">,
  account: Account,
  events: ReadonlyArray<Callback.Event>
): ReadonlyMap<string, ReadonlyArray<Callback.Event>> => {
  const current = row.fingerprint === account.fingerprint ? row.providerReference : null
  const idOf = (event: Callback.Event): string | undefined => {
    const ids = idsOf(row, event)
    if (current !== null && ids.some((id) => Reference.sameProviderId(id, current))) return undefined
    return ids.flatMap((id) => LeftBehind.at(row.facts, account, id)?.providerReference ?? [])[0]
  }
  const about = Map.groupBy(events, idOf)
  return new Map([...about].flatMap(([id, each]) => (id === undefined ? [] : [[id, each] as const])))
}

/**
 * Callbacks name one of them: it is read, at most once a minute. One that can be forged counts while the operation is open; any
 * other for as long as that one may change. Whether that was not asked for already.
 */
export const request = Effect.fnUntraced(function* (
  { kinds, store }: Service,
  row: Row,
  account: Account,
  providerReference: string,
  trust: "verified" | "hint"
): Effect.fn.Return<boolean, StoreUnavailable> {
  if (trust === "hint" && !isOpen(row.status)) return false
  const policy = kinds[row.kind].policy(account.instance) ?? noPolicy
  const isDead = LeftBehind.at(row.facts, account, providerReference)?.isDead === true
  return yield* store.requestLeftRead(
    row.id,
    { fingerprint: account.fingerprint, providerReference },
    { now: yield* Instant.now, forMillis: LeftBehind.mayChangeFor(policy, isDead) }
  )
})
