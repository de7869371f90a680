/**
 * Cancelling a payout: at once while nothing of it was carried out, else by asking the provider that has it. That the provider was
 * asked says nothing yet; only a status that it gives later makes the payout canceled.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { sentUntil } from "../lifecycle/due.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { isUndecided } from "../lifecycle/Status.ts"
import { abandonOf } from "../lifecycle/stages.ts"
import * as Instant from "../model/Instant.ts"
import { Conflict, type NoSuchOperation, type StoreUnavailable, TooEarly } from "../model/Operations.ts"
import type { PayoutResource } from "../model/Resource.ts"
import { find } from "./find.ts"
import { queryOf } from "./kinds.ts"
import type { Service as Runner } from "./OperationRunner.ts"
import { obstacle } from "./obstacle.ts"
import { payoutOf } from "./resource.ts"

const notCancelable = (message: string) => new Conflict({ code: "not_cancelable", message })

/** Cancels a payout where that can be. */
export const cancelPayout = (runner: Runner, wake: Effect.Effect<void>) =>
  Effect.fnUntraced(function* (
    id: string
  ): Effect.fn.Return<PayoutResource, NoSuchOperation | Conflict | TooEarly | StoreUnavailable> {
    const { store, switchyard } = runner
    const first = yield* find(runner, "payout", id)
    // Whoever called back about it may have it: nothing is certain before its answer.
    if (yield* store.hasSideRead(id)) return yield* notCancelable("another provider is being asked about it just now")
    const unsent = yield* runner.apply(first, { _tag: "CanceledUnsent" }, { once: true })
    if (unsent._tag === "Applied") return yield* payoutOf(unsent.row)

    const row = yield* find(runner, "payout", id)
    const { provider, status } = row
    // It is remembered whatever is answered, also of what is on its way for the first time.
    const wanted = isUndecided(status) ? yield* runner.apply(row, { _tag: "CancelWanted" }) : undefined
    if (status === "unknown") {
      if (sentUntil(row, yield* Instant.now) !== null) {
        const message = "a request of it is on its way: ask again in a minute"
        return yield* new Conflict({ code: "in_flight", message })
      }
      // What is left of it is abandoned, and a later status shows what came of that.
      if (wanted !== undefined && wanted._tag !== "Late" && abandonOf(wanted.row)?.onceDead === "canceled") {
        yield* wake
        return yield* payoutOf(wanted.row)
      }
      if (wanted?._tag === "Applied") {
        return yield* notCancelable("it is not known who has it: it is not sent again any more, and is being looked up")
      }
    }
    if (status !== "processing" || provider === null) {
      return yield* notCancelable(`a payout that is ${status} cannot be canceled now`)
    }
    const why = obstacle(runner, row)
    if (why !== undefined) return yield* notCancelable(why)
    const opened = yield* Effect.result(runner.kinds.payout.open(row))
    if (Result.isFailure(opened)) return yield* notCancelable("its request cannot be opened")
    const now = yield* Instant.now
    const wait = (row.facts.cancelAskedAt ?? 0) + Schedule.cancelSpacing - now
    if (row.facts.cancelAskedAt !== null && wait > 0) {
      return yield* new TooEarly({ retryAfterSeconds: Math.ceil(wait / 1000) })
    }
    // Written down first, so that of many who ask at once one does.
    const asking = yield* runner.apply(row, { _tag: "CancelAsked" }, { once: true })
    if (asking._tag !== "Applied") return yield* notCancelable("it has changed meanwhile: read it and ask again")
    const asked = yield* Effect.result(
      switchyard.payouts.cancel(provider, queryOf(row), { sensitive: opened.success.sensitive })
    )
    const outcome = Result.merge(asked)
    const at = yield* Instant.now
    yield* store.record(id, at, [
      { kind: "attempt", summary: `asked ${provider} to cancel: ${outcome._tag}`, details: { instance: provider } }
    ])
    if (Result.isFailure(asked)) return yield* notCancelable(asked.failure.message)
    const spacing = runner.policyOf(row).statusReads.spacingMillis
    const read = row.lastReadAt === null ? at : Instant.of(Math.max(at, row.lastReadAt + spacing))
    yield* store.requestRead(id, at, read, false)
    yield* wake
    return yield* payoutOf(yield* find(runner, "payout", id))
  })
