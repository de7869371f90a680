/** From refund answers to the refund domain. Pure: what does not fit is an anomaly, never a guess. */
import type * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as Redaction from "@switchyard/core/Redaction"
import type { Refund } from "@switchyard/core/Refund"
import * as Wire from "@switchyard/core/Wire"
import { type Options, secretsOf } from "../MemoryOptions.ts"
import type * as Schema from "../MemorySchema.ts"
import { toInstant, toWaitingFor } from "./fields.ts"
import { failures, refundStatus } from "./tables.ts"

/** The refund that an answer speaks of; `asked` is the amount that was asked for, where that is known. */
export const toRefund = (data: Schema.Refund, options: Options, asked?: Money.Money): Refund => {
  const wire = Wire.reader()
  const status = refundStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  if (data.account !== options.account) wire.note("AccountDiffers", "the answer speaks of another account")
  const amount = wire.money("amount", data.amount, Wire.currencyByCode(data.currency))
  Wire.compare(wire, amount, asked)
  return compact({
    reference: data.reference,
    providerReference: data.id,
    status,
    providerStatus: data.status,
    waitingFor: toWaitingFor(wire, status, data.waits_for),
    createdAt: toInstant(data.created),
    amount,
    payment: compact({ reference: data.payment_reference, providerReference: data.payment, capture: data.capture }),
    failure:
      status === "failed" || status === "canceled"
        ? failures({
            code: data.failure?.why,
            scheme: data.failure?.scheme,
            message: Redaction.scrub(data.reason ?? "no reason given", secretsOf(options))
          })
        : undefined,
    anomalies: wire.anomalies
  })
}
