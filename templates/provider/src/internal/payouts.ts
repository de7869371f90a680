/** From payout answers to the payout domain. Pure: what does not fit is an anomaly, never a guess. */
import type * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Payout } from "@switchyard/core/Payout"
import * as Wire from "@switchyard/core/Wire"
import type * as Schema from "../__Vendor__Schema.ts"
import { amountOf } from "./amounts.ts"
import { payoutStatus } from "./statuses.ts"

/** The payout that an answer speaks of; `asked` is the amount that was asked for, where that is known. */
export const toPayout = (data: Schema.Payout, asked?: Money.Money): Payout => {
  const wire = Wire.reader()
  const status = payoutStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  return compact({
    reference: data.reference,
    providerReference: data.id,
    status,
    providerStatus: data.status,
    amount: amountOf(wire, data, asked),
    receipts: [],
    anomalies: wire.anomalies
  })
}
