/**
 * Cancelling a payout: at once while nothing was sent, else by asking the provider that has it. That the provider was
 * asked says nothing yet; only a status that it gives later makes the payout canceled.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Instant from "../model/Instant.ts"
import { Conflict, type NoSuchOperation, type StoreUnavailable } from "../model/Operations.ts"
import type { PayoutResource } from "../model/Resource.ts"
import type { Service as Carrier } from "../worker/Carrier.ts"
import { payoutOf } from "../worker/resource.ts"
import { obstacle } from "../worker/steps.ts"
import { find } from "./find.ts"

const notCancelable = (message: string) => new Conflict({ code: "not_cancelable", message })

/** Cancels a payout where that can be. */
export const cancelPayout = (carrier: Carrier, wake: Effect.Effect<void>) =>
  Effect.fnUntraced(function* (
    id: string
  ): Effect.fn.Return<PayoutResource, NoSuchOperation | Conflict | StoreUnavailable> {
    const { store, switchyard } = carrier
    const row = yield* find(carrier, "payout", id)
    const unsent = yield* carrier.apply(row, { _tag: "CanceledUnsent" }, { once: true })
    if (unsent._tag === "Applied") return yield* payoutOf(unsent.row)

    const { provider, status } = yield* find(carrier, "payout", id)
    if (status !== "processing" || provider === null) {
      return yield* notCancelable(`a payout that is ${status} cannot be canceled now`)
    }
    const why = obstacle(carrier, row)
    if (why !== undefined) return yield* notCancelable(why)
    const query = { reference: row.reference, providerReference: row.providerReference ?? undefined }
    const asked = yield* Effect.result(switchyard.payouts.cancel(provider, query))
    const now = yield* Instant.now
    const outcome = Result.merge(asked)
    yield* store.record(id, now, [
      { kind: "attempt", summary: `asked ${provider} to cancel: ${outcome._tag}`, details: { instance: provider } }
    ])
    if (Result.isFailure(asked)) return yield* notCancelable(asked.failure.message)
    const spacing = carrier.policyOf(row).statusReads.spacingMillis
    const read = row.lastReadAt === null ? now : Instant.of(Math.max(now, row.lastReadAt + spacing))
    yield* store.hint(id, now, read)
    yield* wake
    return yield* payoutOf(yield* find(carrier, "payout", id))
  })
