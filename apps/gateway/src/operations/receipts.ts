/**
 * The transfer receipt of a payment: where it goes, and that there is one. A provider takes one for each payment and does not
 * say what a second does, also after it has rejected the first; so the first is written down before it is sent, and a second
 * is refused until it is proven that nothing arrived.
 */
import { Optional } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "../lifecycle/Schedule.ts"
import * as Instant from "../model/Instant.ts"
import { Conflict, type ReceiptPlace, StoreUnavailable } from "../model/Operations.ts"
import type { ReceiptUpload } from "../store/Store.ts"
import { find } from "./find.ts"
import type { Service as Runner } from "./OperationRunner.ts"
import { obstacle } from "./obstacle.ts"
import { payerPart } from "./payerPart.ts"

const unavailable = (message: string) => new Conflict({ code: "receipts_unavailable", message })

const exists = (message: string) => new Conflict({ code: "receipt_exists", message })

/** Where the receipt of a payment goes, once its provider has said so. */
export const receiptPlace = (runner: Runner) =>
  Effect.fnUntraced(function* (id: string) {
    const row = yield* find(runner, "payment", id)
    const why = obstacle(runner, row)
    if (why !== undefined) return yield* unavailable(why)
    const part = yield* payerPart(runner.vault, row)
    const opened = yield* Effect.result(runner.kinds.payment.open(row))
    const links = part?.receiptLinks ?? null
    if (links === null || row.provider === null) {
      return yield* unavailable("the provider takes no receipts for this payment, or not yet")
    }
    if (Result.isFailure(opened)) return yield* unavailable("its request cannot be opened")
    const { provider: instance, reference, request } = row
    return { instance, reference, links, sensitive: opened.success.sensitive, context: request.context }
  })

/** Makes room for a receipt where the one before is proven not to have arrived; otherwise says why there is none. */
const clear = Effect.fnUntraced(function* (
  { store, switchyard }: Runner,
  id: string,
  { context, links, sensitive }: ReceiptPlace,
  { instance, isAccepted, sendUntil, startedAt }: ReceiptUpload
): Effect.fn.Return<void, Conflict | StoreUnavailable> {
  const one = "the provider takes one for each payment, also after it has rejected that"
  if (isAccepted) return yield* exists(`a receipt was handed in: ${one}`)
  if ((yield* Instant.now) <= sendUntil + Schedule.sendGrace) {
    return yield* exists("a receipt may be on its way at this moment")
  }
  // The list of another account would prove nothing.
  const listed = yield* Effect.result(
    switchyard.payments.receipts(instance, { links, ...Optional.compact({ context }) }, { sensitive })
  )
  if (Result.isFailure(listed)) {
    return yield* exists(`a receipt was handed in and its answer was lost, and the provider does not say: ${one}`)
  }
  const isThere = listed.success.length > 0
  yield* store.endReceiptUpload(id, startedAt, isThere)
  if (isThere) return yield* exists(`a receipt was handed in and has arrived: ${one}`)
})

/** Hands in the receipt of a payment, once. */
export const uploadReceipt = (runner: Runner) =>
  Effect.fnUntraced(function* (id: string, file: Uint8Array) {
    const { insist, options, store, switchyard } = runner
    const place = yield* receiptPlace(runner)(id)
    const { context, instance, links, reference, sensitive } = place
    const earlier = yield* store.receiptUpload(id)
    if (earlier !== undefined) yield* clear(runner, id, place, earlier)
    // Nothing is sent by a time that the clocks do not agree about.
    if (!(yield* Instant.isAgreed)) return yield* new StoreUnavailable({ retryAfterSeconds: 5, isAboutContent: false })
    const startedAt = yield* Instant.now
    const sendUntil = Instant.after(startedAt, options.sendMillis ?? Schedule.sendMillis)
    if (!(yield* store.beginReceiptUpload(id, { instance, startedAt, sendUntil }))) {
      return yield* exists("a receipt may be on its way at this moment")
    }
    const sent = yield* Effect.result(
      switchyard.payments.uploadReceipt(
        instance,
        { reference, links, file, ...Optional.compact({ context }) },
        { deadline: yield* Instant.onClock(sendUntil), sensitive }
      )
    )
    const { _tag: outcome } = Result.merge(sent)
    // An unknown stays as it was begun.
    if (outcome !== "OutcomeUnknown") yield* insist(store.endReceiptUpload(id, startedAt, outcome === "Accepted"))
    yield* insist(
      store.record(id, yield* Instant.now, [
        { kind: "attempt", summary: `handed a receipt to ${instance}: ${outcome}`, details: { instance } }
      ])
    )
    return yield* Effect.fromResult(sent)
  })
