/** From refund answers to the refund domain. Pure: what does not fit is an anomaly, never a guess. */
import type * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as Redaction from "@switchyard/core/Redaction"
import type { Refund, Status } from "@switchyard/core/Refund"
import type { WaitingFor } from "@switchyard/core/WaitingFor"
import * as Wire from "@switchyard/core/Wire"
import type { Options } from "../StripeOptions.ts"
import type * as Schema from "../StripeSchema.ts"
import { referenceIn } from "./marks.ts"
import * as Amounts from "./money.ts"
import { refundFailures, refundStatus, refundWaits } from "./tables.ts"
import { instant } from "./time.ts"

/** What an answer is read with. */
export interface About {
  readonly options: Options
  readonly sensitive: Redaction.Sensitive
  /** The amount that was asked for, where that is known. */
  readonly asked?: Money.Money
}

/** The word of a refund's status, which may be null. */
export const wordOf = (status: Wire.Member): string => Wire.text(status) ?? "no status"

/** The meaning of a refund's status: one that failed has failed when what left the balance is back. */
export const toRefundStatus = (refund: Schema.Refund): Status => {
  const found = refundStatus(wordOf(refund.status))
  const isOut = Wire.isGiven(refund.balance_transaction) && !Wire.isGiven(refund.failure_balance_transaction)
  return found === "failed" && isOut ? "processing" : found
}

const waitsFor = ({ pending_reason: reason, status }: Schema.Refund): WaitingFor | undefined => {
  // Its bank wants to know an account from the payer.
  if (status === "requires_action") return "payer"
  const found = status === "pending" ? refundWaits(Wire.text(reason) ?? "") : "unrecognised"
  return found === "unrecognised" ? undefined : found
}

/** The refund that an answer speaks of. */
export const toRefund = (data: Schema.Refund, { asked, options, sensitive }: About): Refund => {
  const wire = Wire.reader()
  const word = wordOf(data.status)
  const status = toRefundStatus(data)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  const amount = Amounts.read(wire, "amount", data.amount, Amounts.currencyOf(data.currency))
  Wire.compare(wire, amount, asked)
  const payment = referenceIn(options, "of", data.metadata)
  const intent = Wire.text(data.payment_intent)
  return compact({
    reference: referenceIn(options, "refund", data.metadata),
    providerReference: data.id,
    status,
    providerStatus: word,
    waitingFor: waitsFor(data),
    createdAt: instant(data.created),
    amount,
    payment: compact({ reference: payment || undefined, ids: intent === undefined ? undefined : { intent } }),
    failure:
      status === "failed" || status === "canceled"
        ? refundFailures({
            code: Wire.text(data.failure_reason),
            message: Redaction.scrub(`it is called ${word}`, sensitive)
          })
        : undefined,
    anomalies: wire.anomalies
  })
}
