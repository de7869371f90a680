/**
 * Asking instances that had an attempt of an operation and are not taken to hold it, because they called back. Nothing is
 * sent to anybody before their answer, and one that proves nothing for a quarter of an hour calls a person.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "../lifecycle/Schedule.ts"
import { isOpen } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { SideRead } from "../store/Store.ts"
import type { Service } from "./Carrier.ts"

// A read a minute: so long it is waited for.
const patience = 15

// What is alive at two instances is followed at the second for a while, the slower the longer.
const alive = 10

/** Whether somebody is still to be asked before the operation may be sent, among them whoever refused it and called back. */
export const isPending = Effect.fnUntraced(function* (
  { store }: Service,
  row: Row
): Effect.fn.Return<boolean, StoreUnavailable> {
  const { fingerprint, hintedAt, provider, step } = row
  const isUnread = hintedAt !== null && hintedAt > (row.lastReadAt ?? 0)
  if (step === "submit" && isUnread && provider !== null && fingerprint !== null) {
    // It called back while the request was on its way, before it refused.
    const now = yield* Instant.now
    yield* store.requestSideRead(
      row.id,
      { instance: provider, fingerprint },
      { now, since: hintedAt, needsAttempt: true }
    )
  }
  return yield* store.hasSideRead(row.id)
})

const ask = Effect.fnUntraced(function* (carrier: Service, claimed: SideRead) {
  const { instance, row, tries } = claimed
  const { sides, store } = carrier
  const again = Effect.fnUntraced(function* (after: number, isAnswered: boolean) {
    const nextAt = Instant.after(yield* Instant.now, after)
    yield* store.endSideRead(claimed, { nextAt, isAnswered })
  })
  const end = store.endSideRead(claimed, { nextAt: null, isAnswered: true })
  const silent = Effect.gen(function* () {
    if (tries < patience) return yield* again(Schedule.callbackSpacing, false)
    yield* carrier.apply(row, { _tag: "SilentElsewhere", instance })
    yield* end
  })
  const opened = yield* Effect.result(sides[row.kind].open(row))
  if (Result.isFailure(opened)) return yield* silent
  const result = yield* Effect.result(carrier.guard.read(instance, opened.success.getByReference(instance)))
  // "Not found" is no proof so soon, and an answer that cannot be read is none at all.
  if (Result.isFailure(result)) return yield* silent
  const { providerStatus, status } = result.success.seen
  yield* carrier.apply(row, { _tag: "FoundElsewhere", instance, status, providerStatus })
  const isAlive = status === "unrecognised" || isOpen(status)
  if (!isAlive || tries >= alive) return yield* end
  yield* again(Schedule.elsewhere(tries), true)
})

/** Asks what is due; one that fails is due again when its claim ends. */
export const run = (carrier: Service, due: SideRead): Effect.Effect<void> =>
  Effect.catchCause(ask(carrier, due), (cause) => Effect.logWarning("a side read broke off", cause))
