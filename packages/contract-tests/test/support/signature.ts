/** The memory provider's signature as a wrong adapter would make it: written again here, because it is not exported. */
import { createHmac } from "node:crypto"
import type { Raw } from "@switchyard/core/Callback"

export const header = "x-memory-signature"

/** The header that carries the key of a create. */
export const keyHeader = "x-memory-key"

/** The header that carries the time of a callback's signature. */
export const timeHeader = "x-memory-time"

/** The text of a callback that is signed. */
export const signedText = ({ body, headers }: Pick<Raw, "body" | "headers">): Uint8Array => {
  const at = headers[timeHeader]
  return at === undefined ? body : Buffer.concat([Buffer.from(`${at}.`), body])
}

export const sign = (text: string | Uint8Array, secret: string): string =>
  createHmac("sha256", secret).update(text).digest("hex")
