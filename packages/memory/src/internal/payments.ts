/** From payment answers to the payment domain. Pure: what does not fit is an anomaly, never a guess. */
import type * as Money from "@switchyard/core/Money"
import type { CardForm, NextAction } from "@switchyard/core/NextAction"
import { compact } from "@switchyard/core/Optional"
import type { Payment, Quote, Receipt } from "@switchyard/core/Payment"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import { type Options, secretsOf } from "../MemoryOptions.ts"
import type * as Schema from "../MemorySchema.ts"
import { toFields, toInstant, toWaitingFor } from "./fields.ts"
import { toParts } from "./parts.ts"
import { failures, isMoneyIn, paymentStatus, receiptStatus } from "./tables.ts"

const redacted = (text: string | undefined) => (text === undefined ? undefined : Redacted.make(text))

const next = (data: Schema.Payment, wire: Wire.Reader): NextAction | undefined => {
  const { page, payer_until: until, sdk, transfer, voucher } = data
  const time = compact({ expiresAt: until === undefined ? undefined : DateTime.toUtc(DateTime.makeUnsafe(until)) })
  if (page !== undefined) return { type: "redirect", method: "GET", url: page, fields: {}, ...time }
  if (sdk !== undefined) {
    const publishable = compact({ publishableKey: sdk.key })
    return { type: "sdk", clientSecret: Redacted.make(sdk.secret), ...publishable, ...time }
  }
  if (voucher !== undefined) {
    const { barcode, entity, number, page } = voucher
    const shown = compact({ entity, barcode: redacted(barcode), page })
    return { type: "voucher", number: Redacted.make(number), ...shown, ...time }
  }
  if (transfer === undefined) return undefined
  const { card, holder, phone, receipt_page: receiptPage } = transfer
  const amount = wire.money("amount", data.amount, Wire.currencyByCode(data.currency))
  const where = { card: redacted(card), phone: redacted(phone), holder: redacted(holder) }
  return { type: "transfer", ...compact({ ...where, amount, receiptPage }), ...time }
}

/** The payment that an answer speaks of; `asked` is the amount that was asked for, where that is known. */
export const toPayment = (data: Schema.Payment, options: Options, asked?: Money.Money): Payment => {
  const wire = Wire.reader()
  const status = paymentStatus(data.status)
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
    // Only money that came was paid, whatever the member holds before; there are no fees, so all of it has been received.
    received: isMoneyIn(status) ? wire.money("paid", data.paid, Wire.currencyByCode(data.currency)) : undefined,
    payerPaid: isMoneyIn(status) ? wire.money("paid", data.paid, Wire.currencyByCode(data.currency)) : undefined,
    ...toParts(data, wire),
    next: status === "awaiting_payer" ? next(data, wire) : undefined,
    session: data.session === undefined ? undefined : Redacted.make(data.session),
    receiptLinks: data.receipts,
    failure:
      status === "failed" || status === "canceled" || status === "declined"
        ? failures({
            code: data.failure?.why,
            scheme: data.failure?.scheme,
            message: Redaction.scrub(data.reason ?? "no reason given", secretsOf(options))
          })
        : undefined,
    anomalies: wire.anomalies
  })
}

/** A quote, or undefined when what the payer pays cannot be read exactly. */
export const toQuote = (data: Schema.Quote): Quote | undefined => {
  const wire = Wire.reader()
  const payerPays = wire.money("total", data.total, Wire.currencyByCode(data.currency))
  if (payerPays === undefined) return undefined
  const fee = wire.money("fee", data.fee, Wire.currencyByCode(data.currency))
  return compact({ payerPays, fee, requiredFields: toFields(data.fields), anomalies: wire.anomalies })
}

/** The data that a payer's browser needs to post card data. */
export const toCardForm = ({ token, url }: typeof Schema.CardForm.Type): CardForm => ({
  type: "card_form",
  formToken: Redacted.make(token),
  url
})

/** One receipt; a state that is not documented is neither accepted nor rejected. */
export const toReceipt = ({ id, state }: typeof Schema.Receipt.Type): Receipt => ({ id, status: receiptStatus(state) })
