/** Where the transfer receipts of a payment go. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Service as Carrier } from "../worker/Carrier.ts"
import { payerPart } from "../worker/payerPart.ts"
import { find } from "./find.ts"

/** The links of a payment, once its provider has told them. */
export const receiptPlace = (carrier: Carrier) =>
  Effect.fnUntraced(function* (id: string) {
    const row = yield* find(carrier, "payment", id)
    const part = yield* payerPart(carrier.vault, row)
    const opened = yield* Effect.result(carrier.sides.payment.open(row))
    const links = part?.receiptLinks ?? null
    if (links === null || row.provider === null || Result.isFailure(opened)) return null
    return { instance: row.provider, reference: row.reference, links, sensitive: opened.success.sensitive }
  })
