/**
 * A recovery begins when the gateway starts on records that are older than the world, and goes on for every process until
 * somebody ends it with `switchyard recovered`: whoever starts later hears of it from the records.
 */
import { Effect } from "effect"
import * as Instant from "../model/Instant.ts"
import { OperationRunner } from "../operations/OperationRunner.ts"
import { recover } from "../operations/recover.ts"
import type { Recovery } from "../store/Store.ts"

const iso = (at: number): string => new Date(at).toISOString()

const sentence = ({ id, since, startedAt }: Recovery, what: string): string =>
  `recovery ${id} ${what}: the records end at ${iso(since)}, it was noticed at ${iso(startedAt)}; whoever may have an ` +
  "operation is asked before anything of it is sent. End it with `switchyard recovered`"

const log = (recovery: Recovery, what: string) => Effect.logWarning(sentence(recovery, what))

/** The notice for a person while a recovery goes on. */
export const notice = (recovery: Recovery): string => `${sentence(recovery, "goes on").replace(/^r/, "R")}.`

/** Begins a recovery from the last commit of the backup, or without that from the newest record. */
export const begin = Effect.fnUntraced(function* (since: number | null) {
  const { store } = yield* OperationRunner
  const recovery = yield* store.beginRecovery(since === null ? null : Instant.of(since), yield* Instant.now)
  if (recovery.endedAt !== null) return yield* log(recovery, "was ended before and is not begun again")
  yield* log(recovery, recovery.isNew ? "begins" : "goes on")
  const count = yield* recover
  yield* Effect.logWarning(`recovery ${recovery.id}: ${count} open operations begin with a question`)
})

/** Logs that a recovery goes on, where one does. */
export const goingOn = Effect.gen(function* () {
  const { store } = yield* OperationRunner
  const recovery = yield* store.recovery
  if (recovery !== undefined) yield* log(recovery, "goes on")
})
