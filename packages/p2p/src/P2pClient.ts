/**
 * Authenticated calls to the platform, one function per endpoint, in and out in wire types. It knows addresses, with and
 * without trailing slash exactly as printed, and who authenticates how: posts by a signature in the body, reads by
 * `X-Api-Key`. What the data mean is the mapping's part.
 */
import type * as Call from "@switchyard/core/Call"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import type { Send } from "@switchyard/core/Outcome"
import { text as textOf } from "@switchyard/core/Wire"
import type * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import { asking, creator, reader } from "./internal/endpoint.ts"
import { payoutSign, standartSign } from "./internal/signing.ts"
import { isDocumented } from "./internal/statuses.ts"
import type { Options } from "./P2pOptions.ts"
import * as Wire from "./P2pSchema.ts"

/** The members of create_pay_out's body, but for `sign`, with the requisite that is signed. */
export interface CreatePayOutBody {
  readonly order_id: string
  readonly fiat_amount: string
  readonly fiat_currency: string
  /** The member that holds the requisite of the method, and no other of the four. */
  readonly requisite: { readonly name: string; readonly value: string }
  readonly rest: { readonly [member: string]: Json.Writable | undefined }
}

const create = creator(Wire.CreatePayOut)
// The tables of both reads do not list `ok`. A payout's is stated by a documented word, and its `order_id` is compared;
// by the merchant's own nothing is decided.
const status = reader(Wire.StatusPayOut, ({ status }) => isDocumented(textOf(status) ?? ""))
const merchantStatus = reader(Wire.MerchantStatus, () => true)

/** The endpoints of one merchant. */
export type P2pClient = ReturnType<typeof make>

/** Builds the client of one merchant. */
export const make = (options: Options) => {
  const http = Http.make({ baseUrl: options.baseUrl })
  const path = (rest: string) => `/api/merchant/${encodeURIComponent(options.merchant)}/${rest}`
  const headers = { "content-type": "application/json", accept: "application/json" }
  const apiKey = Redacted.value(options.apiKey)
  const signKey = Redacted.value(options.signKey)
  const get = (rest: string) =>
    http.send({ method: "GET", path: path(rest), headers: { ...headers, "x-api-key": apiKey } })
  const post = (rest: string, body: { readonly [member: string]: Json.Writable | undefined }, deadline: DateTime.Utc) =>
    http.send({ method: "POST", path: path(rest), headers, body: Json.stringify(body) }, { deadline })

  const standartSignOf = (template: string, orderId: string): string =>
    standartSign(template, { order_id: orderId, merchant: options.merchant, api_key: apiKey, sign_key: signKey })

  return {
    /** Signed: order_id, fiat_amount, the requisite, fiat_currency. */
    createPayOut: (call: Call.Call, body: CreatePayOutBody, deadline: DateTime.Utc): Send<Wire.CreatePayOut> => {
      const { fiat_amount, fiat_currency, order_id, requisite, rest } = body
      const sign = payoutSign(
        { orderId: order_id, fiatAmount: fiat_amount, requisite: requisite.value, fiatCurrency: fiat_currency },
        signKey
      )
      const members = { ...rest, order_id, fiat_amount, fiat_currency, [requisite.name]: requisite.value, sign }
      return create(call, post("create_pay_out/", members, deadline))
    },
    /** Whose id goes into the address is a setting. */
    statusPayOut: (call: Call.Call, id: string) => status(call, get(`status_pay_out/${encodeURIComponent(id)}/`)),
    /** Signed: whatever the template of standart_sign names. */
    rejectedPayOut: (call: Call.Call, template: string, orderId: string, deadline: DateTime.Utc) => {
      const body = { order_id: orderId, standart_sign: standartSignOf(template, orderId) }
      return asking(call, post("rejected_pay_out/", body, deadline))
    },
    /** The merchant's balance and open methods. Beyond the source document. */
    merchantStatus: (call: Call.Call) => merchantStatus(call, get("status/"))
  }
}
