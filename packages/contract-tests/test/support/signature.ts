/** The memory provider's signature as a wrong adapter would make it: written again here, because it is not exported. */
import { createHmac } from "node:crypto"

export const header = "x-memory-signature"

/** The header that carries the key of a create. */
export const keyHeader = "x-memory-key"

export const sign = (text: string | Uint8Array, secret: string): string =>
  createHmac("sha256", secret).update(text).digest("hex")
