/**
 * Asking instances that had an attempt of an operation and are not taken to hold it, because they called back. Nothing is
 * sent to anybody before their answer, and one that proves nothing for a quarter of an hour calls a person.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { isHolder, reopens } from "../lifecycle/callback.ts"
import { isLeft } from "../lifecycle/Operation.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { isOpen } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { SideRead } from "../store/Store.ts"
import { accountAt } from "./accounts.ts"
import type { Service } from "./OperationRunner.ts"

// A read a minute: so long it is waited for.
const patience = 15

// What is alive at two instances is followed at the second for a while, the slower the longer.
const alive = 10

/** Whether somebody is still to be asked before the operation may be sent, among them whoever refused it and called back. */
export const isPending = Effect.fnUntraced(function* (
  { store }: Service,
  row: Row
): Effect.fn.Return<boolean, StoreUnavailable> {
  const { fingerprint, readRequestedAt, provider, step } = row
  const isUnread = readRequestedAt !== null && readRequestedAt > (row.lastReadAt ?? 0)
  if (step === "submit" && isUnread && provider !== null && fingerprint !== null) {
    // It called back while the request was on its way, before it refused.
    const now = yield* Instant.now
    yield* store.requestSideRead(
      row.id,
      { instance: provider, fingerprint },
      { now, since: readRequestedAt, needsAttempt: true }
    )
  }
  return yield* store.hasSideRead(row.id)
})

const ask = Effect.fnUntraced(function* (runner: Service, claimed: SideRead) {
  const { instance, row, tries } = claimed
  const { kinds, store } = runner
  const again = Effect.fnUntraced(function* (after: number, isAnswered: boolean) {
    const nextAt = Instant.after(yield* Instant.now, after)
    yield* store.endSideRead(claimed, { nextAt, isAnswered })
  })
  const end = store.endSideRead(claimed, { nextAt: null, isAnswered: true })
  const silent = Effect.gen(function* () {
    if (tries < patience) return yield* again(Schedule.callbackSpacing, false)
    yield* runner.apply(row, { _tag: "SilentElsewhere", instance })
    yield* end
  })
  const { fingerprint } = accountAt(runner, row, instance) ?? {}
  if (fingerprint !== undefined && isHolder(row, { fingerprint })) {
    // Since it was to be asked, its account has turned out to have it under another name, which reads it.
    const now = yield* Instant.now
    const policy = runner.policyOf(row)
    const spacing = Math.max(policy.statusReads.spacingMillis, Schedule.callbackSpacing)
    const at = row.lastReadAt === null ? now : Instant.of(Math.max(now, row.lastReadAt + spacing))
    yield* store.requestRead(row.id, now, at, reopens(row, policy, "verified", now))
    return yield* end
  }
  const opened = yield* Effect.result(kinds[row.kind].open(row))
  if (Result.isFailure(opened)) return yield* silent
  const result = yield* Effect.result(runner.guard.read(instance, opened.success.getByReference(instance)))
  // "Not found" is no proof so soon, and an answer that cannot be read is none at all.
  if (Result.isFailure(result)) return yield* silent
  const { providerReference, providerStatus, status } = result.success.observation
  yield* runner.apply(row, { _tag: "FoundElsewhere", instance, fingerprint, providerReference, status, providerStatus })
  const isAlive = isLeft(status) || status === "unrecognised" || isOpen(status)
  if (!isAlive || tries >= alive) return yield* end
  yield* again(Schedule.sideRead(tries), true)
})

/** Asks what is due; one that fails is due again when its claim ends. */
export const run = (runner: Service, due: SideRead): Effect.Effect<void> =>
  Effect.catchCause(ask(runner, due), (cause) => Effect.logWarning("a side read broke off", cause))
