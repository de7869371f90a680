/**
 * The manifest of Feennex: facts that code cannot show, each fact with its source. Payouts: a repeated `shop_payment_id` is
 * refused (error 6), so a payout may be sent again after a final "not found". Payments: a repeated `shop_order_id` is
 * accepted unless a shop setting forbids it, so a payment is never sent again.
 */
import type { Manifest } from "@switchyard/core/Capabilities"
import { members } from "@switchyard/core/Recipient"
import * as Duration from "effect/Duration"
import { intervalOf, type Options } from "../FeennexOptions.ts"
import { ignored, isPayable } from "./accountDetails.ts"
import { type Payways, toList } from "./payways.ts"

const methodsOf = (payways: Payways | undefined) =>
  Object.entries(payways ?? {}).flatMap(([method, byCurrency]) =>
    byCurrency === undefined ? [] : [{ method, byCurrency }]
  )

const email = "recipient.email"

// Of the recipient only the e-mail address has a field here; what a payway wants to know besides is an option's.
const withoutField = members.filter((member) => member !== email)

/** One route for the currencies of a destination type whose payways leave the same members out. */
const payoutRoutes = ({ accountDetails = {}, payways, shopCurrency }: Options): Manifest["routes"] =>
  methodsOf(payways.payouts).flatMap(({ byCurrency, method }) => {
    if (!isPayable(method)) return []
    const byIgnored = new Map<string, { readonly currencies: Array<string>; readonly ignores: ReadonlyArray<string> }>()
    for (const [currency, listed] of Object.entries(byCurrency)) {
      const ignores = [...new Set(toList(listed).flatMap((payway) => ignored(method, accountDetails[payway] ?? {})))]
      const key = ignores.join()
      const route = byIgnored.get(key) ?? { currencies: [], ignores }
      route.currencies.push(currency)
      byIgnored.set(key, route)
    }
    return [...byIgnored.values()].map(({ currencies, ignores }) => ({
      method,
      currencies,
      // `shop_amount` is in the currency of the shop's account, whatever the recipient gets.
      debitCurrencies: [shopCurrency],
      takes: [email],
      ignores: [...ignores, ...withoutField]
    }))
  })

/** The manifest of a shop's payouts. Feennex sends no callbacks for them. */
export const payoutManifest = (options: Options): Manifest => ({
  routes: payoutRoutes(options),
  duplicates: { create: { kind: "refused" } },
  // A look-up just after a lost create may race it: three answers a minute apart, a quarter of an hour later.
  lookUp: {
    create: { by: "reference", notFoundIsFinal: { afterMillis: 15 * 60_000, answers: 3, spacingMillis: 60_000 } }
  },
  statusReads: { spacingMillis: Duration.toMillis(intervalOf(options.statusInterval)), polling: "free" },
  callbacks: "none"
})

/**
 * The manifest of a shop's payments. /invoice/check allows one read in ten seconds. Nothing is held, captured, given up or paid back
 * through this interface; "refunding" and "refunded" are words of its status, without an amount, so no `states` are stated.
 */
export const paymentManifest = (options: Options): Manifest => ({
  routes: methodsOf(options.payways.payments).map(({ byCurrency, method }) => ({
    method,
    currencies: Object.keys(byCurrency)
  })),
  duplicates: { create: { kind: "accepted" } },
  lookUp: { create: { by: "reference" } },
  statusReads: { spacingMillis: 10_000, polling: "free" },
  callbacks: "verified"
})
