/**
 * Reads a request's body up to a limit. What is too long is read to its end and dropped (up to a second limit), so that
 * the sender gets an answer instead of a broken pipe.
 */
import type { Json } from "./json.ts"
import { read } from "./json.ts"

const patience = 64 * 1024 * 1024

const readBytes = async (request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> => {
  const chunks: Array<Uint8Array> = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > patience) return null
    if (length <= limit) chunks.push(chunk)
    else chunks.length = 0
  }
  if (length > limit) return null
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** A body as it came in. */
export interface Body {
  readonly contentType: string
  /** Null when it was longer than the limit. */
  readonly bytes: Uint8Array<ArrayBuffer> | null
  readonly raw: string
  /** Undefined when it is no JSON. */
  readonly json: Json | undefined
}

const parse = (bytes: Uint8Array): Json | undefined => {
  try {
    return read(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** The body as bytes, as text and as JSON; fails on nothing. */
export const readBody = async (request: Request, limit: number): Promise<Body> => {
  const bytes = await readBytes(request, limit)
  return {
    contentType: request.headers.get("content-type") ?? "",
    bytes,
    raw: bytes === null ? "" : new TextDecoder().decode(bytes),
    json: bytes === null ? undefined : parse(bytes)
  }
}

/** Whether a body is declared as JSON. */
export const isJsonType = (contentType: string): boolean => /^application\/json\s*(;|$)/i.test(contentType)
