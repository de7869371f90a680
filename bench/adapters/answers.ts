/**
 * The documents that the simulator answers with, after the providers' own samples; each repeats the id it was asked for,
 * because an adapter that reads another one's id calls the answer another payout's.
 */

/** The keys that the requests are signed with. */
export const keys = { feennex: "bench-secret-of-the-shop", p2p: "bench-sign-key" } as const

type Fields = Readonly<Record<string, unknown>>

/** Feennex, /withdraw/create and /withdraw/shop_payment_status. */
export const withdraw = ({ shop_payment_id }: Fields): string =>
  `{"data":{"balance":100.0,"id":11298076,"payee_receive":1500.00,"ps_currency":643,"shop_currency":840,` +
  `"shop_payment_id":${JSON.stringify(shop_payment_id)},"shop_write_off":19.02,"status":3},` +
  `"error_code":0,"message":"Ok","result":true}`

/** The P2P platform, create_pay_out. */
export const payOut = (_: Fields): string =>
  `{"ok":true,"internal_transaction_id":"9f2c1f7e-0000-4000-8000-000000000001","fiat_amount":"1500.00",` +
  `"usdt_amount":"14.9630","merchant_spent_usdt":"15.1126","fiat_currency":"rub","exchange_rate":"100.2472",` +
  `"payment_method":"card"}`

/** Stripe, a payout. */
export const stripePayout = (_: Fields): string =>
  `{"id":"po_1","object":"payout","amount":150000,"arrival_date":1760000000,"automatic":false,` +
  `"balance_transaction":"txn_1","created":1760000000,"currency":"rub","description":null,"destination":"card_1",` +
  `"livemode":false,"metadata":{"order":"bench"},"method":"standard","reconciliation_status":"not_applicable",` +
  `"source_type":"card","statement_descriptor":null,"status":"pending","type":"card"}`

/** Stripe, a payment intent that succeeded. */
export const stripeIntent = (_: Fields): string =>
  `{"id":"pi_1","object":"payment_intent","amount":150000,"amount_received":150000,"capture_method":"automatic",` +
  `"client_secret":"pi_1_secret_1","created":1760000000,"currency":"usd","customer":null,"description":null,` +
  `"latest_charge":"ch_1","livemode":false,"metadata":{"order_id":"bench"},"next_action":null,` +
  `"payment_method":"pm_1","payment_method_types":["card"],"status":"succeeded"}`
