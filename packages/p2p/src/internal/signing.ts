/**
 * The platform's signatures: texts joined by colons, `sign_key` the last of them, SHA-256 in lower-case hex. The formula
 * of `standart_sign` is not in any document that could be read, so it is a configured template without a default.
 */
import { createHash, timingSafeEqual } from "node:crypto"

/** SHA-256 of bytes, or of a text's UTF-8 bytes, in lower-case hex. */
export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")

/** What `sign` of create_pay_out covers, each as the very text that goes into the body. */
export interface PayoutToSign {
  readonly orderId: string
  readonly fiatAmount: string
  /** The one requisite that belongs to the payment method. */
  readonly requisite: string
  readonly fiatCurrency: string
}

/** `sign` of create_pay_out ("Request Signature Generation Method"). Typeset with spaces, hashed without them. */
export const payoutSign = ({ fiatAmount, fiatCurrency, orderId, requisite }: PayoutToSign, signKey: string): string =>
  sha256([orderId, fiatAmount, requisite, fiatCurrency, signKey].join(":"))

/** What a template of `standart_sign` may name. */
export interface TemplateValues {
  readonly order_id: string
  readonly merchant: string
  readonly api_key: string
  readonly sign_key: string
}

const placeholder = /\{([^{}]*)\}/g

const known: ReadonlySet<string> = new Set<keyof TemplateValues>(["order_id", "merchant", "api_key", "sign_key"])

/** Why a text cannot be a template of `standart_sign`, or undefined when it can. */
export const templateProblem = (template: string): string | undefined => {
  const names = [...template.matchAll(placeholder)].map(([, name = ""]) => name)
  if (/[{}]/.test(template.replace(placeholder, "")) || names.some((name) => !known.has(name))) {
    return "must have no placeholders but {order_id}, {merchant}, {api_key} and {sign_key}"
  }
  return names.includes("sign_key") ? undefined : "must contain {sign_key}"
}

/** `standart_sign` by a template that `templateProblem` finds good. */
export const standartSign = (template: string, values: TemplateValues): string => {
  const texts: ReadonlyMap<string, string> = new Map(Object.entries(values))
  // One pass: a value that looks like a placeholder stays what it is.
  return sha256(template.replace(placeholder, (_, name: string) => texts.get(name) ?? ""))
}

/** Whether a digest, in either case, is the expected one; compared in constant time. */
export const isSameDigest = (expected: string, given: string): boolean => {
  const left = Buffer.from(expected)
  const right = Buffer.from(given.toLowerCase())
  return left.length === right.length && timingSafeEqual(left, right)
}
