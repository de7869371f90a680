/**
 * POST /invoice/try: what a payment would cost its payer, and which more fields its payway wants. What it announces is
 * asked for at creation.
 */
import { of, toText } from "../internal/decimal.ts"
import type { Json, JsonObject } from "../internal/json.ts"
import { integer, member, NumberText, read } from "../internal/json.ts"
import type { Answer } from "../Reply.ts"
import { incorrect, ok } from "./Envelope.ts"
import { text } from "./Fields.ts"
import type { Payway, Shop } from "./Options.ts"
import type { State } from "./State.ts"

// The document's own example.
const email = {
  example: "payer@example.com",
  label: { en: "E-mail:", ru: "E-mail:", uk: "E-mail:" },
  regex: "^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+.[a-zA-Z0-9-.]+$",
  title: { en: "Enter your e-mail", ru: "Введите Ваш e-mail", uk: "Введіть Ваш e-mail" }
}

const json = (value: unknown): Json => read(JSON.stringify(value))

/** POST /invoice/try. */
export const tryOut = (state: State, _shop: Shop, body: JsonObject): Answer => {
  const name = text(body, "payway") ?? ""
  const payway = state.quotes.payway(name)
  const price = state.quotes.payment(payway, of(text(body, "amount") ?? ""), text(body, "currency") ?? "")
  const { addOns = { email }, info = null, manual = 1, methodName = name, warning = null } = payway
  return ok({
    add_ons_config: json(addOns),
    exch_fee: new NumberText(toText(price.exchangeFee)),
    info: json(info),
    manual: json(manual),
    payer_fee: new NumberText(toText(price.payerFee)),
    payer_price: new NumberText(toText(price.clientPrice)),
    paymethod_id: integer(268),
    paymethod_name: methodName,
    ps_currency: new NumberText(payway.currency),
    warning: json(warning)
  })
}

/** Throws error 10 naming each field that the payway's `addOns` ask for and that is missing or does not match. */
export const requireAddOns = ({ addOns = {} }: Payway, body: JsonObject): void => {
  const problems = Object.entries(addOns).flatMap(([name, { regex = "" }]) => {
    const value = member(body, name)
    if (value === undefined || value === null || value === "") return [[name, "field required"]]
    return new RegExp(regex).test(text(body, name) ?? "") ? [] : [[name, "string does not match regex"]]
  })
  if (problems.length > 0) throw incorrect(Object.fromEntries(problems))
}
