/**
 * The signature of a callback: every member except `sign` that is not null and not the empty text, by name, its values
 * joined by colons, the secret appended, SHA-256. Zero and false count as values. Corroborated by sibling APIs.
 */
import { isSameSignature } from "@switchyard/core/Callback"
import { digest, stringToSign } from "./signing.ts"

/** The text that is hashed, without the secret. */
export const signedText = (fields: ReadonlyMap<string, string>): string =>
  stringToSign(Object.fromEntries([...fields].filter(([name, value]) => name !== "sign" && value !== "")))

/** Whether a digest, in either case, was made with the secret; compared in constant time. */
export const isSignedBy = (text: string, sign: string, secret: string): boolean =>
  isSameSignature(digest(text, secret), sign.toLowerCase())
