/**
 * The wire shapes of the platform's answers, named after its documents, and nothing else. What is needed to call a send
 * successful must be there; what is not needed may be missing or odd, and new members are ignored. Amounts stay text
 * here; the mapping makes money of them.
 */
import * as Json from "@switchyard/core/Json"
import { Reference } from "@switchyard/core/Reference"
import * as Schema from "effect/Schema"

const isReference = Schema.is(Reference)

// A member that must not make the whole answer unreadable is kept as it came; the mapping reads it with care.
const Loose = Schema.optionalKey(Json.Value)

const isWithin = (max: number) =>
  Schema.makeFilter((text: string) =>
    text.length >= 1 && text.length <= max ? undefined : `must be 1 to ${max} characters`
  )

/**
 * `internal_transaction_id`: at most 72 characters; visible ones, and not the two that an address reads as a step, because it
 * may be asked for by its address. What is taken here can always be asked for.
 */
export const InternalTransactionId = Json.Text.check(
  Schema.makeFilter((text: string) => /^(?!\.{1,2}$)[!-~]{1,72}$/.test(text), {
    message: "must be 1 to 72 visible characters"
  })
)

/**
 * Answer of create_pay_out. It names neither our id nor a status. Its `reject_callback_url`, an address "for payout
 * cancellation by the merchant", is shown to people and nothing else: what would be posted there is not documented, and
 * nothing is ever posted to an address from an answer.
 */
export const CreatePayOut = Schema.Struct({
  internal_transaction_id: InternalTransactionId,
  fiat_amount: Json.DecimalText,
  usdt_amount: Json.DecimalText,
  merchant_spent_usdt: Json.DecimalText,
  fiat_currency: Json.Text,
  exchange_rate: Json.DecimalText,
  payment_method: Json.Text,
  reject_callback_url: Loose
})

/** Answer of create_pay_out. */
export type CreatePayOut = typeof CreatePayOut.Type

/**
 * Answer of status_pay_out. Exactly one of the four requisites is not null, the one of `payment_method`. Times are ISO
 * 8601; `full_name` and `bank_name` are the recipient's, in whose spelling is not documented.
 */
export const StatusPayOut = Schema.Struct({
  order_id: Json.Text,
  type: Schema.Literal("pay_out"),
  status: Json.Text.check(isWithin(255)),
  fiat_amount: Loose,
  usdt_amount: Loose,
  merchant_spent_usdt: Loose,
  fiat_currency: Loose,
  exchange_rate: Loose,
  payment_method: Loose,
  created_at: Loose,
  updated_at: Loose,
  number_card: Loose,
  phone_number: Loose,
  number_score: Loose,
  iban_number: Loose,
  full_name: Loose,
  bank_name: Loose,
  cheque_urls: Loose
})

/** Answer of status_pay_out. */
export type StatusPayOut = typeof StatusPayOut.Type

/**
 * Answer of status/, the merchant's own status (basic-info page, beyond the source document). Amounts are JSON doubles
 * in USDT; `hold` comes from pending payouts.
 */
export const MerchantStatus = Schema.Struct({
  balance: Json.DecimalText,
  hold: Json.DecimalText,
  available: Json.DecimalText,
  payment_methods: Loose
})

/** Answer of status/. */
export type MerchantStatus = typeof MerchantStatus.Type

/** One of `payment_methods` in status/. The page is cut after `pay_in_card`; `pay_out_…` is what the names suggest. */
export const PaymentMethods = Schema.Struct({
  currency: Schema.String,
  statuses: Schema.Record(Schema.String, Json.Value)
})

/**
 * The members of a callback that are read. Decoded after its signature is checked, where there is a formula; nothing personal
 * is read at all.
 */
export const Callback = Schema.Struct({
  // No other text can have been sent as an id.
  order_id: Json.Text.check(Schema.makeFilter((text: string) => isReference(text))),
  type: Schema.Literal("pay_out"),
  status: Json.Text.check(isWithin(255)),
  fiat_amount: Loose,
  fiat_currency: Loose,
  updated_at: Loose
})
