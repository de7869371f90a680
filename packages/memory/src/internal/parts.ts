/** From what a payment's answer states of its money to the parts of a payment. What is not stated is left out. */
import { compact } from "@switchyard/core/Optional"
import type { Payment } from "@switchyard/core/Payment"
import type { Change } from "@switchyard/core/PaymentChange"
import * as Wire from "@switchyard/core/Wire"
import type * as Schema from "../MemorySchema.ts"
import { toInstant } from "./fields.ts"
import { captureStatus, disputeStatus, refundStatus } from "./tables.ts"

type Stated = Pick<
  Payment,
  | "authorizedAmount"
  | "capturableAmount"
  | "captureBefore"
  | "capturedAmount"
  | "refundedAmount"
  | "captures"
  | "refunds"
  | "disputes"
>

/** The amounts and parts of a payment. */
export const toParts = (data: Schema.Payment, wire: Wire.Reader): Stated => {
  const currency = Wire.currencyByCode(data.currency)
  const amountOf = (name: string, text: string | undefined) =>
    text === undefined ? undefined : wire.money(name, text, currency)
  const list = <S extends string>(name: string, stated: Schema.Parts | undefined, statusOf: (word: string) => S) =>
    stated && {
      isWhole: stated.whole,
      parts: stated.parts.map(({ amount, created, id, mark, status }) =>
        compact({
          id,
          reference: mark,
          status: statusOf(status),
          providerStatus: status,
          amount: wire.money(name, amount, currency),
          createdAt: toInstant(created)
        })
      )
    }
  return compact({
    authorizedAmount: amountOf("authorized", data.authorized),
    capturableAmount: amountOf("capturable", data.capturable),
    captureBefore: toInstant(data.held_until),
    capturedAmount: amountOf("captured", data.captured),
    refundedAmount: amountOf("refunded", data.refunded),
    captures: list("captures", data.captures, captureStatus),
    refunds: list("refunds", data.refunds, refundStatus),
    disputes: list("disputes", data.disputes, disputeStatus)
  })
}

/** A change as the provider has taken it. */
export const toChange = ({ capture, id, reference }: Schema.Changed, currency = ""): Change => {
  const wire = Wire.reader()
  return compact({
    reference,
    providerReference: id,
    capture:
      capture &&
      compact({
        id: capture.id,
        status: captureStatus(capture.status),
        providerStatus: capture.status,
        amount: wire.money("capture", capture.amount, Wire.currencyByCode(currency))
      }),
    anomalies: wire.anomalies
  })
}
