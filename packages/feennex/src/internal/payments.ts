/** From Feennex's invoice answers to the payment domain. Pure: what does not fit is an anomaly, never a guess. */
import type { Currency } from "@switchyard/core/Currency"
import * as Failure from "@switchyard/core/Failure"
import type * as Json from "@switchyard/core/Json"
import type * as Money from "@switchyard/core/Money"
import type { CardForm, NextAction } from "@switchyard/core/NextAction"
import { compact } from "@switchyard/core/Optional"
import type { Payment, Quote } from "@switchyard/core/Payment"
import * as Wire from "@switchyard/core/Wire"
import * as BigDecimal from "effect/BigDecimal"
import * as Redacted from "effect/Redacted"
import type { H2hData, InvoiceCheck, InvoiceCreate, InvoiceTry } from "../FeennexSchema.ts"
import { notes } from "./notes.ts"
import { requiredFields } from "./requiredFields.ts"
import { isMoneyIn, paymentStatus, paymentWaitsFor } from "./tables.ts"
import { readTransfer } from "./transfer.ts"

const redirect = (data: InvoiceCreate, wire: Wire.Reader): NextAction | undefined => {
  const url = Wire.text(data.url)
  if (url === undefined) return undefined
  const method = (Wire.text(data.method) ?? "GET").toUpperCase()
  if (!Wire.isWebUrl(url) || (method !== "GET" && method !== "POST")) {
    wire.note("UnreadableField", "url, method: not a way to send a payer")
    return undefined
  }
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(Wire.members(data.data))) {
    const text = Wire.text(value)
    if (text !== undefined) fields[name] = text
  }
  return { type: "redirect", method, url, fields }
}

/** The payment that a create answer speaks of: it exists and waits for its payer. */
export const toCreated = (data: InvoiceCreate, reference: string): Payment => {
  const wire = Wire.reader()
  const session = Wire.text(Wire.members(data.data).session_id)
  return compact({
    reference,
    providerReference: data.id,
    status: "awaiting_payer" as const,
    providerStatus: "created",
    next: redirect(data, wire),
    session: session === undefined ? undefined : Redacted.make(session),
    anomalies: wire.anomalies
  })
}

/** The shop that asks, and the secrets that the provider's own words must not contain. */
export interface Shop {
  readonly shopId: number
  readonly secretKey: Redacted.Redacted<string>
}

// All that the list of statuses says of 6, PsRejected: neither why, nor whether the same may be asked again.
const rejected = Failure.make("Declined", {
  by: "provider",
  again: "never",
  providerCode: "6",
  message: "rejected by the payment system"
})

/** The payment that a status answer speaks of, from the shop's view. */
export const toPayment = (data: InvoiceCheck, { secretKey, shopId }: Shop): Payment => {
  const wire = Wire.reader()
  const status = paymentStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", `payment status ${data.status} is not documented`)
  const shop = Wire.text(data.shop_id)
  if (shop !== undefined && shop !== String(shopId)) wire.note("AccountDiffers", "the answer speaks of another shop")

  const payerCurrency = Wire.currencyByNumber(data.ps_currency)
  const shopCurrency = Wire.currencyByNumber(data.shop_currency)
  // After a wrong transfer `shop_amount` follows it; what was asked for then stands in `shop_original_amount`.
  const hasOriginal = Wire.isGiven(data.shop_original_amount)
  const asked: readonly [string, Json.Json | undefined] = hasOriginal
    ? ["shop_original_amount", data.shop_original_amount]
    : ["shop_amount", data.shop_amount]
  const { links, next, statements } = readTransfer(data.ps_data, payerCurrency, wire)
  const hasCome = isMoneyIn(status)
  const waitsFor = paymentWaitsFor(data.status)
  const amount = wire.money(...asked, shopCurrency)
  // Without a recalculation `shop_amount` is both, what was asked for and what has come.
  const received = hasCome && hasOriginal ? wire.money("shop_amount", data.shop_amount, shopCurrency) : amount

  return compact({
    reference: data.shop_order_id,
    providerReference: data.payment_id,
    status,
    providerStatus: String(data.status),
    waitingFor: waitsFor === "unrecognised" ? undefined : waitsFor,
    amount,
    received: hasCome ? received : undefined,
    payerPaid: hasCome ? wire.money("client_price", data.client_price, payerCurrency) : undefined,
    credited: hasCome ? wire.money("shop_refund", data.shop_refund, shopCurrency) : undefined,
    next: status === "awaiting_payer" ? next : undefined,
    receiptLinks: links,
    isUnique: data.is_unique ?? undefined,
    failure: status === "failed" ? rejected : undefined,
    notes: notes(
      [
        ["payway", data.payway, "words"],
        ["created", data.created, "time"],
        ["processed", data.processed, "time"],
        ["updated", data.updated, "time"],
        ...statements
      ],
      [secretKey]
    ),
    anomalies: wire.anomalies
  })
}

/**
 * Both commissions together. The documents list them as two of one calculation, whose price includes them, and give no unit;
 * every other number of money in that answer is an amount, and nowhere do they speak of a percentage. So both are read as
 * amounts that the payer pays; where one of them cannot be read the sum is not known, and it is never half of it.
 */
const feeOf = (
  data: typeof InvoiceTry.Type,
  unit: Currency | undefined,
  wire: Wire.Reader
): Money.Money | undefined => {
  const payer = wire.money("payer_fee", data.payer_fee, unit)
  const exchange = wire.money("exch_fee", data.exch_fee, unit)
  if (payer === undefined || exchange === undefined) return Wire.isGiven(data.exch_fee) ? undefined : payer
  return { value: BigDecimal.sum(payer.value, exchange.value), currency: payer.currency }
}

/** A quote, or undefined when what the payer pays cannot be read exactly. */
export const toQuote = (data: typeof InvoiceTry.Type, { secretKey }: Pick<Shop, "secretKey">): Quote | undefined => {
  const wire = Wire.reader()
  const unit = Wire.currencyByNumber(data.ps_currency)
  const payerPays = wire.money("payer_price", data.payer_price, unit)
  if (payerPays === undefined) return undefined
  return compact({
    payerPays,
    fee: feeOf(data, unit, wire),
    requiredFields: requiredFields(data.add_ons_config),
    notes: notes(
      [
        ["paymethod_name", data.paymethod_name, "words"],
        ["info", data.info, "words"],
        ["warning", data.warning, "words"],
        // What the fee was added up from.
        ["payer_fee", data.payer_fee, "figure"],
        ["exch_fee", data.exch_fee, "figure"]
      ],
      [secretKey]
    ),
    anomalies: wire.anomalies
  })
}

/** The data that a payer's browser needs to post card data. */
export const toCardForm = ({ form_token, payform_url }: typeof H2hData.Type): CardForm => ({
  type: "card_form",
  formToken: Redacted.make(form_token),
  url: payform_url
})
