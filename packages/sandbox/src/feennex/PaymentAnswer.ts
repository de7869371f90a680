/**
 * How a payment looks in answers: /invoice/check's members and `ps_data` of a bank transfer. Every person and account
 * in it is made up; links lead back to this simulator.
 */
import { toFloatText, toText } from "../internal/decimal.ts"
import type { Json, JsonObject } from "../internal/json.ts"
import { integer, NumberText, print } from "../internal/json.ts"
import type { Settings } from "./Options.ts"
import type { Payment } from "./State.ts"
import * as Times from "./Times.ts"

/** The words `ps_data.currency` has in the callback sample. */
const words: Readonly<Record<string, string>> = { "840": "usd", "643": "rub", "978": "eur", "980": "uah" }

/** The transfer details of a bank payment: null for other payways and until the payment waits for its payer. */
export const psData = (payment: Payment, use: "check" | "callback"): JsonObject | null => {
  const isAssigned = payment.history.some(({ status }) => status !== 1)
  if (payment.direction.kind !== "bank" || !isAssigned) return null
  const isSbp = /sbp|phone/i.test(payment.payway)
  const isQr = /qr/i.test(payment.payway)
  const order = `${payment.origin}/api/v1/order/${payment.uuid}/receipt`
  const expired = Times.unixSeconds(payment.createdAt + payment.lifetime)
  const { currency } = payment.direction
  return {
    amount: new NumberText(toFloatText(payment.asked.clientPrice)),
    bank: "TINKOFF",
    card: isSbp || isQr ? null : "2200000000000004",
    card_holder_name: "Ivanov Ivan Ivanovich",
    currency: words[currency] ?? currency,
    // Text when asked for, a number in callbacks: both are in the documents.
    expired: use === "check" ? expired : new NumberText(expired),
    method: payment.payway,
    phone: isSbp ? "79999999999" : null,
    qr_caption: isQr ? `Agreement ${payment.id}` : null,
    qr_data: isQr ? `${payment.origin}/qr/${payment.uuid}` : null,
    receipt_status_url: `${order}/status`,
    receipt_url: order,
    receipt_web: `${payment.origin}/receipt/${payment.uuid}`,
    rejected_reason: payment.rejectedReason ?? "",
    suggested_amount: toText(payment.asked.clientPrice),
    url: isQr ? `${payment.origin}/qr/${payment.uuid}` : ""
  }
}

const psDataAs = (data: JsonObject | null, form: Settings["psData"]): Json => {
  if (data === null || form === "null") return null
  return form === "text" ? print(data, "python") : data
}

/** `data` of /invoice/check. */
export const described = (payment: Payment, settings: Settings, isUnique: boolean): JsonObject => {
  const { price, asked } = payment
  const float = (value: typeof price.clientPrice) => new NumberText(toFloatText(value))
  return {
    client_price: float(price.clientPrice),
    created: Times.print(payment.createdAt, settings.times),
    ...(payment.description !== null && { description: payment.description }),
    is_unique: isUnique,
    payment_id: new NumberText(payment.id),
    payway: payment.payway,
    processed: Times.print(payment.processedAt, settings.times),
    ps_currency: new NumberText(payment.direction.currency),
    ps_data: psDataAs(psData(payment, "check"), settings.psData),
    shop_amount: float(price.shopAmount),
    shop_currency: new NumberText(payment.currency),
    shop_id: new NumberText(payment.shop.id),
    shop_order_id: payment.reference,
    ...(price !== asked && { shop_original_amount: float(asked.shopAmount) }),
    shop_refund: float(price.shopRefund),
    status: integer(payment.status),
    updated: Times.print(payment.updatedAt, settings.times)
  }
}
