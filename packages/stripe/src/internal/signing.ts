/**
 * The signature of a webhook: HMAC-SHA-256 over the time, a dot and the bytes as they came, under the whole text of the endpoint's
 * secret. Source: the page on webhooks. Only the scheme `v1` counts; while a secret is rolled there are several of it.
 */
import { createHmac } from "node:crypto"
import { isSameSignature } from "@switchyard/core/Callback"

/** The header that bears it. */
export const header = "stripe-signature"

/** The parts of the header that count. */
export interface Signature {
  /** In seconds since 1970, as it was signed. */
  readonly at: string
  readonly v1: ReadonlyArray<string>
}

/** The parts of a header; undefined where it has no time, two of them, or nothing of the scheme. */
export const parsed = (text: string): Signature | undefined => {
  const parts = text.split(",").map((part) => {
    const sign = part.indexOf("=")
    return [part.slice(0, Math.max(sign, 0)), part.slice(sign + 1)] as const
  })
  const values = (name: string) => parts.filter(([key]) => key === name).map(([, value]) => value)
  const [at, ...more] = values("t")
  const v1 = values("v1")
  return at !== undefined && more.length === 0 && /^\d{1,12}$/.test(at) && v1.length > 0 ? { at, v1 } : undefined
}

/** The signature of these bytes at that time, in hex. */
export const sign = (at: string, body: Uint8Array, secret: string): string =>
  createHmac("sha256", secret).update(`${at}.`).update(body).digest("hex")

/** Whether one of the signatures was made with one of the secrets; how long that takes reveals neither. */
export const isSignedBy = ({ at, v1 }: Signature, body: Uint8Array, secrets: ReadonlyArray<string>): boolean =>
  secrets
    .map((secret) => sign(at, body, secret))
    .some((expected) => v1.some((given) => isSameSignature(expected, given)))
