/** From payment answers to the payment domain. Pure: what does not fit is an anomaly, never a guess. */
import type * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Payment } from "@switchyard/core/Payment"
import * as Wire from "@switchyard/core/Wire"
import type * as Schema from "../__Vendor__Schema.ts"
import { amountOf } from "./amounts.ts"
import { paymentStatus } from "./statuses.ts"

/** The payment that an answer speaks of; `asked` is the amount that was asked for, where that is known. */
export const toPayment = (data: Schema.Payment, asked?: Money.Money): Payment => {
  const wire = Wire.reader()
  const status = paymentStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  return compact({
    reference: data.reference,
    providerReference: data.id,
    status,
    providerStatus: data.status,
    amount: amountOf(wire, data, asked),
    next:
      status === "awaiting_payer" && data.page !== undefined && Wire.isWebUrl(data.page)
        ? { type: "redirect" as const, method: "GET" as const, url: data.page, fields: {} }
        : undefined,
    anomalies: wire.anomalies
  })
}
