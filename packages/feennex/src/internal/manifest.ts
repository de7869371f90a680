/**
 * What Feennex can do beyond what code can show, each fact with its source. Payouts: a repeated `shop_payment_id` is
 * refused (error 6), so a payout may be sent again after a final "not found". Payments: a repeated `shop_order_id` is
 * accepted unless a shop setting forbids it, so a payment is never sent again.
 */
import type { Manifest } from "@switchyard/core/Capabilities"
import * as Duration from "effect/Duration"
import { intervalOf, type Options } from "../FeennexOptions.ts"

type Payways = { readonly [method: string]: { readonly [currency: string]: string } | undefined }

const routes = (payways: Payways | undefined): Manifest["routes"] =>
  Object.entries(payways ?? {}).flatMap(([method, byCurrency]) =>
    byCurrency === undefined ? [] : [{ method, currencies: Object.keys(byCurrency) }]
  )

/** The manifest of a shop's payouts. Feennex sends no callbacks for them. */
export const payoutManifest = (options: Options): Manifest => ({
  // `shop_amount` is in the currency of the shop's account, whatever the recipient gets.
  routes: routes(options.payways.payouts).map((route) => ({ ...route, debitCurrencies: [options.shopCurrency] })),
  duplicates: "refused",
  // A look-up just after a lost create may race it: three answers a minute apart, a quarter of an hour later.
  notFoundIsFinal: { afterMillis: 15 * 60_000, answers: 3, spacingMillis: 60_000 },
  statusReads: { spacingMillis: Duration.toMillis(intervalOf(options.statusInterval)), polling: "free" },
  callbacks: "none"
})

/** The manifest of a shop's payments. /invoice/check allows one read in ten seconds. */
export const paymentManifest = (options: Options): Manifest => ({
  routes: routes(options.payways.payments),
  duplicates: "accepted",
  statusReads: { spacingMillis: 10_000, polling: "free" },
  callbacks: "verified"
})
