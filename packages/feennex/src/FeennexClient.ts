/**
 * Authenticated calls to Feennex, one function per endpoint, in and out in wire types. It knows paths, which fields
 * are signed (feennex documents, "To use this method, you need to generate a signature using …") and the shop; what
 * the data mean is the mapping's part.
 */
import { withoutSlash } from "@switchyard/core/BaseUrl"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Options } from "./FeennexOptions.ts"
import * as Wire from "./FeennexSchema.ts"
import { enveloped } from "./internal/cardForm.ts"
import { read } from "./internal/envelope.ts"
import * as Signing from "./internal/signing.ts"
import { codes } from "./internal/tables.ts"
import { formatNow } from "./internal/time.ts"

type Fields = Readonly<Record<string, Signing.Field>>
/** The fields sent beside the signed ones. */
type Extras = Readonly<Record<string, Json.Writable | undefined>>

const on = Endpoint.make({ read, codes })

const withdraw = { send: on.send(Wire.Withdraw), read: on.lookUp(Wire.Withdraw) }
const invoice = { send: on.send(Wire.InvoiceCreate), read: on.lookUp(Wire.InvoiceCheck) }
const withdrawTry = on.ask(Wire.WithdrawTry)
const checkAccount = on.ask(Wire.CheckAccount)
const invoiceTry = on.ask(Wire.InvoiceTry)
const shopBalance = on.ask(Wire.ShopBalance)
const h2hData = on.ask(Wire.H2hData)

/** The endpoints of one shop. */
export type FeennexClient = ReturnType<typeof make>

/** Builds the client of one shop. */
export const make = (options: Options) => {
  const http = Http.make({
    baseUrl: options.baseUrl,
    allowedHosts: options.h2hBaseUrl === undefined ? [] : [new URL(options.h2hBaseUrl).host]
  })
  const shop = { shop_id: Json.number(options.shopId) }
  const headers = { "content-type": "application/json" }
  const text = (path: string, body: string): Http.Request => ({ method: "POST", path, headers, body })
  const signed = (path: string, fields: Fields, extras: Extras = {}) =>
    text(path, Signing.signedBody({ ...shop, ...fields }, extras, Redacted.value(options.secretKey)))
  /** Posts signed fields and unsigned extras. */
  const post = (path: string, fields: Fields, extras?: Extras) =>
    Endpoint.ready(http, () => signed(path, fields, extras))
  const nowFormat = options.nowFormat ?? "YYYY-MM-DD HH:mm:ss.ffffff"
  // Status requests carry the time; the text that is signed is the text that is sent.
  const posted = (path: string, fields: Fields) =>
    Endpoint.ready(
      http,
      Effect.map(Clock.currentTimeMillis, (millis) => signed(path, { ...fields, now: formatNow(millis, nowFormat) }))
    )
  const h2h: Endpoint.Client<Http.Request> = {
    ...http,
    send: (request, options) => Effect.map(http.send(request, options), enveloped)
  }

  return {
    /** Signed: amount, amount_type, payway, shop_currency, shop_id. */
    withdrawTry: (fields: Fields) => withdrawTry(post("/withdraw/try", fields)),
    /** Signed: account, amount, payway, shop_id; `account_details` is not. */
    checkAccount: (fields: Fields, extras: Extras) => checkAccount(post("/check_account", fields, extras)),
    /** Signed: account, amount, amount_type, payway, shop_currency, shop_id, shop_payment_id; `email` is not. */
    withdrawCreate: (fields: Fields, extras: Extras) => withdraw.send(post("/withdraw/create", fields, extras)),
    /** Signed: now, shop_id, withdraw_id. */
    withdrawStatus: (withdrawId: string) =>
      withdraw.read(posted("/withdraw/status", { withdraw_id: Json.number(withdrawId) })),
    /** Signed: now, shop_id, shop_payment_id. */
    withdrawShopPaymentStatus: (shopPaymentId: string) =>
      withdraw.read(posted("/withdraw/shop_payment_status", { shop_payment_id: shopPaymentId })),
    /** Signed: amount, currency, payway, shop_id, shop_order_id. */
    invoiceTry: (fields: Fields, extras: Extras) => invoiceTry(post("/invoice/try", fields, extras)),
    /** Signed: amount, currency, payway, shop_id, shop_order_id; `email` and payer fields are not. */
    invoiceCreate: (fields: Fields, extras: Extras) => invoice.send(post("/invoice/create", fields, extras)),
    /** Signed: now, shop_id, shop_order_id. */
    invoiceCheck: (shopOrderId: string) => invoice.read(posted("/invoice/check", { shop_order_id: shopOrderId })),
    /** Unsigned, on the host that the account manager names. */
    h2hData: (h2hBaseUrl: string, session: Redacted.Redacted<string>) => {
      const path = `${withoutSlash(h2hBaseUrl)}/h2h_data`
      return h2hData(Endpoint.ready(h2h, () => text(path, Json.stringify({ session_id: Redacted.value(session) }))))
    },
    /** Signed: now, shop_id. Beyond the source documents. */
    shopBalance: () => shopBalance(posted("/shop_balance", {}))
  }
}
