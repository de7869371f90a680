/** Hands a payer's transfer receipt to the core and answers with what the provider thinks of the receipts of a payment. */
import { Optional, type Payment } from "@switchyard/core"
import type { Switchyard } from "@switchyard/facade"
import { Effect } from "effect"
import type { Service } from "../../model/Operations.ts"
import { unavailable } from "../problems.ts"
import { completeOrProblem, orProblem } from "../refusals.ts"

const toView = ({ comment, id, status }: Payment.Receipt) => ({ id: id ?? null, status, comment: comment ?? null })

/** Receipts over the core, which knows where they go, and the facade, which asks about them. */
export const make = (
  { payments }: Pick<Switchyard.Service, "payments">,
  { receiptPlace, uploadReceipt }: Pick<Service["payments"], "receiptPlace" | "uploadReceipt">
) => ({
  /** Where the receipt of a payment goes; refused where it can go nowhere just now. */
  place: (id: string) => orProblem(receiptPlace(id)),

  upload: Effect.fnUntraced(function* (id: string, file: Uint8Array) {
    const outcome = yield* completeOrProblem(uploadReceipt(id, file))
    if (outcome._tag === "Accepted") return { data: [toView(outcome.value)] }
    return yield* Effect.fail(
      unavailable("outcome_unknown", 30, { detail: "The receipt may have arrived: list the receipts first" })
    )
  }),

  list: Effect.fnUntraced(function* (id: string) {
    const { context, instance, links, sensitive } = yield* orProblem(receiptPlace(id))
    const asked = { links, ...Optional.compact({ context }) }
    return { data: (yield* orProblem(payments.receipts(instance, asked, { sensitive }))).map(toView) }
  })
})
