/**
 * The wire forms of a body that intermediaries put on it unasked: gzip and Brotli, by which a text becomes bytes that
 * are no text.
 */
import { brotliCompressSync, gzipSync } from "node:zlib"

/** All forms. */
export const encodings = ["gzip", "br"] as const

/** The value of `Content-Encoding`. */
export type ContentEncoding = (typeof encodings)[number]

/** A text as it goes over the wire. */
export const encode = (text: string, encoding?: ContentEncoding): Uint8Array<ArrayBuffer> => {
  const bytes = new TextEncoder().encode(text)
  if (encoding === undefined) return bytes
  return new Uint8Array(encoding === "gzip" ? gzipSync(bytes) : brotliCompressSync(bytes))
}
