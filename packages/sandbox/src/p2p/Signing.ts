/**
 * The P2P platform's two signatures, read from its document for this simulator alone: `sign` of a payout request, and
 * `standart_sign`, whose formula is published nowhere and is therefore a template. A colon stands before the key too.
 */
import { BadInput } from "../internal/decode.ts"
import { sha256 } from "../internal/hash.ts"

/** The text that is hashed for `sign`. */
export const stringToSign = (
  orderId: string,
  fiatAmount: string,
  requisite: string,
  fiatCurrency: string,
  signKey: string
): string => [orderId, fiatAmount, requisite, fiatCurrency, signKey].join(":")

/** The `sign` of create_pay_out: lowercase hexadecimal SHA-256. */
export const sign = (...parts: Parameters<typeof stringToSign>): string => sha256(stringToSign(...parts))

/** The names that a `standart_sign` template may use. */
export interface Names {
  readonly order_id: string
  readonly merchant: string
  readonly api_key: string
  readonly sign_key: string
}

/** The sample in the document; it is no digest, so it can only be a placeholder. */
export const placeholder = "p6o5n4m3l2k1j0i9h8g7f6e5d4c3b2a1"

const named = /\{([^{}]*)\}/g

const isName = (name: string): name is keyof Names => /^(order_id|merchant|api_key|sign_key)$/.test(name)

/** Throws `BadInput` when a template names something that is not known. */
export const checkTemplate = (template: string | null): void => {
  const names = [...(template ?? "").matchAll(named)].map(([, name = ""]) => name)
  const unknown = names.filter((name) => !isName(name))
  if (unknown.length > 0 || (template !== null && names.length === 0)) {
    throw new BadInput(
      `standartSign must name {order_id}, {merchant}, {api_key} or {sign_key}, such as {order_id}:{sign_key}`
    )
  }
}

/** The `standart_sign` by a template: lowercase hexadecimal SHA-256 of it filled in; without one the placeholder. */
export const standartSign = (template: string | null, names: Names): string =>
  template === null
    ? placeholder
    : sha256(template.replace(named, (whole, name: string) => (isName(name) ? names[name] : whole)))
