/**
 * The settings of a simulated Feennex that can be switched while it runs, with the defaults. Each default is the reading of the
 * provider's documents that its own examples show; the README lists all of them.
 */

import type { Course } from "./Courses.ts"
import type { Form } from "./Ids.ts"

/** The settings that can be switched while the simulator runs. */
export interface Settings {
  /** Refuse a second payment with the same `shop_order_id` (the shop setting of sibling APIs). */
  readonly uniqueOrders: boolean
  /**
   * The subject of `is_unique` of /invoice/check where an order number was used once: this order number, or the shop's
   * setting; or it is false sometimes, by the order number. Of one that was used twice it is always false.
   */
  readonly isUniqueMeans: "order" | "setting" | "sometimes"
  /** How `ps_data` of a bank transfer is given; `sometimes` as a text, by the order number. */
  readonly psData: "object" | "text" | "null" | "sometimes"
  /** How `ps_data` writes its currency: `usd`, 840, or `"840"`. */
  readonly psDataCurrency: "word" | "code" | "codeText"
  /** The course of `ps_data` from read to read, see `PsData.ts`; `sometimes` draws a course by the order number. */
  readonly psDataCourse: Course | "sometimes"
  /** The form of the ids of new payouts. */
  readonly payoutIds: Form
  /** The form of the ids of new payments. */
  readonly paymentIds: Form
  /** How status answers write an id: as the create answer did, or in the other notation. */
  readonly idsInStatus: "same" | "other"
  /** The record that a create refused for want of money leaves behind: nothing, or a payout in status 6. */
  readonly refusedLeaves: "nothing" | "rejected"
  readonly callbackFormat: "form" | "json"
  /** Reads that come too early are always recorded; `refuse` also answers them with an error. */
  readonly tooEarly: "count" | "refuse"
  /** Least milliseconds between two reads of one payout. */
  readonly payoutStatusInterval: number
  /** Least milliseconds between two /invoice/check of one order. */
  readonly invoiceCheckInterval: number
  /** The HTTP status of error answers; those with one of their own (error 6 has 400) keep it. */
  readonly errorStatus: number
  /**
   * A suffix of each of Feennex's own texts (error messages, rejected reasons, comments), such as ` ({personal:.})`: see
   * `Words.ts`; null for nothing.
   */
  readonly echo: string | null
  /** The error for an operation that was not found: 2000 in the examples, 7 in the table of codes. */
  readonly notFoundCode: 2000 | 7
  /** Milliseconds from a create until status reads find what it made. */
  readonly readLag: number
  /** /withdraw/try names the debit one way in its example and another in its attribute list. */
  readonly tryWriteOffName: "shop_write_off" | "write_off_amount"
  /** Whether the `regex` of `account_info_config` is only announced, or an account must match it. */
  readonly accountFormat: "announced" | "enforced"
  /** Whether `regex` and `title` stand within `account` (the example) or beside it (the attribute list). */
  readonly accountConfig: "nested" | "flat"
  /** Where a rejected payout's reason stands: wherever its status is, or where the attribute lists have it. */
  readonly rejectedReasonIn: "everyAnswer" | "listed"
  /** The text of a signed JSON number: as it stood in the JSON, or as a Python server would print it. */
  readonly signedNumbers: "lexeme" | "python"
  readonly redirectMethod: "GET" | "POST"
  /** Whether /h2h_data answers within `data` (the example) or without an envelope (the attribute list). */
  readonly h2hAnswer: "enveloped" | "bare"
  /** Milliseconds from what a payer does on a page until the payment's status follows. */
  readonly payerDelay: number
  /**
   * The answer to a second receipt for one payment: HTTP 400; or 202 like the first, and is dropped, takes the first one's
   * place, or stands beside it.
   */
  readonly secondReceipt: "refuse" | "drop" | "replace" | "add"
  /** How a receipt without a comment is written. */
  readonly receiptComment: "null" | "absent"
  /** The fourth column's name in registers: `Invoice amount` again (the example), or `Credited to the shop`. */
  readonly registerHeader: "example" | "table"
  /** A register without operations: its header alone, or nothing at all. */
  readonly emptyRegister: "header" | "nothing"
  /**
   * How times are written, ISO 8601 all of them: `blank` `2024-04-10 12:59:13`, `iso` with a T between, `micro` with a T
   * and six more digits, all three in UTC+3 without a zone; `zoned` with a T and `+03:00`, `utc` with a T and Z.
   */
  readonly times: "blank" | "iso" | "micro" | "zoned" | "utc"
  /** `updated` of /invoice/check: described as a date, and typed as a number (then Unix seconds). */
  readonly updatedAs: "text" | "number"
  readonly payoutEmailRequired: boolean
  /** Listed as required, but missing in the document's own example. */
  readonly paymentEmailRequired: boolean
}

/** The settings at the start and after a reset. */
export const defaultSettings: Settings = {
  uniqueOrders: false,
  isUniqueMeans: "order",
  psData: "object",
  psDataCurrency: "word",
  psDataCourse: "steady",
  payoutIds: "number",
  paymentIds: "number",
  idsInStatus: "same",
  refusedLeaves: "nothing",
  callbackFormat: "form",
  tooEarly: "count",
  payoutStatusInterval: 60_000,
  invoiceCheckInterval: 10_000,
  errorStatus: 200,
  echo: null,
  notFoundCode: 2000,
  readLag: 0,
  tryWriteOffName: "shop_write_off",
  accountFormat: "announced",
  accountConfig: "nested",
  rejectedReasonIn: "everyAnswer",
  signedNumbers: "lexeme",
  redirectMethod: "GET",
  h2hAnswer: "enveloped",
  payerDelay: 0,
  secondReceipt: "refuse",
  receiptComment: "null",
  registerHeader: "example",
  emptyRegister: "header",
  times: "blank",
  updatedAs: "text",
  payoutEmailRequired: true,
  paymentEmailRequired: false
}

/** Settings under which answers differ from payment to payment as real ones do, repeatably by the order number. */
export const lifelike = {
  isUniqueMeans: "sometimes",
  psData: "sometimes",
  psDataCourse: "sometimes"
} as const satisfies Partial<Settings>
