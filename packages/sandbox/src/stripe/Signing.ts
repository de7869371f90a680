/**
 * The signature of Stripe's webhooks, read from its documents for this simulator alone: HMAC-SHA-256 over the time, a point and the raw
 * body, under the whole secret text, in lower-case hexadecimal.
 */
import { createHmac } from "node:crypto"

/** The signature of a body at a time in Unix seconds. */
export const sign = (timestamp: number, body: string, secret: string): string =>
  createHmac("sha256", secret).update(`${timestamp}.${body}`, "utf8").digest("hex")

/** The header with a signature for every secret. */
export const header = (timestamp: number, body: string, secrets: ReadonlyArray<string>): string =>
  [`t=${timestamp}`, ...secrets.map((secret) => `v1=${sign(timestamp, body, secret)}`)].join(",")
