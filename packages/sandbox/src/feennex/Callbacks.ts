/**
 * Callbacks of payments: which statuses have one, what is in it, how it is signed, and the ways a test may bend it.
 * Payouts have none. Form text by default, because the provider sends "raw data" for the time being.
 */
import type { CallbackScript } from "../CallbackScript.ts"
import { bend, targetOf } from "../CallbackScript.ts"
import type { Letter } from "../Courier.ts"
import { toFloatText } from "../internal/decimal.ts"
import { NumberText, print } from "../internal/json.ts"
import { fill } from "../Words.ts"
import { noticedPsData } from "./PaymentAnswer.ts"
import type { Payment } from "./Records.ts"
import { signCallback } from "./Signing.ts"
import type { State } from "./State.ts"
import * as Times from "./Times.ts"

type Value = string | NumberText | null

/** The text of a callback for a status, and to which of the two URLs it goes; other statuses have no callback. */
export const notices: Readonly<Record<number, { readonly text: string; readonly to: "success" | "rejected" }>> = {
  4: { text: "success", to: "success" },
  6: { text: "rejected", to: "rejected" },
  // Its text and its URL are documented nowhere; that it is sent is.
  12: { text: "recalculated", to: "success" }
}

const fieldsOf = (state: State, payment: Payment, status: string): Record<string, Value> => {
  const { price, asked } = payment
  const { times } = state.settings
  const data = noticedPsData(state, payment)
  return {
    client_price: new NumberText(toFloatText(price.clientPrice)),
    created: Times.print(payment.createdAt, times),
    description: payment.description,
    email: payment.email,
    lang: "en",
    payment_id: payment.printed,
    payway: payment.payway,
    processed: Times.print(payment.processedAt, times),
    ps_currency: new NumberText(payment.direction.currency),
    ps_data: data === null ? null : print(data, "python"),
    shop_amount: new NumberText(toFloatText(price.shopAmount)),
    shop_currency: new NumberText(payment.currency),
    shop_id: new NumberText(payment.shop.id),
    shop_order_id: payment.reference,
    ...(price !== asked && { shop_original_amount: new NumberText(toFloatText(asked.shopAmount)) }),
    shop_refund: new NumberText(toFloatText(price.shopRefund)),
    status,
    user_ip: "127.0.0.1"
  }
}

const bent = (fields: Record<string, Value>, script: CallbackScript<number>, { given }: Payment) =>
  bend<Value>(fields, script, (name, text) => {
    const isNumber = fields[name] instanceof NumberText && /^-?\d+(\.\d+)?$/.test(text)
    return isNumber ? new NumberText(text) : fill(text, given)
  })

const textOf = (value: Value): string | null => (value instanceof NumberText ? value.text : value)

/** The body of a callback, signed; `forged` signs with a secret that is not the shop's. */
export const write = (
  fields: Readonly<Record<string, Value>>,
  secret: string,
  format: "form" | "json"
): Pick<Letter, "body" | "contentType"> => {
  const texts = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, textOf(value)]))
  const signed: Record<string, Value> = { ...fields, sign: signCallback(texts, secret) }
  if (format === "json") return { body: print(signed, "python"), contentType: "application/json" }
  const form = Object.entries(signed).map(([name, value]): [string, string] => [name, textOf(value) ?? ""])
  return { body: new URLSearchParams(form).toString(), contentType: "application/x-www-form-urlencoded" }
}

const urlsOf = ({ shop, callbackUrl, callbackRejectedUrl }: Payment) => ({
  success: shop.callbackUrl ?? callbackUrl,
  failure: shop.callbackRejectedUrl ?? callbackRejectedUrl
})

/** The callbacks of one simulator. */
export interface Callbacks {
  /** Sends the callback of a payment's status, as scripted; resolves after the first attempt of what is sent at once. */
  readonly emit: (payment: Payment, status: number, script?: CallbackScript<number>) => Promise<void>
  /** Sends a callback with any status text, whatever the payment's status is. */
  readonly send: (payment: Payment, text: string, script: CallbackScript<number>) => Promise<void>
}

/** Makes the callbacks of one simulator. */
export const make = (state: State): Callbacks => {
  const { dispatch } = state.world

  const send = async (
    payment: Payment,
    text: string,
    to: "success" | "rejected",
    script: CallbackScript<number>
  ): Promise<void> => {
    const url = targetOf(script, to === "success", urlsOf(payment))
    if (url === null || script.lost === true) return
    const fields = bent(fieldsOf(state, payment, text), script, payment)
    const secret = script.forged === true ? `not ${payment.shop.secret}` : payment.shop.secret
    const { reference } = payment
    const status = textOf(fields.status ?? null) ?? ""
    const written = write(fields, secret, script.format ?? state.settings.callbackFormat)
    const { encoding } = script
    await dispatch.send({ reference, url, status, ...written, ...(encoding && { encoding }) }, script)
  }

  return {
    emit: async (payment, status, script) => {
      const notice = notices[status]
      if (notice === undefined) return
      const subject = { reference: payment.reference, endpoint: "callback" }
      const scripted = script ?? state.callbackScripts.take(subject, (value) => value.early === undefined)
      await send(payment, notice.text, notice.to, scripted ?? {})
    },
    send: (payment, text, script) => send(payment, text, text === "rejected" ? "rejected" : "success", script)
  }
}
