/**
 * Feennex's answer envelope and its errors. Every answer of the core host has `data`, `error_code`, `message` and
 * `result`; the receipt service does not use it.
 */
import type { JsonObject } from "../internal/json.ts"
import { integer, print } from "../internal/json.ts"
import type { Answer } from "../Reply.ts"

/** The error codes this simulator gives by itself; any other can be scripted. */
export const codes = {
  paywayNotFound: 1,
  amountTooSmall: 4,
  amountTooLarge: 5,
  notUnique: 6,
  insufficientBalance: 9,
  incorrectParameter: 10,
  shopNotFound: 11,
  invalidExchange: 16,
  other: 2000
} as const

/** A request that Feennex answers with an error. */
export class Refusal extends Error {
  override readonly name = "Refusal"
  readonly code: number
  /** The HTTP status, or null for that of the settings. */
  readonly status: number | null
  constructor(code: number, message: string, status: number | null) {
    super(message)
    this.code = code
    this.status = status
  }
}

const envelope = (data: JsonObject | null, code: number, message: string, status: number): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: print({ data, error_code: integer(code), message, result: code === 0 }),
  summary: code === 0 ? "Ok" : `error ${code}`
})

/** A success. */
export const ok = (data: JsonObject): Answer => envelope(data, 0, "Ok", 200)

/** A success without the envelope. */
export const bare = (data: JsonObject): Answer => ({ ...ok(data), body: print(data) })

/** An error; the documents name no HTTP status for it, siblings answer with 200. */
export const failure = (code: number, message: string, status: number): Answer => envelope(null, code, message, status)

/** An error to throw; its HTTP status is that of the settings unless given. */
export const refusal = (code: number, message: string, status: number | null = null): Refusal =>
  new Refusal(code, message, status)

/** Error 10 with each wrong parameter and why, in the words sibling APIs use. */
export const incorrect = (problems: Readonly<Record<string, string>>): Refusal => {
  const list = Object.entries(problems).map(([name, problem]) => `${name}=${JSON.stringify(problem)}`)
  return refusal(codes.incorrectParameter, `Incorrect values for parameters: ${list.join(", ")}`)
}

/** The names of the documented codes, the default message of a scripted error. */
export const names: Readonly<Record<number, string>> = {
  1: "PaywayNotFound",
  2: "PaywayNotUsed",
  3: "PaywayNotAvailable",
  4: "Payer price amount is too small, min: 1.0",
  5: "Payer price amount is too large, max: 100000.0",
  6: "OperationNotUnique",
  7: "OperationNotFound",
  8: "OperationIsProcessing",
  9: "Insufficient balance(currency=840): shop_write_off=500.0, balance=0.0",
  10: "IncorrectRequestParam",
  11: "ShopNotFound",
  12: "ShopNotActive",
  13: "AccountNotFound",
  14: "IncorrectAccountStatus",
  15: "Shop ip 127.0.0.1 denied",
  16: "InvalidCurrencyExchange",
  17: "InvalidShopContract",
  18: "IncorrectAccountType",
  19: "ShopAggregatorRequire",
  20: "InvalidProject",
  21: "ProjectNotActive",
  100: "IncorrectOperationStatus",
  2000: "other exception"
}
