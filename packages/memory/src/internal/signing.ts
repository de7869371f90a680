/**
 * The signature of requests and callbacks: HMAC-SHA-256 over the exact text of the body, in lower-case hex. The text
 * that is signed is the text that is sent, because it is one and the same variable.
 */
import { createHmac } from "node:crypto"
import { isSameSignature } from "@switchyard/core/Callback"

/** The header that carries the signature. */
export const header = "x-memory-signature"

/** The header that carries the key of a create: the provider carries out one create for each. */
export const keyHeader = "x-memory-key"

/** The header that marks an answer which the provider repeats from its memory. */
export const replayedHeader = "x-memory-replayed"

/** The header that carries the time of a callback's signature, in milliseconds since 1970. */
export const timeHeader = "x-memory-time"

/** The header that names the published key of a callback's signature. */
export const keyIdHeader = "x-memory-key-id"

/** The text of a callback that is signed: its body, after the time where there is one. */
export const callbackText = (body: Uint8Array, at: string | undefined): Uint8Array =>
  at === undefined ? body : Buffer.concat([Buffer.from(`${at}.`), body])

/** The signature of a text. */
export const sign = (text: string | Uint8Array, secret: string): string =>
  createHmac("sha256", secret).update(text).digest("hex")

/** Whether a signature was made with the secret; compared in constant time. */
export const isSignedBy = (text: string | Uint8Array, signature: string, secret: string): boolean =>
  isSameSignature(sign(text, secret), signature)
