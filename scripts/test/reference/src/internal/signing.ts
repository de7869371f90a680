/** Acme Pay's signature: HMAC-SHA-256 over the exact text of the body, in lower-case hex. */
import { createHmac, timingSafeEqual } from "node:crypto"

/** The header that carries the signature. */
export const header = "acme-signature"

/** The signature of a text. */
export const sign = (text: string | Uint8Array, secret: string): string =>
  createHmac("sha256", secret).update(text).digest("hex")

/** Whether a signature was made with the secret; compared in constant time. */
export const isSignedBy = (text: string | Uint8Array, signature: string, secret: string): boolean => {
  const expected = Buffer.from(sign(text, secret))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
