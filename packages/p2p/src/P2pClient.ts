/**
 * Authenticated calls to the platform, one function per endpoint, in and out in wire types. It knows addresses, with and
 * without trailing slash exactly as printed, and who authenticates how: posts by a signature in the body, reads by
 * `X-Api-Key`. What the data mean is the mapping's part.
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import { type Codes, noCodes } from "@switchyard/core/Tables"
import { text as textOf } from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type Members, read } from "./internal/envelope.ts"
import { payoutSign, standartSign } from "./internal/signing.ts"
import { createCodes, isDocumented } from "./internal/tables.ts"
import type { Options } from "./P2pOptions.ts"
import * as Wire from "./P2pSchema.ts"

const undocumented = "success without the documented members"
const on = (codes: Codes, mayLackOk?: (members: Members) => boolean) =>
  Endpoint.make({ read: read(mayLackOk), codes, undocumented })

// A send is never called successful without `ok`, whatever else its answer holds.
const create = on(createCodes).send(Wire.CreatePayOut)
// Its answers and errors are not documented.
const reject = on(noCodes).send(Schema.Unknown)
// The tables of both reads do not list `ok`. A payout's is stated by a documented word, and its `order_id` is compared;
// by the merchant's own nothing is decided.
const status = on(noCodes, ({ status }) => isDocumented(textOf(status) ?? "")).ask(Wire.StatusPayOut)
const merchantStatus = on(noCodes, () => true).ask(Wire.MerchantStatus)

/** The members of create_pay_out's body, but for `sign`, with the requisite that is signed. */
export interface CreatePayOutBody {
  readonly order_id: string
  readonly fiat_amount: string
  readonly fiat_currency: string
  /** The member that holds the requisite of the method, and no other of the four. */
  readonly requisite: { readonly name: string; readonly value: string }
  readonly rest: { readonly [member: string]: Json.Writable | undefined }
}

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
    Endpoint.ready(http, { method: "GET", path: path(rest), headers: { ...headers, "x-api-key": apiKey } })
  const post = (rest: string, body: () => { readonly [member: string]: Json.Writable | undefined }) =>
    Endpoint.ready(http, () => ({ method: "POST", path: path(rest), headers, body: Json.stringify(body()) }))

  return {
    /** Signed: order_id, fiat_amount, the requisite, fiat_currency. */
    createPayOut: ({ fiat_amount, fiat_currency, order_id, requisite, rest }: CreatePayOutBody) =>
      create(
        post("create_pay_out/", () => {
          const signed = { orderId: order_id, fiatAmount: fiat_amount, fiatCurrency: fiat_currency }
          const sign = payoutSign({ ...signed, requisite: requisite.value }, signKey)
          return { ...rest, order_id, fiat_amount, fiat_currency, [requisite.name]: requisite.value, sign }
        })
      ),
    /** Whose id goes into the address is a setting. */
    statusPayOut: (id: string) => status(get(`status_pay_out/${encodeURIComponent(id)}/`)),
    /** Signed: whatever the template of standart_sign names. */
    rejectedPayOut: (template: string, order_id: string) => {
      const values = { order_id, merchant: options.merchant, api_key: apiKey, sign_key: signKey }
      return reject(post("rejected_pay_out/", () => ({ order_id, standart_sign: standartSign(template, values) })))
    },
    /** The merchant's balance and open methods. Beyond the source document. */
    merchantStatus: () => merchantStatus(get("status/"))
  }
}
