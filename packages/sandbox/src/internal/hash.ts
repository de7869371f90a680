/**
 * SHA-256 and identifiers made from a seed and a counter. Nothing here is random: the same run gives the same ids.
 */
import { createHash } from "node:crypto"

/** Lowercase hexadecimal SHA-256 of the UTF-8 bytes. */
export const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex")

/** A UUID of version 4 shape that depends only on its input. */
export const uuid = (input: string): string => {
  const hex = sha256(input)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
