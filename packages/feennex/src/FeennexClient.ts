/**
 * Authenticated calls to Feennex, one function per endpoint, in and out in wire types. It knows paths, which fields
 * are signed (feennex documents, "To use this method, you need to generate a signature using …") and the shop; what
 * the data mean is the mapping's part.
 */
import type * as Call from "@switchyard/core/Call"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import type { Send } from "@switchyard/core/Outcome"
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Options } from "./FeennexOptions.ts"
import * as Wire from "./FeennexSchema.ts"
import { enveloped } from "./internal/cardForm.ts"
import { asker, type Extras, type Fields, poster, postText, reader, sender } from "./internal/endpoint.ts"
import { formatNow } from "./internal/time.ts"

const withdraw = { send: sender(Wire.Withdraw), read: reader(Wire.Withdraw) }
const invoice = { send: sender(Wire.InvoiceCreate), read: reader(Wire.InvoiceCheck) }
const withdrawTry = asker(Wire.WithdrawTry)
const checkAccount = asker(Wire.CheckAccount)
const invoiceTry = asker(Wire.InvoiceTry)
const shopBalance = asker(Wire.ShopBalance)
const h2hData = asker(Wire.H2hData)

/** The endpoints of one shop. */
export type FeennexClient = ReturnType<typeof make>

/** Builds the client of one shop. */
export const make = (options: Options) => {
  const http = Http.make({
    baseUrl: options.baseUrl,
    allowedHosts: options.h2hBaseUrl === undefined ? [] : [new URL(options.h2hBaseUrl).host]
  })
  const post = poster(http, options.secretKey)
  const shop = { shop_id: Json.number(options.shopId) }
  const nowFormat = options.nowFormat ?? "YYYY-MM-DD HH:mm:ss.ffffff"
  // Status requests carry the time; the text that is signed is the text that is sent.
  const posted = (path: string, fields: Fields) =>
    Effect.flatMap(Clock.currentTimeMillis, (millis) =>
      post(path, { ...shop, ...fields, now: formatNow(millis, nowFormat) })
    )

  return {
    /** Signed: amount, amount_type, payway, shop_currency, shop_id. */
    withdrawTry: (call: Call.Call, fields: Fields) => withdrawTry(call, post("/withdraw/try", { ...shop, ...fields })),
    /** Signed: account, amount, payway, shop_id; `account_details` is not. */
    checkAccount: (call: Call.Call, fields: Fields, extras: Extras) =>
      checkAccount(call, post("/check_account", { ...shop, ...fields }, extras)),
    /** Signed: account, amount, amount_type, payway, shop_currency, shop_id, shop_payment_id; `email` is not. */
    withdrawCreate: (call: Call.Call, fields: Fields, extras: Extras, deadline: DateTime.Utc): Send<Wire.Withdraw> =>
      withdraw.send(call, post("/withdraw/create", { ...shop, ...fields }, extras, deadline)),
    /** Signed: now, shop_id, withdraw_id. */
    withdrawStatus: (call: Call.Call, withdrawId: string) =>
      withdraw.read(call, posted("/withdraw/status", { withdraw_id: Json.number(withdrawId) })),
    /** Signed: now, shop_id, shop_payment_id. */
    withdrawShopPaymentStatus: (call: Call.Call, shopPaymentId: string) =>
      withdraw.read(call, posted("/withdraw/shop_payment_status", { shop_payment_id: shopPaymentId })),
    /** Signed: amount, currency, payway, shop_id, shop_order_id. */
    invoiceTry: (call: Call.Call, fields: Fields, extras: Extras) =>
      invoiceTry(call, post("/invoice/try", { ...shop, ...fields }, extras)),
    /** Signed: amount, currency, payway, shop_id, shop_order_id; `email` and payer fields are not. */
    invoiceCreate: (
      call: Call.Call,
      fields: Fields,
      extras: Extras,
      deadline: DateTime.Utc
    ): Send<Wire.InvoiceCreate> =>
      invoice.send(call, post("/invoice/create", { ...shop, ...fields }, extras, deadline)),
    /** Signed: now, shop_id, shop_order_id. */
    invoiceCheck: (call: Call.Call, shopOrderId: string) =>
      invoice.read(call, posted("/invoice/check", { shop_order_id: shopOrderId })),
    /** Unsigned, on the host that the account manager names. */
    h2hData: (call: Call.Call, h2hBaseUrl: string, session: Redacted.Redacted<string>) =>
      h2hData(
        call,
        Effect.map(
          postText(
            http,
            `${h2hBaseUrl.replace(/\/+$/, "")}/h2h_data`,
            Json.stringify({ session_id: Redacted.value(session) })
          ),
          enveloped
        )
      ),
    /** Signed: now, shop_id. Beyond the source documents. */
    shopBalance: (call: Call.Call) => shopBalance(call, posted("/shop_balance", {}))
  }
}
