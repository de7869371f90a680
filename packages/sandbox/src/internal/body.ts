/**
 * Reads a request's body up to a limit. What is too long is read to its end and dropped (up to a second limit), so that
 * the sender gets an answer instead of a broken pipe.
 */

const patience = 64 * 1024 * 1024

/** The bytes, or null when there were more than `limit`. */
export const readBytes = async (request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> => {
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
