/**
 * The bytes of a multipart form (RFC 7578). The boundary is a hash of everything between the boundaries: it cannot occur
 * there, and the same parts have the same one.
 */
import { createHash } from "node:crypto"

/** A field of text. */
export interface TextPart {
  readonly name: string
  readonly value: string
}

/** A file. */
export interface FilePart {
  readonly name: string
  /** Shown to the provider: a name of one's own, where a payer's could reveal who they are. */
  readonly fileName: string
  readonly contentType: string
  readonly content: Uint8Array
}

/** One part of a multipart form. */
export type Part = TextPart | FilePart

const encoder = new TextEncoder()

// As the HTML standard has it; nothing else can end a quoted name.
const escaped = (name: string): string => name.replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/"/g, "%22")

const headOf = (part: Part): string => {
  const disposition = `Content-Disposition: form-data; name="${escaped(part.name)}"`
  if (!("content" in part)) return `${disposition}\r\n\r\n`
  if (/[^\t -~]/.test(part.contentType)) throw new TypeError("the type of a file is no media type")
  return `${disposition}; filename="${escaped(part.fileName)}"\r\nContent-Type: ${part.contentType}\r\n\r\n`
}

/** The bytes of these parts, and the boundary between them. */
export const encode = (
  parts: ReadonlyArray<Part>
): { readonly boundary: string; readonly bytes: Uint8Array<ArrayBuffer> } => {
  const written = parts.map((part) => ({
    head: encoder.encode(headOf(part)),
    content: "content" in part ? part.content : encoder.encode(part.value)
  }))
  const hash = createHash("sha256")
  for (const { content, head } of written) hash.update(`${head.length} ${content.length}:`).update(head).update(content)
  const boundary = `switchyard-${hash.digest("hex").slice(0, 48)}`
  const pieces = [
    ...written.flatMap(({ content, head }) => [
      encoder.encode(`--${boundary}\r\n`),
      head,
      content,
      encoder.encode("\r\n")
    ]),
    encoder.encode(`--${boundary}--\r\n`)
  ]
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return { boundary, bytes }
}
