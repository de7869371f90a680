/**
 * Which parameters each signed endpoint takes and which of them are signed, and the reading of a body against that.
 * A missing or misshapen parameter is answered by error 10 that names it.
 */
import { parse, toFloatText } from "../internal/decimal.ts"
import type { Json, JsonObject } from "../internal/json.ts"
import { isObject, member, NumberText } from "../internal/json.ts"
import { incorrect } from "./Envelope.ts"
import type { Settings } from "./Settings.ts"

type Kind = "text" | "long" | "identifier" | "ownId" | "amount" | "moment" | "details"

/** An endpoint's parameters. */
export interface Spec {
  readonly signed: ReadonlyArray<string>
  readonly required: Readonly<Record<string, Kind>>
  readonly optional: Readonly<Record<string, Kind>>
}

const lookUp = (id: string, kind: Kind = "identifier"): Spec => ({
  signed: ["now", "shop_id", id],
  required: { now: "moment", shop_id: "identifier", [id]: kind, sign: "text" },
  optional: {}
})

const urls = { failed_url: "text", success_url: "text", callback_url: "text", callback_rejected_url: "text" } as const

const invoice: Spec = {
  signed: ["amount", "currency", "payway", "shop_id", "shop_order_id"],
  required: {
    amount: "amount",
    currency: "identifier",
    payway: "text",
    shop_id: "identifier",
    shop_order_id: "identifier",
    sign: "text"
  },
  optional: { description: "long" }
}

/** The signed endpoints of the core host, by path. */
export const specs: Readonly<Record<string, Spec>> = {
  "/withdraw/try": {
    signed: ["amount", "amount_type", "payway", "shop_currency", "shop_id"],
    required: {
      amount: "amount",
      amount_type: "text",
      payway: "text",
      shop_currency: "identifier",
      shop_id: "identifier",
      sign: "text"
    },
    optional: {}
  },
  "/check_account": {
    signed: ["account", "amount", "payway", "shop_id"],
    required: { account: "text", amount: "amount", payway: "text", shop_id: "identifier", sign: "text" },
    optional: { account_details: "details" }
  },
  "/withdraw/create": {
    // The prose lists `email` among the signed parameters; its own row leaves it out.
    signed: ["account", "amount", "amount_type", "payway", "shop_currency", "shop_id", "shop_payment_id"],
    required: {
      account: "text",
      amount: "amount",
      amount_type: "text",
      payway: "text",
      shop_currency: "identifier",
      shop_id: "identifier",
      shop_payment_id: "identifier",
      sign: "text"
    },
    optional: { email: "text", account_details: "details", description: "long" }
  },
  "/withdraw/status": lookUp("withdraw_id", "ownId"),
  "/withdraw/shop_payment_status": lookUp("shop_payment_id"),
  "/invoice/try": invoice,
  "/invoice/create": { ...invoice, optional: { ...invoice.optional, email: "text", ...urls } },
  "/invoice/check": lookUp("shop_order_id"),
  "/shop_balance": {
    signed: ["now", "shop_id"],
    required: { now: "moment", shop_id: "identifier", sign: "text" },
    optional: { shop_payment_id: "identifier" }
  }
}

const moment = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/

const scalarText = (value: Json): string | undefined => {
  if (typeof value === "string") return value
  return value instanceof NumberText ? value.text : undefined
}

const amountProblem = (value: Json): string | undefined => {
  const text = scalarText(value)
  const amount = text === undefined ? undefined : parse(text)
  if (amount === undefined) return "value is not a valid decimal"
  if (amount.units <= 0n) return "ensure this value is greater than 0"
  return amount.scale > 2 ? "ensure that there are no more than 2 decimal places" : undefined
}

const identifierProblem = (value: Json): string | undefined => {
  const text = scalarText(value)
  if (text === undefined || (value instanceof NumberText && !/^-?\d+$/.test(text))) return "str type expected"
  return [...text].length > 255 ? "ensure this value has at most 255 characters" : undefined
}

const problemOf = (kind: Kind, value: Json): string | undefined => {
  if (value === null || value === "") return "none is not an allowed value"
  switch (kind) {
    case "details":
      return isObject(value) ? undefined : "value is not a valid dict"
    case "amount":
      return amountProblem(value)
    case "identifier":
      return identifierProblem(value)
    case "ownId":
      // Numeric by the document, and given out in other forms where a test has set so.
      return value instanceof NumberText && parse(value.text) !== undefined ? undefined : identifierProblem(value)
    case "moment":
      return typeof value === "string" && moment.test(value) ? undefined : "invalid datetime format"
    case "long":
      return typeof value === "string" ? identifierProblem(value) : "str type expected"
    case "text":
      return typeof value === "string" ? undefined : "str type expected"
  }
}

/** Throws error 10 naming every parameter of the endpoint that is missing or misshapen. */
export const check = (spec: Spec, body: JsonObject, alsoRequired: ReadonlyArray<string>): void => {
  const problems: Record<string, string> = {}
  for (const [name, kind] of Object.entries({ ...spec.required, ...spec.optional })) {
    const value = member(body, name)
    const isRequired = Object.hasOwn(spec.required, name) || alsoRequired.includes(name)
    if (value === undefined || (value === null && !isRequired)) {
      if (isRequired) problems[name] = "field required"
      continue
    }
    const problem = value === "" && !isRequired ? undefined : problemOf(kind, value)
    if (problem !== undefined) problems[name] = problem
  }
  if (Object.keys(problems).length > 0) throw incorrect(problems)
}

/** A parameter's text: a string as it is, a number in its own characters; null when it is neither. */
export const text = (body: JsonObject, name: string): string | null => {
  const value = member(body, name)
  return value === undefined ? null : (scalarText(value) ?? null)
}

/** The signed parameters with the text that is signed. */
export const signedFields = (
  spec: Spec,
  body: JsonObject,
  numbers: Settings["signedNumbers"]
): Readonly<Record<string, string>> => {
  const pythonText = (lexeme: string): string => {
    const value = /[.eE]/.test(lexeme) ? parse(lexeme) : undefined
    return value === undefined ? lexeme : toFloatText(value)
  }
  return Object.fromEntries(
    spec.signed.map((name) => {
      const lexeme = text(body, name) ?? ""
      return [name, numbers === "python" && member(body, name) instanceof NumberText ? pythonText(lexeme) : lexeme]
    })
  )
}
