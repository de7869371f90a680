/**
 * How a payout looks in the create answer, in the status answer and in callbacks. The last two share their fields;
 * only the status answer has receipts.
 */
import type { Json, JsonObject } from "../internal/json.ts"
import { requisites } from "./Options.ts"
import { printed } from "./Pricing.ts"
import type { Payout } from "./State.ts"

/** ISO 8601 in UTC to the second, as every sample has it. */
export const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

const money = ({ order, price }: Payout): Record<string, string> => ({
  fiat_amount: order.fiatAmount,
  usdt_amount: printed(price.usdt),
  merchant_spent_usdt: printed(price.spent),
  fiat_currency: order.fiatCurrency,
  exchange_rate: printed(price.rate),
  payment_method: order.method
})

/** The members of the create answer: neither `order_id` nor a status is among them. */
export const created = (payout: Payout): JsonObject => ({
  internal_transaction_id: payout.id,
  ...money(payout),
  reject_callback_url: `${payout.origin}/api/merchant/${encodeURIComponent(payout.merchant.name)}/rejected_pay_out/`
})

/** The members of a callback but its signature, with any status. */
export const noticed = (payout: Payout, status: string): Record<string, string | null> => {
  const { order } = payout
  const only = (name: string) => (requisites[order.method] === name ? order.requisite : null)
  return {
    type: "pay_out",
    status,
    ...money(payout),
    created_at: time(payout.createdAt),
    updated_at: time(payout.updatedAt),
    number_card: only("number_card"),
    phone_number: only("phone_number"),
    number_score: only("number_score"),
    iban_number: only("iban_number"),
    // Required here and optional in the request: null where the request had none.
    full_name: order.fullName,
    bank_name: order.bankName
  }
}

/** The members of the status answer. */
export const described = (payout: Payout): Record<string, Json> => ({
  order_id: payout.order.orderId,
  ...noticed(payout, payout.status),
  ...(payout.cheques.length > 0 && { cheque_urls: payout.cheques })
})
