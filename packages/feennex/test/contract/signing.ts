/**
 * Feennex's signatures by its documents, written down a second time to check the adapter's: which fields each endpoint
 * signs, and how a callback is signed.
 */
import { createHash } from "node:crypto"
import type { Heard } from "@switchyard/contract-tests/replay/Player"
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const signed: Readonly<Record<string, string>> = {
  "/withdraw/try": "amount amount_type payway shop_currency shop_id",
  "/check_account": "account amount payway shop_id",
  "/withdraw/create": "account amount amount_type payway shop_currency shop_id shop_payment_id",
  "/withdraw/status": "now shop_id withdraw_id",
  "/withdraw/shop_payment_status": "now shop_id shop_payment_id",
  "/invoice/try": "amount currency payway shop_id shop_order_id",
  "/invoice/create": "amount currency payway shop_id shop_order_id",
  "/invoice/check": "now shop_id shop_order_id",
  "/shop_balance": "now shop_id"
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex")

const isFields = Schema.is(Json.Fields)

/** The members of a JSON body, or of one of them that is an object, as texts: numbers as they were written. */
export const textsOf = (body: string, within?: string): Readonly<Record<string, string>> => {
  const json = Result.getOrUndefined(Json.parse(body))
  const all = isFields(json) ? json : {}
  const part = within === undefined ? all : all[within]
  return Object.fromEntries(
    Object.entries(isFields(part) ? part : {}).flatMap(([name, value]): Array<[string, string]> => {
      if (typeof value === "string") return [[name, value]]
      return Json.isJsonNumber(value) ? [[name, value.text]] : []
    })
  )
}

/** Whether a request carries the signature that the documents ask for; those that need none are fine. */
export const isSigned =
  (secret: string) =>
  ({ body, path }: Heard): boolean => {
    const names = signed[path]
    if (names === undefined) return true
    const texts = textsOf(body)
    const values = names.split(" ").map((name) => texts[name] ?? "")
    return texts.sign === sha256(values.join(":") + secret)
  }

/** The body of a callback: form text, every member that is not empty signed in the order of the names. */
export const callbackBody = (fields: Readonly<Record<string, string>>, secret: string): string => {
  const values = Object.keys(fields)
    .filter((name) => name !== "sign" && fields[name] !== "")
    .sort()
    .map((name) => fields[name])
  return new URLSearchParams({ ...fields, sign: sha256(values.join(":") + secret) }).toString()
}
