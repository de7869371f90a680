/**
 * Feennex's signature of requests and callbacks, read from its documents for this simulator alone: it checks what the
 * adapter's own signing does, so the two never share a line.
 */
import { sha256 } from "../internal/hash.ts"

/** The values of exactly the given fields, in plain string order of their keys, joined by colons; no secret in it. */
export const stringToSign = (fields: Readonly<Record<string, string>>): string =>
  Object.keys(fields)
    .sort((left, right) => (left < right ? -1 : 1))
    .map((key) => fields[key])
    .join(":")

/** Lowercase hexadecimal SHA-256 of the string to sign followed by the secret, without a colon between them. */
export const sign = (fields: Readonly<Record<string, string>>, secret: string): string =>
  sha256(`${stringToSign(fields)}${secret}`)

/** The sign of a callback: every field that is neither `sign`, null nor empty; zero and false stay in. */
export const signCallback = (fields: Readonly<Record<string, string | null>>, secret: string): string => {
  const kept: Record<string, string> = {}
  for (const [key, value] of Object.entries(fields)) {
    if (key !== "sign" && value !== null && value !== "") kept[key] = value
  }
  return sign(kept, secret)
}
