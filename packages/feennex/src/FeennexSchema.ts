/**
 * The wire shapes of Feennex's answers, named after its documents, and nothing else. They are liberal on purpose: a
 * number may come as text, what is not needed to decide may be missing or odd, and new members are ignored. Amounts
 * stay text here; the mapping makes money of them.
 */
import * as Json from "@switchyard/core/Json"
import { isSecureUrl } from "@switchyard/core/Wire"
import * as Schema from "effect/Schema"

// A member that must not make the whole answer unreadable is kept as it came; the mapping reads it with care.
const Loose = Schema.optionalKey(Json.Value)
const NullOrText = Schema.optionalKey(Schema.NullOr(Json.Text))

/** Every answer of the core host (interaction format, "Handle responses"). */
export const Envelope = Schema.Struct({
  result: Json.Flag,
  error_code: Json.Integer,
  message: NullOrText,
  data: Loose
})

/** `data` of /withdraw/try. The debit is `shop_write_off` in the example and `write_off_amount` in the table. */
export const WithdrawTry = Schema.Struct({
  account_info_config: Loose,
  payee_receive: Json.DecimalText,
  ps_currency: Json.Text,
  shop_currency: Json.Text,
  shop_write_off: Schema.optionalKey(Json.DecimalText),
  write_off_amount: Schema.optionalKey(Json.DecimalText)
})

/**
 * `data` of /check_account. Its `result` is about the account, and may be missing or null where nothing could be found out;
 * the envelope's is about the call.
 */
export const CheckAccount = Schema.Struct({
  account_info: Loose,
  provider_status: Json.Integer,
  result: Loose
})

/** `data` of /withdraw/create, /withdraw/status and /withdraw/shop_payment_status; only create states a `balance`. */
export const Withdraw = Schema.Struct({
  balance: Loose,
  id: Json.Text,
  shop_payment_id: Json.Text,
  status: Json.Integer,
  payee_receive: Loose,
  ps_currency: Loose,
  shop_write_off: Loose,
  shop_currency: Loose,
  rejected_reason: Loose
})

/** `data` of /withdraw/create, /withdraw/status and /withdraw/shop_payment_status. */
export type Withdraw = typeof Withdraw.Type

/**
 * `data` of /invoice/try. The commissions `payer_fee` and `exch_fee` are numbers of which the documents give no unit; `info` and
 * `warning` are text or null there, and objects at a sibling.
 */
export const InvoiceTry = Schema.Struct({
  add_ons_config: Loose,
  exch_fee: Loose,
  info: Loose,
  payer_price: Json.DecimalText,
  payer_fee: Loose,
  paymethod_name: Loose,
  ps_currency: Json.Text,
  warning: Loose
})

/** `data` of /invoice/create. Its inner `data` is a free map: the fields for the redirect, or a card session. */
export const InvoiceCreate = Schema.Struct({
  id: Json.Text,
  method: Loose,
  url: Loose,
  data: Loose
})

/** `data` of /invoice/create. */
export type InvoiceCreate = typeof InvoiceCreate.Type

/**
 * `data` of /invoice/check. `client_price` is the payer's side, `shop_amount` the shop's; neither means that money
 * came, only `status` does. `ps_data` may be an object, JSON text or null.
 */
export const InvoiceCheck = Schema.Struct({
  payment_id: Json.Text,
  shop_order_id: Json.Text,
  status: Json.Integer,
  is_unique: Schema.optionalKey(Schema.NullOr(Json.Flag)),
  shop_id: Loose,
  client_price: Loose,
  created: Loose,
  payway: Loose,
  processed: Loose,
  ps_currency: Loose,
  ps_data: Loose,
  shop_amount: Loose,
  shop_currency: Loose,
  shop_original_amount: Loose,
  shop_refund: Loose,
  updated: Loose
})

/** `data` of /invoice/check. */
export type InvoiceCheck = typeof InvoiceCheck.Type

/** `data` of /h2h_data; the attribute list prints its members one level higher, without the envelope. */
export const H2hData = Schema.Struct({
  form_token: Schema.NonEmptyString,
  // A browser posts a card there.
  payform_url: Schema.String.check(Schema.makeFilter(isSecureUrl))
})

/** `data` of /shop_balance (beyond the source documents). */
export const ShopBalance = Schema.Struct({
  balances: Schema.Array(
    Schema.Struct({
      currency: Json.Text,
      available: Json.DecimalText,
      frozen: Loose,
      hold: Loose,
      rolling_reserve: Loose
    })
  )
})

/** One entry of a receipt status answer; this service does not use the envelope. */
export const ReceiptStatus = Schema.Array(Schema.Struct({ id: Json.Text, status: Json.Text, comment: NullOrText }))
