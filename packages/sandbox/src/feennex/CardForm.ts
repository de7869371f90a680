/**
 * Cards by host-to-host: POST /h2h_data gives a token for a session, and the card form takes a card with that token.
 * The documents name neither the form's fields nor its answer: token and number are known by their values, whatever the
 * fields are called, and without a number the form is shown. The security code is kept nowhere.
 */

import { escaped, page } from "../internal/html.ts"
import type { JsonObject } from "../internal/json.ts"
import type { Answer } from "../Reply.ts"
import * as Accounts from "./Accounts.ts"
import type { Callbacks } from "./Callbacks.ts"
import { bare, codes, ok, refusal } from "./Envelope.ts"
import { text } from "./Fields.ts"
import { settle } from "./PayerDeeds.ts"
import { hasSession, isOver } from "./Payments.ts"
import type { State } from "./State.ts"

/** Where the card form is. */
export const path = "/payform"

/** A card that every bank declines. */
const declined = "4000000000000002"

/** POST /h2h_data. */
export const h2hData = (state: State, body: JsonObject, origin: string): Answer => {
  const { settings, world } = state
  const session = text(body, "session_id")
  const payment = state.payments.find((each) => each.sessionId === session && hasSession(each))
  if (payment === undefined) throw refusal(settings.notFoundCode, "Session wasn't found")
  if (isOver(payment)) throw refusal(codes.other, "Session is closed")
  payment.formToken = world.token("form")
  const data = { form_token: payment.formToken, payform_url: `${origin}${path}` }
  return settings.h2hAnswer === "enveloped" ? ok(data) : bare(data)
}

const isCardNumber = (digits: string): boolean => {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

const form = (token: string, problem = ""): Answer => {
  const field = (name: string, label: string) =>
    `<p><label>${label} <input name="${name}" autocomplete="off"></label></p>`
  const fields = [
    field("card_number", "Card number"),
    field("card_holder", "Card holder"),
    field("expires", "Valid until"),
    field("cvv", "Security code")
  ]
  return page(
    "Card form",
    `<p>Any number with a right check digit pays; ${declined} is declined.</p>${problem && `<p><b>${problem}</b></p>`}` +
      `<form method="post" action="${path}"><input type="hidden" name="form_token" value="${escaped(token)}">` +
      `${fields.join("")}<button>Pay</button></form>`,
    problem === "" ? 200 : 400
  )
}

/** GET or POST /payform, with the fields that came; only a POST pays. */
export const submit = async (
  state: State,
  callbacks: Callbacks,
  method: string,
  fields: ReadonlyArray<readonly [string, string]>
): Promise<Answer> => {
  const values = fields.map(([, value]) => value.trim())
  const payment = state.payments.find(({ formToken }) => formToken !== null && values.includes(formToken))
  const token = payment?.formToken ?? null
  if (payment === undefined || token === null) return page("Card form", "<p>There is no such token.</p>", 404)
  if (isOver(payment)) return page("Card form", "<p>This payment is over.</p>", 409)
  const numbers = values.map((value) => value.replace(/[ -]/g, "")).filter((value) => /^\d{12,19}$/.test(value))
  if (method !== "POST" || numbers.length === 0) return form(token)
  const card = numbers.find(isCardNumber)
  if (card === undefined) return form(token, "This is no card number.")
  const holder = fields.find(([name, value]) => /holder|owner|name/i.test(name) && value !== "")?.[1] ?? null
  payment.formToken = null
  payment.payer = { card, holder }
  const isDeclined = card === declined || Accounts.isBad(state, card)
  return settle(
    state,
    callbacks,
    payment,
    isDeclined ? { kind: "declined", reason: "Declined by the card's bank" } : { kind: "paid", amount: null }
  )
}
