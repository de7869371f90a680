/**
 * AES-256-GCM over a text. The header names the key by its id, so that texts sealed with an older key can still be
 * opened; header and `boundTo` are authenticated, so that neither a swapped header nor a text moved to another
 * operation is accepted. A random nonce of 96 bits is safe for 2^32 texts a key: change keys long before.
 */
import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject, randomBytes } from "node:crypto"

const algorithm = "aes-256-gcm"
const version = 1
const idBytes = 8
const nonceBytes = 12
const tagBytes = 16
const headerBytes = 1 + idBytes

/** How many bytes a key has. */
export const keyBytes = 32

/** A key, with the id that texts sealed with it carry. */
export interface Key {
  readonly id: string
  /** Made ready once; OpenSSL takes four times as long with bytes. */
  readonly secret: KeyObject
}

/** Gives a key its id, which reveals nothing about it. */
export const keyOf = (bytes: Uint8Array): Key => ({
  id: createHash("sha256")
    .update("switchyard data key id\0")
    .update(bytes)
    .digest("hex")
    .slice(0, 2 * idBytes),
  secret: createSecretKey(bytes)
})

const associated = (header: Uint8Array, boundTo: string): Uint8Array => Buffer.concat([header, Buffer.from(boundTo)])

/** What every text that is sealed with this key begins with. */
export const headerOf = (key: Key): Buffer => Buffer.concat([Buffer.of(version), Buffer.from(key.id, "hex")])

/** Seals a text: version, key id, nonce, ciphertext, tag. */
export const seal = (text: string, key: Key, boundTo: string): Uint8Array => {
  const header = headerOf(key)
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key.secret, nonce, { authTagLength: tagBytes })
  cipher.setAAD(associated(header, boundTo))
  return Buffer.concat([header, nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()])
}

/** The id of the key a sealed text needs, or undefined when this is no sealed text. */
export const keyIdOf = (sealed: Uint8Array): string | undefined => {
  if (sealed.length < headerBytes + nonceBytes + tagBytes || sealed[0] !== version) return undefined
  return Buffer.from(sealed.subarray(1, headerBytes)).toString("hex")
}

/** Opens a text with the key it names; undefined when key, text or `boundTo` are not those it was sealed with. */
export const open = (sealed: Uint8Array, key: Key, boundTo: string): string | undefined => {
  const nonceEnd = headerBytes + nonceBytes
  const tagStart = sealed.length - tagBytes
  try {
    const nonce = sealed.subarray(headerBytes, nonceEnd)
    const decipher = createDecipheriv(algorithm, key.secret, nonce, { authTagLength: tagBytes })
    decipher.setAAD(associated(sealed.subarray(0, headerBytes), boundTo))
    decipher.setAuthTag(sealed.subarray(tagStart))
    return Buffer.concat([decipher.update(sealed.subarray(nonceEnd, tagStart)), decipher.final()]).toString("utf8")
  } catch {
    return undefined
  }
}
