/** Feennex's own limits on input, beyond what core checks for every provider. They name fields, never values. */
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Redacted from "effect/Redacted"
import type { Options } from "../FeennexOptions.ts"

/** At most 255 characters ("description", payments and payouts documents). */
export const description = (text: string | undefined): ReadonlyArray<FieldIssue> =>
  text !== undefined && text.length > 255 ? [{ path: "description", reason: "must be at most 255 characters" }] : []

const emailPaths = { payouts: "recipientEmail", payments: "payerEmail" } as const

/** The documents call the e-mail required, their examples leave it out: refused only where the shop asks for that. */
export const email = (
  kind: keyof typeof emailPaths,
  value: Redacted.Redacted<string> | undefined,
  { requireEmail }: Options
): ReadonlyArray<FieldIssue> =>
  value === undefined && (requireEmail === true || requireEmail === kind)
    ? [{ path: emailPaths[kind], reason: "is required by this shop" }]
    : []

/** An issue when a value is missing. */
export const required = (path: string, value: unknown, reason: string): ReadonlyArray<FieldIssue> =>
  value === undefined ? [{ path, reason }] : []

/**
 * Whether `withdraw_id`, a number, can be sent back as it came: digits as any reader of JSON prints them again. Whatever
 * else an answer may call an id (leading zeros, a fraction, letters) is not asked by.
 */
export const isId = (text: string): boolean => /^(0|[1-9]\d{0,38})$/.test(text)

// The fields of /invoice/create, and the words by which other endpoints name what is paid, in which currency, to which shop.
const ownFields = new Set([
  "amount",
  "amount_type",
  "callback_rejected_url",
  "callback_url",
  "client_price",
  "currency",
  "description",
  "email",
  "failed_url",
  "now",
  "payer_currency",
  "payer_price",
  "payway",
  "ps_currency",
  "shop_amount",
  "shop_currency",
  "shop_id",
  "shop_order_id",
  "shop_payment_id",
  "sign",
  "success_url"
])

type Fields = Readonly<Record<string, Redacted.Redacted<string>>>

/** Payer fields stand beside the payment's own fields and must not replace them, but for the `email` that a quote names. */
export const payerFields = ({ email: _, ...fields }: Fields): ReadonlyArray<FieldIssue> =>
  Object.keys(fields)
    .filter((name) => ownFields.has(name.toLowerCase()))
    .map((name) => ({ path: `payerFields.${name}`, reason: "is a field of the payment itself" }))

/** One e-mail goes to the provider: where it is given in both places, it must be the same. */
export const oneEmail = (
  payerEmail: Redacted.Redacted<string> | undefined,
  { email }: Fields
): ReadonlyArray<FieldIssue> =>
  payerEmail === undefined || email === undefined || Redacted.value(payerEmail) === Redacted.value(email)
    ? []
    : [{ path: "payerFields.email", reason: "is another address than payerEmail" }]
