/**
 * `ps_data`, and how it changes from one /invoice/check to the next: all of its members are optional in the document, so
 * an answer may bring links without requisites, amounts alone, another card than before, or members of any other value.
 * Every person and account in it is made up; links lead back to this simulator.
 */
import { toFloatText, toText } from "../internal/decimal.ts"
import type { Json, JsonObject } from "../internal/json.ts"
import { isObject, NumberText, read } from "../internal/json.ts"
import { fillJson, withEcho } from "../Words.ts"
import type { Stage } from "./Courses.ts"
import type { Payment } from "./Records.ts"
import { wordsOf } from "./Records.ts"
import type { Settings } from "./Settings.ts"
import * as Times from "./Times.ts"

const named: Readonly<Record<"requisites" | "links" | "amounts", ReadonlySet<string>>> = {
  requisites: new Set(["bank", "card", "card_holder_name", "phone", "qr_caption", "qr_data", "url"]),
  links: new Set(["receipt_status_url", "receipt_url", "receipt_web"]),
  amounts: new Set(["amount", "expired", "receipt_web", "suggested_amount"])
}

/** The words `ps_data.currency` has in the callback sample. */
const words: Readonly<Record<string, string>> = { "840": "usd", "643": "rub", "978": "eur", "980": "uah" }

// Each ends in digits of its own that keep the card's check digit right.
const people = [
  { bank: "TINKOFF", holder: "Ivanov Ivan Ivanovich", card: "2200000000000004", phone: "79999999999" },
  { bank: "SBERBANK", holder: "Petrova Anna Sergeevna", card: "2200000000000012", phone: "79999999998" },
  { bank: "ALFABANK", holder: "Sidorov Petr Petrovich", card: "2200000000000020", phone: "79999999997" }
] as const

const currencyOf = ({ direction: { currency } }: Payment, style: Settings["psDataCurrency"]): Json => {
  if (style === "word") return words[currency] ?? currency
  return style === "code" ? new NumberText(currency) : currency
}

const reasonOf = (payment: Payment, echo: Settings["echo"]): string | null =>
  payment.rejectedReason === null ? null : withEcho(payment.rejectedReason, echo, () => wordsOf(payment))

/** With the members of other values that a stage has. */
export const withMembers = (payment: Payment, data: JsonObject | null, { members }: Stage): JsonObject | null => {
  if (members === undefined) return data
  const others = fillJson(read(JSON.stringify(members)), wordsOf(payment))
  return isObject(others) ? { ...data, ...others } : data
}

/**
 * All members: null for other payways, unless such a payment was rejected for a reason, and until the payment waits for
 * its payer; `turn` counts new requisites.
 */
export const complete = (
  payment: Payment,
  use: "check" | "callback",
  turn: number,
  { echo, psDataCurrency }: Pick<Settings, "echo" | "psDataCurrency">
): JsonObject | null => {
  const isAssigned = payment.history.some(({ status }) => status !== 1)
  const reason = reasonOf(payment, echo)
  if (payment.direction.kind !== "bank") return reason === null ? null : { rejected_reason: reason }
  if (!isAssigned) return null
  const isSbp = /sbp|phone/i.test(payment.payway)
  const isQr = /qr/i.test(payment.payway)
  const order = `${payment.origin}/api/v1/order/${payment.uuid}/receipt`
  const expired = Times.unixSeconds(payment.createdAt + payment.lifetime)
  const { bank, card, holder, phone } = people[turn % people.length] ?? people[0]
  const qr = turn === 0 ? `${payment.origin}/qr/${payment.uuid}` : `${payment.origin}/qr/${payment.uuid}?turn=${turn}`
  return {
    amount: new NumberText(toFloatText(payment.asked.clientPrice)),
    // Each of these is "only for" its own method in the document.
    bank: isSbp ? bank : null,
    card: isSbp || isQr ? null : card,
    card_holder_name: holder,
    currency: currencyOf(payment, psDataCurrency),
    // Text when asked for, a number in callbacks: both are in the documents.
    expired: use === "check" ? expired : new NumberText(expired),
    // The one method code that the document names is that of a QR.
    method: isQr ? "qr" : payment.payway,
    phone: isSbp ? phone : null,
    qr_caption: isQr ? `Agreement ${payment.id}${turn === 0 ? "" : `/${turn}`}` : null,
    qr_data: isQr ? qr : null,
    receipt_status_url: `${order}/status`,
    receipt_url: order,
    receipt_web: `${payment.origin}/receipt/${payment.uuid}`,
    rejected_reason: reason ?? "",
    suggested_amount: toText(payment.asked.clientPrice),
    url: isQr ? qr : ""
  }
}

const isShown = (name: string, show: Stage["show"]): boolean => {
  switch (show) {
    case "links":
      return !named.requisites.has(name)
    case "requisites":
      return !named.links.has(name)
    case "amounts":
      return named.amounts.has(name)
    default:
      return true
  }
}

const gap: Readonly<Record<NonNullable<Stage["gaps"]>, { readonly value?: Json }>> = {
  absent: {},
  null: { value: null },
  empty: { value: "" }
}

/** The members that a stage shows. */
export const cut = (data: JsonObject, { gaps: how = "absent", show }: Stage): JsonObject | null => {
  if (show === "nothing") return null
  const { value: hidden } = gap[how]
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) => {
      if (isShown(name, show)) return [[name, value]]
      return hidden === undefined ? [] : [[name, hidden]]
    })
  )
}

/** The stage of the read after so many before it, and which requisites it has. */
export const stageAt = (stages: ReadonlyArray<Stage>, reads: number) => {
  const past = stages.slice(0, reads + 1)
  return {
    stage: past.at(-1) ?? { show: "whole" as const },
    turn: past.filter(({ show }) => show === "replaced").length
  }
}
