/**
 * The platform's signatures: texts joined by colons, `sign_key` the last of them, SHA-256 in lower-case hex. The formula
 * of `standart_sign` is not in any document that could be read, so it is a configured template without a default.
 */
import { hash } from "node:crypto"

/** SHA-256 of bytes, or of a text's UTF-8 bytes, in lower-case hex. */
export const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex")

/** The values that `sign` of create_pay_out covers, each as the very text that goes into the body. */
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

/** The names that a template of `standart_sign` may use. */
export interface TemplateValues {
  readonly order_id: string
  readonly merchant: string
  readonly api_key: string
  readonly sign_key: string
}

const placeholder = /\{([^{}]*)\}/g

const wholeTemplate = /^(?:[^{}]|\{(?:order_id|merchant|api_key|sign_key)\})*$/

/** Whether a text can be a template of `standart_sign`: it names the key, nothing that is unknown, and no stray brace. */
export const isTemplate = (template: string): boolean => wholeTemplate.test(template) && template.includes("{sign_key}")

/** `standart_sign` by a template that `isTemplate` finds good. */
export const standartSign = (template: string, values: TemplateValues): string =>
  // One pass: a value that looks like a placeholder stays what it is.
  sha256(template.replace(placeholder, (_, name: keyof TemplateValues) => values[name]))
