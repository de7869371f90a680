/**
 * Signatures by Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body, one signature
 * for each secret, so that a merchant who changes secrets never misses one. Pure; the body is signed exactly as sent.
 */
import { createHmac, createSecretKey, type KeyObject } from "node:crypto"
import * as Redacted from "effect/Redacted"

const prefix = "whsec_"
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const fewestBytes = 16

const keyOf = (secret: string): string => (secret.startsWith(prefix) ? secret.slice(prefix.length) : secret)

/** Why this text cannot be a secret, or undefined when it can; never repeats it. */
export const checkSecret = (secret: string): string | undefined => {
  const key = keyOf(secret)
  if (!base64.test(key)) return `must be ${prefix} followed by base64`
  const isLong = Buffer.from(key, "base64").length >= fewestBytes
  return isLong ? undefined : `must hold at least ${fewestBytes} bytes; take 32 random ones`
}

/** What is signed. */
export interface Content {
  readonly id: string
  /** Seconds since 1970, when this attempt is sent. */
  readonly timestamp: number
  readonly body: string
}

// Made ready once for each secret of the config.
const ready = new WeakMap<Redacted.Redacted<string>, KeyObject>()

const readyKey = (secret: Redacted.Redacted<string>): KeyObject => {
  const known = ready.get(secret)
  if (known !== undefined) return known
  const key = createSecretKey(keyOf(Redacted.value(secret)), "base64")
  ready.set(secret, key)
  return key
}

const sign = ({ body, id, timestamp }: Content, secret: Redacted.Redacted<string>): string => {
  const hmac = createHmac("sha256", readyKey(secret))
  return `v1,${hmac.update(`${id}.${timestamp}.${body}`).digest("base64")}`
}

/** The three headers of a webhook; the signatures come in the order of the secrets. */
export const headers = (
  content: Content,
  secrets: ReadonlyArray<Redacted.Redacted<string>>
): Readonly<Record<string, string>> => ({
  "webhook-id": content.id,
  "webhook-timestamp": String(content.timestamp),
  "webhook-signature": secrets.map((secret) => sign(content, secret)).join(" ")
})
