/** A callback that somebody made who knows our address and how P2P's callbacks look, but not the signing key. */

/** Forges a callback, path and body; `count` makes each one another event. */
export const forged = (
  reference: string,
  { amount, status }: { readonly amount: string; readonly status: string },
  count: number
): readonly [path: string, body: Uint8Array] => [
  status === "successful" ? "payouts/success" : "payouts/error",
  new TextEncoder().encode(
    JSON.stringify({
      order_id: reference,
      standart_sign: "0".repeat(64),
      type: "pay_out",
      status,
      fiat_amount: amount,
      fiat_currency: "rub",
      updated_at: `2025-01-01T00:00:${String(count % 60).padStart(2, "0")}Z`
    })
  )
]
