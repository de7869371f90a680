/**
 * What a simulated Feennex can be told at its start (`Options`) and while it runs (`Settings`), with the defaults.
 * Each default is the reading of the provider's documents that its own examples show.
 */
import type { Plan } from "../Plan.ts"
import type * as Worlds from "../World.ts"
import type { Form } from "./Ids.ts"
import type { Course } from "./PsData.ts"

/** A merchant's shop at Feennex. */
export interface Shop {
  readonly id: string
  /** The secret key that signs requests and callbacks. */
  readonly secret: string
  /** Starting money per ISO 4217 numeric currency, decimal text. */
  readonly balances?: Readonly<Record<string, string>>
  /** Where callbacks go by the shop's own settings; these win over URLs given per request. */
  readonly callbackUrl?: string
  readonly callbackRejectedUrl?: string
}

/** How a payway is paid: to a page, with card data by H2H, or by bank transfer to shown details. */
export type PaywayKind = "redirect" | "h2h" | "bank"

/** A payment or payout direction. */
export interface Payway {
  /** ISO 4217 numeric. */
  readonly currency: string
  readonly kind: PaywayKind
  /**
   * What `/withdraw/try` says of the account and of the fields that `account_details` must bring; `account` is the
   * account itself and none of them.
   */
  readonly accountFields?: Readonly<Record<string, { readonly regex: string; readonly title: string }>>
}

/** What can be switched while the simulator runs. */
export interface Settings {
  /** Refuse a second payment with the same `shop_order_id` (the shop setting of sibling APIs). */
  readonly uniqueOrders: boolean
  /**
   * What `is_unique` of /invoice/check speaks of where an order number was used once: this order number, or the shop's
   * setting; or it is false sometimes, by the order number. Of one that was used twice it is always false.
   */
  readonly isUniqueMeans: "order" | "setting" | "sometimes"
  /** How `ps_data` of a bank transfer is given; `sometimes` as a text, by the order number. */
  readonly psData: "object" | "text" | "null" | "sometimes"
  /** What `ps_data` shows from read to read, see `PsData.ts`; `sometimes` draws a course by the order number. */
  readonly psDataCourse: Course | "sometimes"
  /** The form of the ids of new payouts. */
  readonly payoutIds: Form
  /** The form of the ids of new payments. */
  readonly paymentIds: Form
  /** How status answers write an id: as the create answer did, or in the other notation. */
  readonly idsInStatus: "same" | "other"
  /** What a create that was refused for want of money leaves behind: nothing, or a payout in status 6. */
  readonly refusedLeaves: "nothing" | "rejected"
  readonly callbackFormat: "form" | "json"
  /** Reads that come too early are always recorded; `refuse` also answers them with an error. */
  readonly tooEarly: "count" | "refuse"
  /** Least milliseconds between two reads of one payout. */
  readonly payoutStatusInterval: number
  /** Least milliseconds between two /invoice/check of one order. */
  readonly invoiceCheckInterval: number
  /** The error for an operation that was not found: 2000 in the examples, 7 in the table of codes. */
  readonly notFoundCode: 2000 | 7
  /** /withdraw/try names the debit one way in its example and another in its attribute list. */
  readonly tryWriteOffName: "shop_write_off" | "write_off_amount"
  /** The text of a signed JSON number: as it stood in the JSON, or as a Python server would print it. */
  readonly signedNumbers: "lexeme" | "python"
  readonly redirectMethod: "GET" | "POST"
  /** `2024-04-10 12:59:13` or `2024-04-10T12:59:13`; both in UTC+3 without saying so. */
  readonly times: "blank" | "iso"
  readonly payoutEmailRequired: boolean
  /** Listed as required, but missing in the document's own example. */
  readonly paymentEmailRequired: boolean
}

/** The settings at the start and after a reset. */
export const defaultSettings: Settings = {
  uniqueOrders: false,
  isUniqueMeans: "order",
  psData: "object",
  psDataCourse: "steady",
  payoutIds: "number",
  paymentIds: "number",
  idsInStatus: "same",
  refusedLeaves: "nothing",
  callbackFormat: "form",
  tooEarly: "count",
  payoutStatusInterval: 60_000,
  invoiceCheckInterval: 10_000,
  notFoundCode: 2000,
  tryWriteOffName: "shop_write_off",
  signedNumbers: "lexeme",
  redirectMethod: "GET",
  times: "blank",
  payoutEmailRequired: true,
  paymentEmailRequired: false
}

/** Settings under which answers differ from payment to payment as real ones do, repeatably by the order number. */
export const lifelike = {
  isUniqueMeans: "sometimes",
  psData: "sometimes",
  psDataCourse: "sometimes"
} as const satisfies Partial<Settings>

/** Fees as fractions, decimal text. */
export interface Fees {
  /** Added to what a payout's recipient gets. */
  readonly payout: string
  /** Added to what a payer pays. */
  readonly payer: string
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
export const defaultFees: Fees = { payout: "0.02", payer: "0", shop: "0.04" }

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
