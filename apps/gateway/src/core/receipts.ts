/** Where the transfer receipts of a payment go. */
import * as Effect from "effect/Effect"
import type { Service as Carrier } from "../worker/Carrier.ts"
import { payerPart } from "../worker/payerPart.ts"
import { find } from "./find.ts"

/** The links of a payment, once its provider has told them. */
export const receiptPlace = (carrier: Carrier) =>
  Effect.fnUntraced(function* (id: string) {
    const row = yield* find(carrier, "payment", id)
    const part = yield* payerPart(carrier.vault, row)
    const links = part?.receiptLinks ?? null
    return links === null || row.provider === null ? null : { instance: row.provider, reference: row.reference, links }
  })
