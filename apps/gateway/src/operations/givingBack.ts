/**
 * Gives claims back whose step broke off, because the database was away or did not admit it. They would be due again when
 * the claim ends, but nobody waits a minute for an answer that was lost within a second.
 */
import * as Effect from "effect/Effect"
import { isReading } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { StoredCallback } from "../store/Inbox.ts"
import type { Row } from "../store/Row.ts"
import type { Service } from "./OperationRunner.ts"

// What fails again and again, although the database is there, must not keep it busy.
const pauseMillis = 1_000

// Fenced nodes are given nothing, so what they had is due at the moment at which they are again.
const dueAt = (runner: Service, row: Row, isFenced: boolean, now: Instant.Instant): number => {
  const soon = Instant.after(now, isFenced ? 0 : pauseMillis)
  if (!isReading(row.step) || row.lastReadAt === null) return soon
  return Math.max(soon, row.lastReadAt + runner.policyOf(row).statusReads.spacingMillis)
}

// Goes on trying by itself.
const insisted = (runner: Service, giving: Effect.Effect<void, StoreUnavailable>): Effect.Effect<void> => {
  const insisting = Effect.catch(runner.insist(giving), () => Effect.logWarning("a claim is left to its end"))
  return Effect.catch(giving, () => Effect.asVoid(Effect.forkDetach(insisting)))
}

/** Gives a claimed operation back: due in a moment, and never before its provider may be read again. */
export const giveBack = Effect.fnUntraced(function* (runner: Service, row: Row, why: StoreUnavailable) {
  const at = dueAt(runner, row, why.isFenced === true, yield* Instant.now)
  yield* insisted(runner, runner.store.expedite(row, at))
})

/** Gives claimed callbacks back, due in a moment: those of them that were not handled. */
export const giveCallbacksBack = Effect.fnUntraced(function* (
  runner: Service,
  batch: ReadonlyArray<StoredCallback>,
  leaseUntil: Instant.Instant
) {
  const at = Instant.after(yield* Instant.now, pauseMillis)
  const seqs = batch.map(({ seq }) => seq)
  yield* insisted(runner, runner.store.expediteCallbacks(seqs, leaseUntil, at))
})
