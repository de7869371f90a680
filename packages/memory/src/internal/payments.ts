/** From payment answers to the payment domain. Pure: what does not fit is an anomaly, never a guess. */
import type * as Money from "@switchyard/core/Money"
import type { NextAction } from "@switchyard/core/NextAction"
import { compact } from "@switchyard/core/Optional"
import type { Payment, Quote } from "@switchyard/core/Payment"
import * as Redaction from "@switchyard/core/Redaction"
import * as Redacted from "effect/Redacted"
import { type Options, secretsOf } from "../MemoryOptions.ts"
import type * as Wire from "../MemorySchema.ts"
import { isMoneyIn, paymentStatus } from "./statuses.ts"
import { compare, type Reader, reader } from "./wire.ts"

const next = (data: Wire.Payment, wire: Reader): NextAction | undefined => {
  if (data.page !== undefined) return { type: "redirect", method: "GET", url: data.page, fields: {} }
  if (data.transfer === undefined) return undefined
  const { card, holder } = data.transfer
  const amount = wire.money("amount", data.amount, data.currency)
  return { type: "transfer", card: Redacted.make(card), holder: Redacted.make(holder), ...compact({ amount }) }
}

/** The payment that an answer speaks of; `asked` is the amount that was asked for, where that is known. */
export const toPayment = (data: Wire.Payment, options: Options, asked?: Money.Money): Payment => {
  const wire = reader()
  const status = paymentStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  if (data.account !== options.account) wire.note("AccountDiffers", "the answer speaks of another account")
  const amount = wire.money("amount", data.amount, data.currency)
  compare(wire, amount, asked)
  return compact({
    reference: data.reference,
    providerReference: data.id,
    status,
    providerStatus: data.status,
    amount,
    // Only money that came was paid, whatever the member says before; there are no fees, so all of it has been received.
    received: isMoneyIn(status) ? wire.money("paid", data.paid, data.currency) : undefined,
    payerPaid: isMoneyIn(status) ? wire.money("paid", data.paid, data.currency) : undefined,
    next: status === "awaiting_payer" ? next(data, wire) : undefined,
    session: data.session === undefined ? undefined : Redacted.make(data.session),
    receiptLinks: data.receipts,
    failure:
      status === "failed" || status === "canceled"
        ? { message: Redaction.scrub(data.reason ?? "no reason given", secretsOf(options)) }
        : undefined,
    anomalies: wire.anomalies
  })
}

/** A quote, or undefined when what the payer pays cannot be read exactly. */
export const toQuote = (data: Wire.Quote): Quote | undefined => {
  const wire = reader()
  const payerPays = wire.money("total", data.total, data.currency)
  if (payerPays === undefined) return undefined
  const fee = wire.money("fee", data.fee, data.currency)
  return compact({ payerPays, fee, requiredFields: data.fields, anomalies: wire.anomalies })
}
