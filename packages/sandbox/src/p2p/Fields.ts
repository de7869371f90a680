/**
 * The fields of create_pay_out, with the types and limits of the document's table. What is null counts as absent, as
 * the document's own samples have it; what the table does not list is ignored.
 */
import type { JsonObject } from "../internal/json.ts"
import { member, NumberText } from "../internal/json.ts"
import { Refused } from "./Answers.ts"
import type { Method } from "./Options.ts"
import { methods, requisites } from "./Options.ts"

/** A payout request whose fields fit the table. */
export interface Order {
  readonly orderId: string
  readonly method: Method
  readonly requisite: string
  /** With two decimals, as it stood in the JSON. */
  readonly fiatAmount: string
  readonly fiatCurrency: string
  /** Minutes. */
  readonly timeout: number | null
  readonly bankName: string | null
  readonly fullName: string | null
  readonly successUrl: string
  readonly errorUrl: string
  readonly sign: string
}

/** The least and greatest number of characters. */
interface Length {
  readonly min?: number
  readonly max?: number
}

const most = (max: number): Length => ({ max })

// `string (20)` next to `max: 34` and `min 11 max 13` is read as exactly twenty.
const lengths: Readonly<Record<string, Length>> = {
  order_id: most(255),
  payment_method: {},
  fiat_amount: {},
  fiat_currency: {},
  number_score: { min: 20, max: 20 },
  number_card: { min: 16, max: 16 },
  phone_number: { min: 11, max: 13 },
  iban_number: most(34),
  bank_name: most(72),
  bik: {},
  full_name: most(128),
  success_callback_url: most(512),
  error_callback_url: most(512),
  customer: most(128),
  order_description: most(8000),
  sign: {}
}

/** A text field, or null when it is absent; throws `Refused` when it has another type or length. */
export const optional = (body: JsonObject, name: string): string | null => {
  const value = member(body, name) ?? null
  if (value === null) return null
  if (typeof value !== "string") throw new Refused(`${name} must be a string`)
  const { min = 0, max = Number.POSITIVE_INFINITY } = lengths[name] ?? {}
  const length = [...value].length
  if (length < min || length > max) {
    throw new Refused(min === max ? `${name} must have ${max} characters` : `${name} has a wrong length`)
  }
  return value
}

/** A text field that must be there and not be empty. */
export const required = (body: JsonObject, name: string): string => {
  const value = optional(body, name)
  if (value === null || value === "") throw new Refused(`${name} is required`)
  return value
}

const amount = /^(0|[1-9]\d{0,14})\.\d{2}$/

const fiatAmount = (body: JsonObject): string => {
  const text = required(body, "fiat_amount")
  if (!amount.test(text) || !/[1-9]/.test(text)) {
    throw new Refused("fiat_amount must be positive and have two decimal places")
  }
  return text
}

const timeout = (body: JsonObject): number | null => {
  const value = member(body, "timeout") ?? null
  if (value === null) return null
  const isInteger = value instanceof NumberText && /^[1-9]\d{0,6}$/.test(value.text)
  if (!isInteger) throw new Refused("timeout must be a positive integer")
  return Number(value.text)
}

const requisite = (body: JsonObject, method: Method): string => {
  const given = Object.values(requisites).filter((name) => optional(body, name) !== null)
  if (given.some((name) => name !== requisites[method])) {
    throw new Refused(`only ${requisites[method]} may be given for payment_method ${method}`)
  }
  return required(body, requisites[method])
}

/** Reads a payout request; throws `Refused` at the first field that does not fit. */
export const read = (body: JsonObject, currencies: ReadonlyArray<string>): Order => {
  for (const name of Object.keys(lengths)) optional(body, name)
  const orderId = required(body, "order_id")
  const name = required(body, "payment_method")
  const method = methods.find((known) => known === name)
  if (method === undefined) throw new Refused(`payment_method must be one of ${methods.join(", ")}`)
  const currency = required(body, "fiat_currency")
  if (!currencies.includes(currency)) throw new Refused("fiat_currency is not supported")
  const bankName = method === "sbp" ? required(body, "bank_name") : optional(body, "bank_name")
  return {
    orderId,
    method,
    requisite: requisite(body, method),
    fiatAmount: fiatAmount(body),
    fiatCurrency: currency,
    timeout: timeout(body),
    bankName,
    fullName: optional(body, "full_name"),
    successUrl: required(body, "success_callback_url"),
    errorUrl: required(body, "error_callback_url"),
    sign: required(body, "sign")
  }
}
