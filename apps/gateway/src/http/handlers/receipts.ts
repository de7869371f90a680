/**
 * Hands a payer's transfer receipts to the instance that holds the payment and tells what it thinks of them. A status
 * that is not known counts as pending: it is neither a yes nor a no.
 */
import type { Payment } from "@switchyard/core"
import type { Switchyard } from "@switchyard/facade"
import { Effect } from "effect"
import type { ReceiptPlace, Service } from "../../model/Operations.ts"
import { conflict, unavailable, unprocessable } from "../problems.ts"
import { ofProvider, told } from "../refusals.ts"

const shown = ({ comment, id, status }: Payment.Receipt) => ({
  id: id ?? null,
  status: status === "unrecognised" ? ("pending" as const) : status,
  comment: comment ?? null
})

const parked = conflict("receipts_unavailable", {
  detail: "The provider that holds this payment is not configured now"
})

const none = conflict("receipts_unavailable", { detail: "The provider takes no receipts for this payment, or not yet" })

/** Receipts over the facade. */
export const make = (
  { instances, payments }: Switchyard.Service,
  { receiptPlace }: Pick<Service["payments"], "receiptPlace">
) => ({
  /** Where the receipts of a payment go, if they can go anywhere just now. */
  place: Effect.fnUntraced(function* (id: string) {
    const found = yield* told(receiptPlace(id))
    if (found === null) return yield* Effect.fail(none)
    return instances.some(({ name }) => name === found.instance) ? found : yield* Effect.fail(parked)
  }),

  upload: Effect.fnUntraced(function* ({ instance, links, reference, sensitive }: ReceiptPlace, file: Uint8Array) {
    const outcome = yield* payments.uploadReceipt(instance, { reference, links, file }, { sensitive }).pipe(
      Effect.uninterruptible,
      Effect.catchTags({
        NotExecuted: (error) => Effect.fail(ofProvider(error)),
        Rejected: ({ message }) => Effect.fail(unprocessable("provider_refused", { detail: message }))
      })
    )
    if (outcome._tag === "Accepted") return { data: [shown(outcome.value)] }
    return yield* Effect.fail(
      unavailable("outcome_unknown", 30, { detail: "The receipt may have arrived: list the receipts first" })
    )
  }),

  list: ({ instance, links, sensitive }: ReceiptPlace) =>
    Effect.map(told(payments.receipts(instance, links, { sensitive })), (found) => ({ data: found.map(shown) }))
})
