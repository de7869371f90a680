/**
 * The options of a simulated Feennex at its start, with the defaults: shops, payways, prices and the course things
 * take. What can be switched while it runs is in `Settings.ts`.
 */
import type { Plan } from "../Plan.ts"
import type * as Worlds from "../World.ts"
import type { Settings } from "./Settings.ts"

/** A merchant's shop at Feennex. */
export interface Shop {
  readonly id: string
  /** The secret key that signs requests and callbacks. */
  readonly secret: string
  /** Starting money per ISO 4217 numeric currency, decimal text. */
  readonly balances?: Readonly<Record<string, string>>
  /** Where callbacks and payers go by the shop's own settings; these win over URLs given per request. */
  readonly callbackUrl?: string
  readonly callbackRejectedUrl?: string
  readonly successUrl?: string
  readonly failedUrl?: string
}

/** How a payway is paid: to a page, with card data by H2H, or by bank transfer to shown details. */
export type PaywayKind = "redirect" | "h2h" | "bank"

/** A field that a payer has to fill in beside the amount; texts in any languages, or other JSON, are passed on. */
export interface AddOn {
  /** The pattern that the field's value must match, if anything. */
  readonly regex?: string
  readonly [name: string]: unknown
}

/** A payment or payout direction. */
export interface Payway {
  /** ISO 4217 numeric. */
  readonly currency: string
  readonly kind: PaywayKind
  /**
   * The description in `/withdraw/try` of the account and of the fields that `account_details` must bring; `account` is the
   * account itself and not one of them.
   */
  readonly accountFields?: Readonly<Record<string, { readonly regex: string; readonly title: string }>>
  /**
   * The `add_ons_config` of `/invoice/try`; `/invoice/create` then wants each field on its first level. Without it an
   * e-mail is announced, and wanted only by the setting `paymentEmailRequired`.
   */
  readonly addOns?: Readonly<Record<string, AddOn>>
  /** The `paymethod_name` of `/invoice/try`, the payway's own name unless given. */
  readonly methodName?: string
  /** Further members of `/invoice/try`, any JSON; `info` and `warning` are null and `manual` is 1 unless given. */
  readonly info?: unknown
  readonly warning?: unknown
  readonly manual?: unknown
}

/** Fees as fractions, decimal text. */
export interface Fees {
  /** Added to what a payout's recipient gets. */
  readonly payout: string
  /** Added to what a payer pays: the `payer_fee`. */
  readonly payer: string
  /** Added to what a payer pays where the payway has another currency than the payment: the `exch_fee`. */
  readonly exchange: string
  /** Taken from what a payment brings the shop. */
  readonly shop: string
}

/** How a simulated Feennex is made; everything has a default. */
export interface Options extends Worlds.Options {
  readonly shops?: ReadonlyArray<Shop>
  readonly settings?: Partial<Settings>
  /** Payways beside those understood by their name (`<kind>_<usd|rub|eur|uah>`). */
  readonly payways?: Readonly<Record<string, Payway>>
  /** The worth of one unit per ISO 4217 numeric currency, in any common measure; decimal text. */
  readonly rates?: Readonly<Record<string, string>>
  readonly fees?: Partial<Fees>
  /** Least and greatest amount in the payway's currency, decimal text. */
  readonly limits?: { readonly min: string; readonly max: string }
  readonly payoutPlan?: Plan<number>
  readonly paymentPlan?: Plan<number>
  /** How long a payer has, for `ps_data.expired`, in milliseconds. Nothing expires by itself. */
  readonly paymentLifetime?: number
}

/** The shop every example of the documents uses. */
export const defaultShop: Shop = { id: "112", secret: "sandbox_secret" }

/** Money each shop starts with. */
export const defaultBalances: Readonly<Record<string, string>> = {
  "643": "1000000",
  "840": "1000000",
  "978": "1000000",
  "980": "1000000"
}

/** Worth of one unit in US dollars; chosen so that conversions between them are exact. */
export const defaultRates: Readonly<Record<string, string>> = {
  "643": "0.0125",
  "840": "1",
  "978": "1.25",
  "980": "0.025"
}

/** The documents show 1 → 1.02 for a payout, and 10.0 → 9.6 for what a payment brings. */
export const defaultFees: Fees = { payout: "0.02", payer: "0", exchange: "0", shop: "0.04" }

/** The least is the documents' own. */
export const defaultLimits = { min: "1", max: "1000000" } as const

/** A payout is created, sent to the payment system after one second, paid after five. */
export const defaultPayoutPlan: Plan<number> = [
  { status: 1, after: 0 },
  { status: 3, after: 1_000 },
  { status: 5, after: 5_000 }
]

/** A payment is created and waits for its payer after one second. */
export const defaultPaymentPlan: Plan<number> = [
  { status: 1, after: 0 },
  { status: 2, after: 1_000 }
]
