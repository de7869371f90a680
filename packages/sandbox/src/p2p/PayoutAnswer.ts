/**
 * How a payout looks in the create answer, in the status answer and in callbacks. The last two share their fields;
 * only the status answer has receipts.
 */
import type { Json, JsonObject } from "../internal/json.ts"
import type { Settings } from "./Options.ts"
import { requisites } from "./Options.ts"
import { printed } from "./Pricing.ts"
import type { Payout } from "./State.ts"

const threeHours = 3 * 60 * 60 * 1000

// Every sample has UTC to the second; ISO 8601 is all that is documented.
const time = (at: number, style: Settings["times"]): string => {
  const utc = new Date(at).toISOString()
  switch (style) {
    case "utc":
      return `${utc.slice(0, 19)}Z`
    case "micro":
      return `${utc.slice(0, 23)}000Z`
    case "zoned":
      return `${new Date(at + threeHours).toISOString().slice(0, 19)}+03:00`
  }
}

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

const gap: Readonly<Record<Settings["gaps"], string | null | undefined>> = { null: null, absent: undefined, empty: "" }

// What has no value is null, empty or not there.
const withGaps = (members: Record<string, string | null>, how: Settings["gaps"]): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => {
      const written = value ?? gap[how]
      return written === undefined ? [] : [[name, written]]
    })
  )

/** The members of a callback but its signature, with any status. */
export const noticed = (payout: Payout, status: string, settings: Settings): Record<string, string | null> => {
  const { order } = payout
  const only = (name: string) => (requisites[order.method] === name ? order.requisite : null)
  return {
    type: "pay_out",
    status,
    ...money(payout),
    created_at: time(payout.createdAt, settings.times),
    updated_at: time(payout.updatedAt, settings.times),
    ...withGaps(
      {
        number_card: only("number_card"),
        phone_number: only("phone_number"),
        number_score: only("number_score"),
        iban_number: only("iban_number"),
        // Required here and optional in the request: a gap where the request had none.
        full_name: order.fullName,
        bank_name: order.bankName
      },
      settings.gaps
    )
  }
}

/** The members of the status answer. */
export const described = (payout: Payout, settings: Settings): Record<string, Json> => ({
  order_id: payout.order.orderId,
  ...noticed(payout, payout.status, settings),
  ...(payout.cheques.length > 0 && { cheque_urls: payout.cheques })
})
